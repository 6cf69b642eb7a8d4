package binary

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gocshared/rules_go_cshared/gen/manifest"
	"github.com/gocshared/rules_go_cshared/tests/conformance/artefact"
	"github.com/gocshared/rules_go_cshared/tests/conformance/verdict"
)

func TestPaths(t *testing.T) {
	const clean, found = "pass", "FAIL"
	for _, c := range []struct{ name, content, want string }{
		{"execution root", "/var/x/execroot/_main/bazel-out", found},
		{"sandbox", "/x/sandbox/processwrapper-sandbox/3/e", found},
		{"output base", "/data/_bazel_me/0123456789abcdef0123456789abcdef/external", found},
		{"configuration hash", "bazel-out/k8-opt-ST-0123456789ab/bin/a", found},
		{"home", "/home/me/go/src/a.go", found},
		{"root", "/root/a.c", found},
		{"go build's folder", "/tmp/go-build123/b001/x", found},
		{"compiler's temporary", "/tmp/ccAbC12.o", found},
		{"temporary source", "/tmp/x/main.go", found},
		{"Go source", "\x00/usr/local/go/src/runtime/proc.go\x00", found},

		{"os.TempDir next to another string", "/tmp/dev/null/etc/hosts", clean},
		{"mkdtemp pattern", "/tmp/myprogram-XXXXXX", clean},
		{"home of a message", "cannot read /home/user/.config", clean},
		{"configuration without hash", "bazel-out/k8-opt/bin/a", clean},
		{"trimmed Go source", "\x00runtime/proc.go\x00", clean},
		{"Go source in a longer string", "see /proc/self/main.go or else", clean},
		{"a word with execroot", "/execrooted/x/", clean},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := paths(&artefact.Artefact{Manifest: &manifest.Manifest{}, Bytes: []byte("text " + c.content + " more")})
			if string(v.Outcome) != c.want {
				t.Errorf("%q: %s, want %s: %s", c.content, v.Outcome, c.want, v.Detail)
			}
		})
	}
}

func TestPathsMessage(t *testing.T) {
	var content []byte
	for range 7 {
		content = append(content, "-I/root/a.c \x00"...)
	}
	const want = `paths of the build machine:
offset 0x2: "-I/root/a.c" (home folder)
offset 0xf: "-I/root/a.c" (home folder)
offset 0x1c: "-I/root/a.c" (home folder)
offset 0x29: "-I/root/a.c" (home folder)
offset 0x36: "-I/root/a.c" (home folder)
… (7 in all)
Compile with -trimpath and -ffile-prefix-map, and keep paths out of linkstamps and constants`
	if diff := cmp.Diff(want, paths(&artefact.Artefact{Manifest: &manifest.Manifest{}, Bytes: content}).Detail); diff != "" {
		t.Errorf("message (-want +got):\n%s", diff)
	}
}

func TestPathsOfSanitizers(t *testing.T) {
	v := paths(&artefact.Artefact{
		Manifest: &manifest.Manifest{Sanitizers: []string{"address"}},
		Bytes:    []byte("/tmp/rules_go_work-1/cgo/main/_cgo_export.c"),
	})
	const want = "sanitizers (address) name the source of each piece of C code that they check; such a library is not shipped"
	if v.Outcome != verdict.Skip || v.Detail != want {
		t.Errorf("got %+v, want the skip %q", v, want)
	}
}
