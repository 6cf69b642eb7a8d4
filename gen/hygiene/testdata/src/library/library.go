// Command library is one.
package main

import "C"

import "os"

//export library_stop
func library_stop() { os.Exit(1) } // want `os.Exit. ends the process`

func main() { // want `func main. has a body, which never runs`
	os.Exit(2) // nothing runs it
}
