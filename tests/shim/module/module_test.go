// Package module replaces real Go libraries in C hosts.
package module

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/gocshared/rules_go_cshared/tests/shim/compile"
	"github.com/gocshared/rules_go_cshared/tests/shim/load/fixture"
)

func TestMain(m *testing.M) { fixture.Main(m) }

var parts = []string{"module", "module_copy", "module_digest", "module_elf", "module_note", "module_preflight", "module_start", "module_threads", "module_tls", "module_watch"}

func TestSources(t *testing.T) { compile.Sources(t, parts, []string{"module"}) }

func TestHosts(t *testing.T) {
	part := []string{"module_threads"}
	compile.Run(t, []compile.Host{{Source: "hosts/switch.c", Parts: part, Args: []string{"100000"}}})
}

// hostParts are what a host is compiled with.
func hostParts() []string {
	files := []string{"-DCSHARED_MODULE_TEST_COPYING", "status.c", "coexist_recheck.c", "coexist_modules.c"}
	for _, part := range parts {
		files = append(files, part+".c")
	}
	return files
}

func host(t *testing.T) string { return fixture.Host(t, "module/testdata/host.c", hostParts()...) }

const (
	hash      = "00112233445566778899aabbccddeeff"
	otherHash = "ffeeddccbbaa99887766554433221100"
)

// A variant is the fixture library in one of many forms.
type variant struct {
	number, selfTest int
	hash, version    string
	hideSelfTest     bool
	flags            []string
}

func (v variant) build(t *testing.T) string {
	t.Helper()
	defines := []string{"-DVARIANT=" + strconv.Itoa(v.number), "-DSELF_TEST=" + strconv.Itoa(v.selfTest)}
	if v.hash != "" {
		defines = append(defines, "-DHASH="+v.hash, "-DLIBRARY=fixture", "-DVERSION="+v.version)
	}
	key := fmt.Sprintf("variant-%x", sha256.Sum256(fmt.Appendf(nil, "%+v", v)))
	part := fixture.Part{Object: fixture.Object(t, key, "module/testdata/variant.c", defines...), Flags: v.flags}
	if !v.hideSelfTest {
		part.Exports = []string{"module_self_test"}
	}
	return fixture.Link(t, key, fixture.Diverted(t), fixture.Shim(t, "quiet"), "bfd", part)
}

func good(number int) variant { return variant{number: number, hash: hash, version: "1.2.3"} }

func run(t *testing.T, test string, args ...string) fixture.Result {
	t.Helper()
	r := fixture.Run(t, nil, host(t), append([]string{test}, args...)...)
	if r.Status != 0 {
		t.Fatalf("status %#x\n%s", uint32(r.Status), r.Output)
	}
	return r
}

func want(t *testing.T, r fixture.Result, name, value string) {
	t.Helper()
	if r.Values[name] != value {
		t.Errorf("%s is %q, want %q\n%s", name, r.Values[name], value, r.Output)
	}
}

func wantAll(t *testing.T, r fixture.Result, all map[string]string) {
	t.Helper()
	for name, value := range all {
		want(t, r, name, value)
	}
}

// glibc takes a path that it has loaded for the library that it has loaded.
func TestMemfdsOfOneNumber(t *testing.T) {
	r := run(t, "memfd_names", good(1).build(t), good(2).build(t), good(3).build(t))
	for i := range 3 {
		want(t, r, fmt.Sprintf("memfd%d", i), fmt.Sprintf("OK step 12 serving %d", i+1))
	}
}

func number(t *testing.T, r fixture.Result, name string) float64 {
	t.Helper()
	n, err := strconv.ParseFloat(r.Values[name], 64)
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, r.Output)
	}
	return n
}

// What a generation that does not serve any more may keep, idle: on the reference machine it is five threads
// and 3.4 MB.
const (
	retiredThreads = 10
	retiredKB      = 5000
)

