package bazelw_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// newDebian is a machine on which only the private root is left: bazelisk cannot be installed, the
// tools that make a root are there. sha256sum always says "0123456789ab", the root's key.
func newDebian(t *testing.T) *machine {
	t.Helper()
	m := newMachine(t)
	for _, name := range []string{"apt-get", "dpkg-deb", "unshare"} {
		m.write("bin/"+name, "#!/bin/bash\n", 0o755)
	}
	m.write("bin/flock", "#!/bin/bash\n", 0o755)
	m.write("bin/uname", "#!/bin/bash\necho x86_64\n", 0o755)
	m.write("bin/sha256sum", "#!/bin/bash\ncat >/dev/null\necho '0123456789ab  -'\n", 0o755)
	m.write("bin/go", `#!/bin/bash
case "$*" in
  "env GOROOT") echo "`+m.path("goroot")+`" ;;
  version) echo "go version go1.26" ;;
  *) echo "no proxy" >&2; exit 1 ;;
esac
`, 0o755)
	return m
}

// cacheOutsideTmp moves the cache: below /tmp no root is made.
func cacheOutsideTmp(m *machine) {
	m.t.Helper()
	parent := os.Getenv("TEST_TMPDIR")
	if parent == "" {
		var err error
		parent, err = os.UserCacheDir()
		m.must(err)
	}
	m.must(os.MkdirAll(parent, 0o755))
	folder, err := os.MkdirTemp(parent, "bazelw-test")
	m.must(err)
	m.t.Cleanup(func() { os.RemoveAll(folder) })
	m.env["CSHARED_CACHE"] = folder
}

func (m *machine) cached(elements ...string) string {
	return filepath.Join(append([]string{m.env["CSHARED_CACHE"]}, elements...)...)
}

// wholeRoot puts a root in the cache whose bwrap prints what it is asked to run.
func wholeRoot(m *machine) {
	root := m.cached("root-0123456789ab")
	m.must(os.MkdirAll(filepath.Join(root, "usr/share/bazel"), 0o755))
	m.must(os.WriteFile(filepath.Join(root, "bwrap"), []byte(`#!/bin/bash
case "$*" in
  *"mod graph"*) exit 0 ;;
  *) printf '%s\n' "$@" ;;
esac
`), 0o755))
}

func TestRootRunsBazelThroughItsWrapper(t *testing.T) {
	m := newDebian(t)
	cacheOutsideTmp(m)
	wholeRoot(m)
	out, errOut, code := m.run("test", "//...")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if code != 0 || len(lines) < 6 {
		t.Fatalf("exit code %d, stdout:\n%sstderr:\n%s", code, out, errOut)
	}
	wrapper := lines[len(lines)-3]
	want := []string{"--setenv", "BAZEL", wrapper, "--", wrapper, "test", "//..."}
	if got := lines[len(lines)-len(want):]; strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("bwrap runs %q, want at the end %q", got, want)
	}
	content, err := os.ReadFile(wrapper)
	m.must(err)
	if second := strings.Split(string(content), "\n")[1]; second != "# Written by bazelw: Bazel of the private root; runs inside it only." {
		t.Errorf("second line of the wrapper, by which a bazelw inside knows it: %q", second)
	}
	rc, err := os.ReadFile(filepath.Join(filepath.Dir(wrapper), "bazelrc"))
	m.must(err)
	inner := filepath.Join(m.env["CSHARED_CACHE"], "inner")
	wantRC := "startup --install_base=/usr/share/bazel\nstartup --trust_install_base\n" +
		"startup --host_jvm_args=-Dcshared.root=root-0123456789ab\n" +
		"common --test_env=CSHARED_INNER_BAZEL=" + wrapper + "\n" +
		"common --test_env=CSHARED_INNER_FOLDER=" + inner + "\ncommon --sandbox_writable_path=" + inner + "\n"
	if string(rc) != wantRC {
		t.Errorf("bazelrc:\n%swant:\n%s", rc, wantRC)
	}
}

func TestGoOfTheSystemStaysVisible(t *testing.T) {
	m := newDebian(t)
	cacheOutsideTmp(m)
	wholeRoot(m)
	m.write("bin/go", "#!/bin/bash\n[[ \"$*\" == 'env GOROOT' ]] && echo /usr/lib/go-of-no-machine\n", 0o755)
	out, errOut, _ := m.run("info")
	for _, want := range []string{
		"--ro-bind-try\n/usr/lib/go-of-no-machine\n/usr/lib/go-of-no-machine\n",
		"--setenv\nPATH\n/usr/lib/go-of-no-machine/bin:M/bin:",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("stdout:\n%swant in it:\n%sstderr:\n%s", out, want, errOut)
		}
	}
}

