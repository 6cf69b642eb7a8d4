package binary

import (
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

// build links a library that calls a function of its own and one of libc.
func build(t *testing.T, flags ...string) *elf.File {
	t.Helper()
	out := filepath.Join(t.TempDir(), "lib.so")
	source := out + ".c"
	text := "#include <stdlib.h>\nint own(void) { return abs(-1); }\nint other(void) { return own(); }\n"
	if err := os.WriteFile(source, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.Command("cc", append([]string{"-shared", "-fPIC", "-fno-builtin", "-o", out, source}, flags...)...)
	if output, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", command.Args, err, output)
	}
	f, err := elf.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestOwnReferences(t *testing.T) {
	for _, test := range []struct {
		flags []string
		want  []string
	}{
		{nil, []string{"own"}},
		{[]string{"-Wl,-Bsymbolic"}, nil},
	} {
		got, err := ownReferences(build(t, test.flags...))
		if err != nil || !slices.Equal(got, test.want) {
			t.Errorf("%v: %q, %v; want %q", test.flags, got, err, test.want)
		}
	}
}