func TestReloadUnderCalls(t *testing.T) {
	for _, c := range []struct {
		name, flags string
		rounds      int
	}{{"membarrier", "0", 100}, {"seq_cst", "4", 40}} {
		t.Run(c.name, func(t *testing.T) {
			args := []string{strconv.Itoa(c.rounds), "8", c.flags}
			for i := range 20 {
				args = append(args, good(i+1).build(t))
			}
			r := run(t, "reload", args...)
			wantAll(t, r, map[string]string{
				"failed": "0", "wrong": "0", "served": "20", "static_tls": "0",
				"budget":      "EXHAUSTED step 1 serving 20",
				"budget_text": fmt.Sprintf("the budget is spent: %d generations loaded of %[1]d. Generations cannot be unloaded: start the process anew at a good moment, or raise the bound. The current one serves on", c.rounds),
				"stats":       fmt.Sprintf("loads %d failures 1 switches %d current %[2]d loaded %[2]d busy 0 leaked 0", c.rounds+1, c.rounds),
			})
			if number(t, r, "calls") == 0 || number(t, r, "signals") == 0 {
				t.Errorf("nothing went on beside the reloads\n%s", r.Output)
			}
			if number(t, r, "threads") > retiredThreads || number(t, r, "rss_kb") > retiredKB {
				t.Errorf("a generation keeps more than %d threads and %d kB\n%s", retiredThreads, retiredKB, r.Output)
			}
			t.Logf("calls %s, switch us %s, drain us %s; per generation threads %s, RSS %s kB",
				r.Values["calls"], r.Values["switch_us"], r.Values["drain_us"], r.Values["threads"], r.Values["rss_kb"])
		})
	}
}

// A stock library takes the preemption of the generations before it, unless the module gives it back.
func TestCollectionsInAllGenerations(t *testing.T) {
	const spin = 4000
	for name, libraries := range map[string][]string{
		"ours":  {good(1).build(t), good(2).build(t), good(3).build(t), good(4).build(t)},
		"stock": {good(1).build(t), fixture.Stock(t), good(2).build(t), fixture.Stock(t)},
	} {
		r := run(t, "collections", libraries...)
		if number(t, r, "worst") >= spin/5 {
			t.Errorf("%s: worst is %s ms, want less than %d", name, r.Values["worst"], spin/5)
		}
		t.Logf("%s: worst %s ms of %d", name, r.Values["worst"], spin)
	}
}

func TestMoreThanLibcHasStaticTLSFor(t *testing.T) {
	if testing.Short() {
		t.Skip("takes 700 threads")
	}
	libraries := []string{good(1).build(t), good(2).build(t)}
	r := run(t, "many", append([]string{"0", "140"}, libraries...)...)
	if done, err := strconv.Atoi(r.Values["done"]); err != nil || done >= 140 {
		t.Fatalf("%q generations were loaded without a move: the fixture proves nothing\n%s", r.Values["done"], r.Output)
	} else {
		t.Logf("%d without a move", done)
		want(t, r, "recovered", r.Values["done"])
		want(t, r, "last", fmt.Sprintf("ELIBACC step 9 serving %d", 2-done%2))
	}
	const text = "cannot allocate memory in static TLS block. Install what it needs; if static TLS is the reason, give options.tls, or start the host anew"
	if !strings.HasSuffix(r.Values["last_text"], text) {
		t.Errorf("the text is %q, want ... %q", r.Values["last_text"], text)
	}
	r = run(t, "many", append([]string{"1", "140"}, libraries...)...)
	wantAll(t, r, map[string]string{"done": "140", "recovered": "140", "last": "OK step 12 serving 2", "static_tls": "0"})
}

func TestDrain(t *testing.T) {
	r := run(t, "drain", good(1).build(t), good(2).build(t))
	wantAll(t, r, map[string]string{
		"load":             "OK step 12 serving 2",
		"busy":             "1 thread 1",
		"close_while_busy": "EBUSY",
		"ended_on":         "1",
		"stats":            "loads 2 failures 0 switches 2 current 2 loaded 2 busy 0 leaked 0",
		"close":            "0",
	})
	if !strings.Contains(r.Output, "loaded 2 busy 1 leaked 0") {
		t.Errorf("no busy thread in the statistics\n%s", r.Output)
	}
}

func TestReloadInACallback(t *testing.T) {
	wantAll(t, run(t, "callback", good(1).build(t), good(2).build(t)), map[string]string{
		"load":      "EDEADLK inner 1",
		"load_text": "the calling thread is within a call of this module, which a load would wait for: let another thread load",
		"nested":    "inner 1 after 2",
		"deep":      "inner 2 after 2",
	})
}

func TestTwoLoadsAtOnce(t *testing.T) {
	wantAll(t, run(t, "twice", good(1).build(t), good(2).build(t)), map[string]string{
		"second":              "EBUSY step 0 serving -1",
		"second_text":         "another load of this module is running: wait for its end, and load again if the file is newer",
		"close_while_loading": "EBUSY",
		"third":               "ECANCELED step 11 serving 2",
		"third_text":          "options.start returned 1 for the new generation. The one before serves on",
	})
}

