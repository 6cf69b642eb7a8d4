package bazelw_test

import (
	"os"
	"strings"
	"testing"
)

// expect runs bazelw and compares everything it says.
func expect(t *testing.T, m *machine, wantOut, wantErr string, wantCode int, args ...string) {
	t.Helper()
	out, errOut, code := m.run(args...)
	if out != wantOut {
		t.Errorf("stdout:\n%swant:\n%s", out, wantOut)
	}
	if errOut != wantErr {
		t.Errorf("stderr:\n%swant:\n%s", errOut, wantErr)
	}
	if code != wantCode {
		t.Errorf("exit code %d, want %d", code, wantCode)
	}
}

const asksRegistry = "bazelw: Asking the Bazel Central Registry (at most 30 s, remembered) ...\n"

func TestBAZELComesFirst(t *testing.T) {
	m := newMachine(t)
	m.bazel("bin/bazel", "7.7.1")
	m.env["BAZEL"] = m.bazel("mine", "8.4.0")
	expect(t, m, "mine runs: build //...\n", asksRegistry, 0, "build", "//...")
}

func TestBAZELThatCannotRun(t *testing.T) {
	m := newMachine(t)
	m.env["BAZEL"] = "/no/such/bazel"
	expect(t, m, "", `bazelw: BAZEL is set to "/no/such/bazel", which is not a program that can be run.
Set it to Bazel 7.7.1 (accepted: 7.7 or newer, older than 9), or unset it: bazelw then looks for one.
`, 1, "build")
}

func TestBAZELOfThePrivateRootIsTakenUnasked(t *testing.T) {
	m := newMachine(t)
	m.env["BAZEL"] = m.write("inner", "#!/bin/bash\n# Written by bazelw: Bazel of the private root\necho \"inner: $*\"\n", 0o755)
	expect(t, m, "inner: test //...\n", "", 0, "test", "//...")
	if _, err := os.Stat(m.path("cache")); err == nil {
		t.Error("a run inside the private root made a cache folder of its own")
	}
}

func TestVersionsOnPath(t *testing.T) {
	for version, taken := range map[string]bool{
		"7.6.2": false, "7.7.0": true, "7.7.1": true, "7.10.0": true, "8.5.1": true,
		"9.0.0": false, "4.2.3": false, "7.7.1- (@non-git)": true,
	} {
		m := newMachine(t)
		m.bazel("bin/bazel", version)
		m.bazel("bin/bazelisk", "7.7.1")
		want := "bin/bazelisk runs: info\n"
		if taken {
			want = "bin/bazel runs: info\n"
		}
		if out, errOut, _ := m.run("info"); out != want {
			t.Errorf("bazel %s: %q, want %q\n%s", version, out, want, errOut)
		}
	}
}

func TestDecisionIsRemembered(t *testing.T) {
	m := newMachine(t)
	m.bazel("bin/bazel", "7.7.1")
	m.run("info")
	if calls := m.calls(); !strings.Contains(calls, "--version") {
		t.Errorf("first run did not ask for the version: %q", calls)
	}
	m.run("info")
	if calls := m.calls(); calls != "info\n" {
		t.Errorf("second run asked again: %q", calls)
	}
}

func TestChangedBazelIsAskedAgain(t *testing.T) {
	m := newMachine(t)
	m.bazel("bin/bazel", "7.7.1")
	m.bazel("bin/bazelisk", "7.7.1")
	m.run("info")
	m.must(os.Remove(m.path("bin/bazel")))
	m.bazel("bin/bazel", "6.5.0")
	if out, _, _ := m.run("info"); out != "bin/bazelisk runs: info\n" {
		t.Errorf("after bazel became 6.5.0: %q", out)
	}
}

func TestBazeliskThatCannotDownloadIsLeftAlone(t *testing.T) {
	m := newMachine(t)
	m.write("bin/bazelisk", "#!/bin/bash\nsleep 60\n", 0o755)
	m.env["CSHARED_BAZELISK_SECONDS"] = "1"
	_, errOut, code := m.run("info")
	if want := "bazelisk on PATH     M/bin/bazelisk gave no answer within 1 s (a bazelisk that cannot download?)\n"; code != 1 || !strings.Contains(errOut, want) {
		t.Errorf("exit code %d, stderr:\n%swant in it:\n%s", code, errOut, want)
	}
	_, errOut, _ = m.run("info")
	if want := "(seen 0 min ago; ask again: ./bazelw doctor --probe)\n"; !strings.Contains(errOut, want) || strings.Contains(errOut, "Asking") {
		t.Errorf("second run, stderr:\n%swant in it:\n%s", errOut, want)
	}
}

