// Command command becomes no library.
package main

import "os"

func main() { os.Exit(1) }
