// Package listed is accepted by the flag.
package listed

import "os"

func f() {
	os.Exit(1)
	_ = os.Args
	_ = os.Getenv("A") // want `os.Getenv. sees the environment`
}