func TestBazeliskThroughGo(t *testing.T) {
	m := newMachine(t)
	m.bazel("bazelisk-of-proxy", "7.7.1")
	m.write("bin/go", `#!/bin/bash
[[ "$1 $2" == "install github.com/bazelbuild/bazelisk@v1.27.0" ]] && cp "`+m.path("bazelisk-of-proxy")+`" "$GOBIN/bazelisk"
`, 0o755)
	out, errOut, _ := m.run("info")
	if out != "bazelisk-of-proxy runs: info\n" {
		t.Errorf("stdout %q, stderr:\n%s", out, errOut)
	}
}

func TestGoThatCannotInstall(t *testing.T) {
	m := newMachine(t)
	m.write("bin/go", "#!/bin/bash\necho 'no proxy' >&2\nexit 1\n", 0o755)
	_, errOut, code := m.run("info")
	if want := "bazelisk through Go  go install failed: no proxy\n"; code != 1 || !strings.Contains(errOut, want) {
		t.Errorf("exit code %d, stderr:\n%swant in it:\n%s", code, errOut, want)
	}
}

func TestNothingWorks(t *testing.T) {
	m := newMachine(t)
	m.bazel("bin/bazel", "4.2.3")
	expect(t, m, "", `bazelw: no usable Bazel (needed: 7.7 or newer, older than 9). Tried, in this order:
  $BAZEL               not set
  bazel on PATH        M/bin/bazel is Bazel 4.2.3; needed: 7.7 or newer, older than 9
  bazelisk on PATH     not found
  bazelisk through Go  go not found on PATH
  private root         go not found on PATH: the build uses the Go that is installed
To fix it, do one of these:
  1. put bazel 7.7.1 or bazelisk on PATH, or set BAZEL to a Bazel;
  2. install Go and let this machine download (then bazelw gets bazelisk by itself);
  3. on Debian or its like, as root, with Go and an apt mirror: bazelw makes a private root.
./bazelw doctor --probe asks the network again. More: docs/bazelw.md
`, 1, "build")
}

func TestNoFolderForTheCache(t *testing.T) {
	m := newMachine(t)
	delete(m.env, "HOME")
	delete(m.env, "CSHARED_CACHE")
	expect(t, m, "", "bazelw: no folder for the cache: neither HOME, XDG_CACHE_HOME nor CSHARED_CACHE is set. Set one of them.\n", 1, "build")
}

func TestRegistryThatDoesNotAnswer(t *testing.T) {
	m := newMachine(t)
	m.write("bin/bazel", `#!/bin/bash
case "$*" in
  --version) echo "bazel 7.7.1" ;;
  *"mod graph"*) echo "ERROR: unknown host" >&2; exit 1 ;;
  *) echo "runs: $*" ;;
esac
`, 0o755)
	m.env["CSHARED_BAZEL_FOLDER"] = m.path("nothing") // also where Debian's Bazel is installed
	expect(t, m, "runs: info\n", asksRegistry+
		"bazelw: Note: the Bazel Central Registry does not answer (does not answer: ERROR: unknown host),"+
		" and modules cannot be had in another way: go not found on PATH. Bazel runs without them.\n", 0, "info")
}

func TestDoctor(t *testing.T) {
	m := newMachine(t)
	m.bazel("bin/bazel", "7.7.1")
	out, errOut, code := m.run("doctor")
	want := `Candidates, the first usable one is taken:
  $BAZEL               not set
  bazel on PATH        M/bin/bazel is Bazel 7.7.1: taken
Modules: from the Bazel Central Registry, which answers (seen 0 min ago)
Versions:
  Bazel, wanted        7.7.1 (accepted: 7.7 or newer, older than 9)
  Bazel, used          7.7.1 (M/bin/bazel)
  Go                   not found on PATH
`
	if !strings.HasPrefix(out, want) || !strings.Contains(out, "\nCache: M/cache (") || code != 0 {
		t.Errorf("exit code %d, stdout:\n%swant first:\n%sstderr:\n%s", code, out, want, errOut)
	}
}

func TestDoctorAndCleanCacheRefuseOtherArguments(t *testing.T) {
	m := newMachine(t)
	expect(t, m, "", "bazelw: doctor knows only --probe, not \"--fix\".\n", 1, "doctor", "--fix")
	expect(t, m, "", "bazelw: clean-cache knows only --all, not \"--now\".\n", 1, "clean-cache", "--now")
}

func TestCleanCacheKeepsAnswers(t *testing.T) {
	m := newMachine(t)
	m.write("cache/root-old/usr/x", "", 0o644)
	m.write("cache/answers/a", "", 0o644)
	expect(t, m, "removing M/cache/root-old\n", "", 0, "clean-cache")
	expect(t, m, "removing M/cache/answers\n", "", 0, "clean-cache", "--all")
}
