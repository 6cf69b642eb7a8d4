package expect

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gocshared/rules_go_cshared/gen/manifest"
	"github.com/gocshared/rules_go_cshared/tests/conformance/catalogue"
	"github.com/gocshared/rules_go_cshared/tests/conformance/policy"
)

// changed returns the arguments that differ from those of the default policy, and what they are.
func changed(m manifest.Manifest) []string {
	usual := map[string]bool{}
	for _, argument := range New(&manifest.Manifest{}, policy.Limits{"threads": 12}).Arguments() {
		usual[argument] = true
	}
	var differ []string
	for _, argument := range New(&m, policy.Limits{"threads": 12}).Arguments() {
		if !usual[argument] {
			differ = append(differ, argument)
		}
	}
	return differ
}

func TestDefaults(t *testing.T) {
	want := []string{
		"alternate_stack=32768",
		"caller_unblocks=00000000004004d8",
		"flags_added=0",
		"keeps_open_files=true",
		"limit_threads=12",
		"owned=00000000004014c0",
		"owned_ignored=00000000004004c0",
		"runtime_cpus=loader",
		"runtime_unblocks=00000000004004d8",
		"runtime_unblocks_open=00000000004004d8",
	}
	got := New(&manifest.Manifest{Signals: "quiet", Go: manifest.Go{Version: "go1.26.8"}}, policy.Limits{"threads": 12}).Arguments()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestWhatChangesTheValues(t *testing.T) {
	constructors := &manifest.Load{Diversion: manifest.Constructors}
	for _, c := range []struct {
		name     string
		manifest manifest.Manifest
		want     []string
	}{
		{"go", manifest.Manifest{Signals: "go"}, []string{
			"caller_unblocks=00000002044184d8", "flags_added=8000000", "keeps_open_files=false", "owned_ignored=00000000004014c0",
			"runtime_unblocks=00000002044184d8", "runtime_unblocks_open=ffffffffffffffff",
		}},
		{"fallback", manifest.Manifest{Signals: "quiet", CPUs: "process", Load: constructors}, []string{
			"caller_unblocks=00000002044184d8", "keeps_open_files=false",
			"runtime_unblocks=00000002044184d8", "runtime_unblocks_open=00000002044184d8",
		}},
		{"no table of signals", manifest.Manifest{Load: &manifest.Load{Diversion: manifest.Complete, Aliases: map[string]bool{"runtime.sigtable": false}}}, []string{
			"runtime_unblocks=00000002044184d8", "runtime_unblocks_open=00000002044184d8",
		}},
		{"profile", manifest.Manifest{CPUProfile: true}, []string{
			"caller_unblocks=00000000044004d8", "runtime_unblocks=00000000044004d8", "runtime_unblocks_open=00000000044004d8",
		}},
		{"CPUs of the process", manifest.Manifest{CPUs: "process"}, []string{"runtime_cpus=process"}},
		{"a version that gives everything back", manifest.Manifest{Signals: "go", Go: manifest.Go{Version: "go1.20.14"}}, []string{
			"alternate_stack=0", "caller_unblocks=0000000000000000", "flags_added=8000000", "keeps_open_files=false",
			"owned_ignored=00000000004014c0", "runtime_unblocks=00000002044184d8", "runtime_unblocks_open=ffffffffffffffff",
		}},
		{"a version that is not known", manifest.Manifest{Go: manifest.Go{Version: "go1.99"}}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, changed(c.manifest)); diff != "" {
				t.Errorf("what differs from the default (-want +got)\n%s", diff)
			}
		})
	}
}

func TestMinor(t *testing.T) {
	for version, want := range map[string]int{"go1.26.8": 26, "go1.27rc1": 27, "go1.21": 21, "devel": 0, "": 0} {
		if got := minor(version); got != want {
			t.Errorf("minor(%q) = %d, want %d", version, got, want)
		}
	}
}

// A check that does not exist would never be asked for its guarantee.
func TestWeakerKnowsTheChecks(t *testing.T) {
	for id := range weaker {
		if _, ok := catalogue.Lookup(id); !ok {
			t.Errorf("there is no check %q", id)
		}
	}
}

// What cannot be asked of a library is skipped with a reason, and a weaker guarantee is named.
func TestReasons(t *testing.T) {
	goPolicy := &manifest.Manifest{Signals: "go"}
	fallback := &manifest.Manifest{Load: &manifest.Load{Diversion: manifest.Constructors}}
	tableless := &manifest.Manifest{Load: &manifest.Load{Diversion: manifest.Complete, Aliases: map[string]bool{"runtime.sigtable": false}}}
	for _, c := range []struct {
		manifest  *manifest.Manifest
		id        string
		skip, say string
	}{
		{&manifest.Manifest{}, "signals/stray", "", ""},
		{&manifest.Manifest{}, "masks/open", "", ""},
		{goPolicy, "signals/stray", "signals = \"go\" leaves this to the Go runtime: its threads take any signal", ""},
		{fallback, "signals/stray", "", ""},
		{fallback, "signals/signalfd", "the fallback is in force (`load` of the manifest: diversion constructors), with which a SIGCHLD", ""},
		{tableless, "signals/rtmin", "the table of signals was not found (`load` of the manifest), so an unhandled signal 34", ""},
		{goPolicy, "masks/open", "", "signals = \"go\" leaves this to the Go runtime: its threads unblock what the host did"},
		{goPolicy, "signals/handled", "", "signals = \"go\" leaves this to the Go runtime: SA_ONSTACK"},
		{fallback, "signals/handled", "", ""},
		{fallback, "limits/resources", "", "the fallback is in force (`load` of the manifest: diversion constructors), with which RLIMIT_NOFILE"},
		{tableless, "masks/open", "", "the table of signals was not found"},
		{tableless, "limits/resources", "", ""},
		{goPolicy, "env/output", "", ""},
	} {
		l := New(c.manifest, nil)
		// Prefixes, but for none.
		if skip := l.Skip(c.id); !strings.HasPrefix(skip, c.skip) || (c.skip == "") != (skip == "") {
			t.Errorf("%s is skipped because %q, want %q", c.id, skip, c.skip)
		}
		if weaker := l.Weaker(c.id); !strings.HasPrefix(weaker, c.say) || (c.say == "") != (weaker == "") {
			t.Errorf("%s says %q, want %q", c.id, weaker, c.say)
		}
	}
}
