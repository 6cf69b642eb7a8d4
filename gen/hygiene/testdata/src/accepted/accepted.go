// Package accepted says why.
package accepted

import "os"

func f() {
	os.Exit(1) //cshared:allow os.Exit only a child gets here
	//cshared:allow os.Exit only a child gets here
	os.Exit(2)
	os.Exit(3) // want `os.Exit`
	//cshared:allow os.Args another finding
	os.Exit(4) // want `os.Exit`
}

func misspelt() {
	/* want `accepts nothing` */ //cshared:allow os.exit not an id
}