func TestForksWhileLoading(t *testing.T) {
	wantAll(t, run(t, "forks", good(1).build(t), good(2).build(t)), map[string]string{"failed": "0", "wrong": "0", "children": "1"})
}

func TestFileIsReplaced(t *testing.T) {
	folder := t.TempDir()
	var paths []string
	for i := range 2 {
		path := filepath.Join(folder, strconv.Itoa(i))
		if err := os.WriteFile(path, contents(t, good(i+1).build(t)), 0o644); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	if err := os.Link(paths[0], filepath.Join(folder, "lib.so")); err != nil {
		t.Fatal(err)
	}
	r := run(t, "renamed", append([]string{folder}, paths...)...)
	want(t, r, "failed", "0")
	r = run(t, "overwritten", paths...)
	wantAll(t, r, map[string]string{
		"overwritten":      "ETXTBSY step 2 serving 1",
		"overwritten_text": paths[1] + " changed while it was copied. Write a new file beside it, rename that to this path, and load it again",
	})
}

// watchArgs are an empty folder and four libraries, all in one file system.
func watchArgs(t *testing.T) []string {
	t.Helper()
	folder := t.TempDir()
	args := []string{filepath.Join(folder, "watched")}
	if err := os.Mkdir(args[0], 0o755); err != nil {
		t.Fatal(err)
	}
	for i := range 4 {
		path := filepath.Join(folder, strconv.Itoa(i))
		if err := os.WriteFile(path, contents(t, good(i+1).build(t)), 0o644); err != nil {
			t.Fatal(err)
		}
		args = append(args, path)
	}
	return args
}

func TestWatch(t *testing.T) {
	wantAll(t, run(t, "watch", watchArgs(t)...), map[string]string{
		"other": "0", "renamed": "1 serving 1", "half": "1 serving 1", "written": "1 serving 2", "linked": "1 serving 3",
		"symlinked": "1 serving 4", "cut": "1 serving 4", "failed": "1",
		"watch_failure": fmt.Sprintf(noLibrary, "its end is missing"),
	})
}

func TestDigest(t *testing.T) {
	library := good(1).build(t)
	sum := sha256.Sum256(contents(t, library))
	have, asked := hex.EncodeToString(sum[:]), strings.Repeat("0", 64)
	wantAll(t, run(t, "digest", library, have, asked), map[string]string{
		"digest": "EBADMSG step 6 serving 1",
		"digest_text": "the file has SHA-256 " + have + ", and the caller asked for " + asked +
			" (64 hex digits, lower case): it is another file, or not whole",
	})
}

func TestVersions(t *testing.T) {
	other := func(version string) string { return variant{number: 3, hash: otherHash, version: version}.build(t) }
	libraries := []string{good(1).build(t), other("1.2.3"), other("1.10.0"), other("1.2.2"), other("2.2.3")}
	r := run(t, "versions", append([]string{"1.2.3", hash}, libraries...)...)
	for i, status := range []string{"OK", "OK", "OK", "ABI_MISMATCH", "ABI_MISMATCH"} {
		want(t, r, strconv.Itoa(i), status)
	}
	want(t, r, "3_text", "the library has version 1.2.2 and another API, and the host needs one that is compatible with 1.2.3: the same major version (for 0 the same minor one, too), and not older")
	r = run(t, "versions", "0.2.3", otherHash, good(1).build(t), other("0.9.9"))
	want(t, r, "0", "ABI_MISMATCH")
	want(t, r, "1", "OK")
}

func TestBudgets(t *testing.T) {
	r := run(t, "budgets", good(1).build(t))
	wantAll(t, r, map[string]string{
		"tls": "EXHAUSTED step 1 serving 1", "rss": "EXHAUSTED step 1 serving -1", "report": "OK step 12 serving 1",
		"tls_text": "the budget is spent: 48 bytes of static TLS with this one of 40. Generations cannot be unloaded: start the process anew at a good moment, or raise the bound. The current one serves on",
	})
	if !strings.HasPrefix(r.Values["report_text"], "the budget is spent: ") {
		t.Errorf("the report says nothing of the budget\n%s", r.Output)
	}
}

func TestArguments(t *testing.T) {
	r := run(t, "arguments")
	wantAll(t, r, map[string]string{
		"null": "1 1", "load": "1 1 1", "missing": "ENOENT errno 1 acquire 1", "device": "EINVAL step 2 serving -1",
		"device_text": "/dev/null is no regular file of at most 4 GiB: give the path of a library", "close": "0 0",
	})
	if strings.Contains(r.Output, "taken") {
		t.Errorf("wrong options are taken\n%s", r.Output)
	}
}
