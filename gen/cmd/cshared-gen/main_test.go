package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestUsage(t *testing.T) {
	for _, c := range []struct {
		args string
		exit int
		want string
	}{
		{"", exitUsage, usage},
		{"build", exitUsage, "cshared-gen: unknown command \"build\"\n" + usage},
		{"checksymbols -label x", exitUsage, "cshared-gen checksymbols: needs exactly the flags -label, -library, -symbols and -ok\n"},
	} {
		var stderr bytes.Buffer
		if exit := run(strings.Fields(c.args), &stderr); exit != c.exit || stderr.String() != c.want {
			t.Errorf("%q: exit code %d, want %d; prints\n%s\nwant\n%s", c.args, exit, c.exit, &stderr, c.want)
		}
	}
}

func TestHelpIsNoError(t *testing.T) {
	for args, want := range map[string]string{
		"help":               "# Raw mode",
		"raw -help":          "-out-version-script string",
		"checksymbols -help": "-symbols string",
	} {
		var stderr bytes.Buffer
		if exit := run(strings.Fields(args), &stderr); exit != 0 || !strings.Contains(stderr.String(), want) {
			t.Errorf("%q: exit code %d; prints\n%s\nwhich has no %q", args, exit, &stderr, want)
		}
	}
}
