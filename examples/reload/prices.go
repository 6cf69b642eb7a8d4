// Package prices is the logic of a server that never stops: the server loads the next release of this
// library, and goes on.
package prices

import (
	"fmt"
	"strconv"
)

// release is what the BUILD file builds.
var release = "none"

// Answer returns the reply to one line of a client: the release that gives it, and the price of a number of
// pieces, in cents.
//
// Errors: the request is no whole number.
//
//cshared:export
//cshared:borrow request
func Answer(request string) (reply string, err error) {
	pieces, err := strconv.ParseInt(request, 10, 64)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s %d", release, 7*pieces), nil
}

// SelfTest returns an error if the library does not work. Hosts call it before they send requests.
//
//cshared:export
func SelfTest() error {
	reply, err := Answer("6")
	if err != nil {
		return err
	}
	if want := release + " 42"; reply != want {
		return fmt.Errorf("the reply to 6 is %q, want %q", reply, want)
	}
	return nil
}
