package foreign_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/gocshared/rules_go_cshared/tests/conformance"
	"github.com/gocshared/rules_go_cshared/tests/conformance/catalogue"
	"github.com/gocshared/rules_go_cshared/tests/conformance/foreign"
)

// FuzzOpen changes bytes of a library: whatever is in a file, it is refused or judged.
func FuzzOpen(f *testing.F) {
	folder := f.TempDir()
	source := filepath.Join(folder, "plain.c")
	if err := os.WriteFile(source, []byte("int plain_answer(void) { return 42; }\n"), 0o666); err != nil {
		f.Fatal(err)
	}
	library := filepath.Join(folder, "libplain.so")
	compiler := os.Getenv("CC")
	if compiler == "" {
		compiler = "cc"
	}
	if out, err := exec.Command(compiler, "-shared", "-fPIC", "-s", "-Wl,--build-id=sha1", "-o", library, source).CombinedOutput(); err != nil {
		f.Fatalf("%v\n%s", err, out)
	}
	whole, err := os.ReadFile(library)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(uint32(0), []byte("\x7fELF"), uint32(len(whole)))
	f.Add(uint32(0x20), []byte("\xff\xff\xff\xff"), uint32(len(whole)))
	f.Add(uint32(0x200), []byte("\xff\xff\xff\xff\xff\xff\xff\x7f"), uint32(len(whole)))
	f.Add(uint32(len(whole)-0x300), []byte("\xff\xff\xff\xff"), uint32(len(whole)))
	f.Fuzz(func(t *testing.T, at uint32, bytes []byte, size uint32) {
		content := append([]byte(nil), whole...)
		copy(content[int(at)%len(content):], bytes)
		path := filepath.Join(t.TempDir(), "libplain.so")
		if err := os.WriteFile(path, content[:min(int(size), len(content))], 0o666); err != nil {
			t.Fatal(err)
		}
		l, err := foreign.Open(path)
		if err != nil {
			return
		}
		c, _, err := l.Config(context.Background(), &foreign.Options{
			Timeout: time.Second, Selected: func(c catalogue.Check) bool { return c.Group() == "binary" },
		}, "", "it is damaged")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := conformance.Run(c); err != nil {
			t.Fatal(err)
		}
	})
}