func TestWhyNoRoot(t *testing.T) {
	cases := map[string]struct {
		spoil func(*machine)
		want  string
	}{
		"no apt": {
			func(m *machine) { m.must(os.Remove(m.path("bin/apt-get"))) },
			"apt-get not found: this way is for Debian and its like",
		},
		"no namespaces": {
			func(m *machine) { m.write("bin/unshare", "#!/bin/bash\nexit 1\n", 0o755) },
			map[bool]string{
				true:  "root, but without the right to make mount namespaces (a container without CAP_SYS_ADMIN)",
				false: "not root, and unprivileged user namespaces with subordinate ids are not usable here",
			}[os.Geteuid() == 0],
		},
		"cache in /tmp": {
			func(m *machine) { m.env["CSHARED_CACHE"] = "/tmp/bazelw-test-never-made" },
			"the cache folder /tmp/bazelw-test-never-made lies in /tmp, which Bazel's sandbox hides",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			m := newDebian(t)
			cacheOutsideTmp(m)
			c.spoil(m)
			t.Cleanup(func() { os.RemoveAll("/tmp/bazelw-test-never-made") })
			_, errOut, code := m.run("info")
			if want := "  private root         " + c.want + "\n"; code != 1 || !strings.Contains(errOut, want) {
				t.Errorf("exit code %d, stderr:\n%swant in it:\n%s", code, errOut, want)
			}
		})
	}
}

func TestRootThatCannotBeMade(t *testing.T) {
	m := newDebian(t)
	cacheOutsideTmp(m)
	m.write("bin/unshare", "#!/bin/bash\n[[ \"${!#}\" == true ]] && exit\necho 'no mirror' >&2\nexit 1\n", 0o755)
	_, errOut, code := m.run("info")
	want := strings.NewReplacer("C", m.env["CSHARED_CACHE"]).Replace(`  no mirror
bazelw: the private root could not be made.
Its logs: C/root-0123456789ab.building/*.log
`)
	want += `The next run resumes at the stage that failed. ./bazelw clean-cache starts all over.
To use another Bazel: put bazel 7.7.1 or bazelisk on PATH, or set BAZEL to one.
`
	if code != 1 || !strings.HasSuffix(errOut, want) {
		t.Errorf("exit code %d, stderr:\n%swant at the end:\n%s", code, errOut, want)
	}
	if _, err := os.Stat(m.cached("root-0123456789ab")); err == nil {
		t.Error("a root that is not whole has its final name")
	}
}

func TestModulesThatCannotBeMade(t *testing.T) {
	m := newMachine(t)
	m.write("bin/bazel", "#!/bin/bash\n[[ \"$*\" == --version ]] && echo bazel 7.7.1\n", 0o755)
	m.write("folder/rules/cc/BUILD", "", 0o644)
	m.write("repo/tools/bazelw/modules/zlib/MODULE.bazel", "", 0o644) // not among the data under Bazel
	m.env["CSHARED_BAZEL_FOLDER"] = m.path("folder")
	expect(t, m, "", asksRegistry+`bazelw: go.mod requires no version of github.com/bazelbuild/rules_go or .../bazel-gazelle.
Without the Bazel Central Registry both come through the Go module proxy, in the version that go.mod requires.
Add them: go get github.com/bazelbuild/rules_go@vX github.com/bazelbuild/bazel-gazelle@vY
`, 1, "info")
	m.write("repo/go.mod", "require (\n\tgithub.com/bazelbuild/rules_go v0.65.0\n\tgithub.com/bazelbuild/bazel-gazelle v0.54.0 // indirect\n)\n", 0o644)
	m.write("bin/go", "#!/bin/bash\necho 'no proxy' >&2\nexit 1\n", 0o755)
	_, errOut, code := m.run("info")
	want := `bazelw: the modules could not be made from the Go module proxy.
Check that this works: go mod download github.com/bazelbuild/rules_go@v0.65.0
The whole log: M/cache/modules.log
`
	if code != 1 || !strings.HasSuffix(errOut, want) {
		t.Errorf("exit code %d, stderr:\n%swant at the end:\n%s", code, errOut, want)
	}
}
