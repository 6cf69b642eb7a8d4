package conformance_test

import (
	"context"
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/gocshared/rules_go_cshared/tests/conformance"
)

// compiler returns the C compiler. There is no skip without one: the negative fixtures are the only
// proof that the checks can fail.
func compiler() string {
	if cc := os.Getenv("CC"); cc != "" {
		return cc
	}
	return "cc"
}

func command(t *testing.T, folder, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = folder
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
}

// host builds the host once, with the warnings that it promises to be free of.
var host = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp("", "host")
	if err != nil {
		return "", err
	}
	flags := append([]string{"-Wall", "-Wextra", "-Wpedantic", "-Werror"}, strings.Fields(os.Getenv("CSHARED_HOST_FLAGS"))...)
	return conformance.CompileHost(context.Background(), folder, append([]string{compiler()}, flags...))
})

// baseFlags make a library keep the contract; a fixture may leave some out by name.
func baseFlags() map[string]string {
	return map[string]string{
		"linker":     "-fuse-ld=bfd",
		"soname":     "-Wl,-soname,libgood.so.1",
		"nodelete":   "-Wl,-z,nodelete",
		"symbolic":   "-Wl,-Bsymbolic",
		"now":        "-Wl,-z,now",
		"relro":      "-Wl,-z,relro",
		"exec-stack": "-Wl,-z,noexecstack",
		"build-id":   "-Wl,--build-id=sha1",
		"version":    "-Wl,--version-script=good.map",
		"tags":       "-Wl,--enable-new-dtags",
	}
}

// build makes the files of an artefact in a folder of its own and returns the path of its config.
func build(t *testing.T, f fixture) string {
	t.Helper()
	folder := t.TempDir()
	for _, file := range f.files {
		write(t, filepath.Join(folder, file.Name), file.Data)
	}
	write(t, filepath.Join(folder, "manifest.json"), f.manifest(t))
	library := f.File
	if library == "" {
		library = "libgood.so.1.2.3"
	}
	f.link(t, folder, library)
	program, err := host()
	if err != nil {
		t.Fatalf("the host does not compile: %v", err)
	}
	firstCall := "good_ping"
	calls := callsProgram(t, f, folder)
	if calls != "" {
		firstCall = "good_init"
	}
	config := map[string]any{
		"calls":           calls,
		"label":           "//tests/conformance:" + f.name,
		"library":         filepath.Join(folder, library),
		"manifest":        filepath.Join(folder, "manifest.json"),
		"header":          filepath.Join(folder, "good.h"),
		"debug":           filepath.Join(folder, "good.debug"),
		"host":            program,
		"first_call":      firstCall,
		"timeout_seconds": f.TimeoutSeconds,
		"thorough":        f.Thorough,
	}
	if f.onTwin() {
		config["twin"] = f.linkTwin(t, folder, "libtwin.so", "twin.c", changedTwin)
		config["neighbour"] = f.linkTwin(t, folder, "libneighbour.so", "twin.c")
	}
	return writeConfig(t, folder, config)
}

func writeConfig(t *testing.T, folder string, config map[string]any) string {
	t.Helper()
	text, err := json.MarshalIndent(config, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "config.json")
	write(t, path, text)
	return path
}

func (f fixture) link(t *testing.T, folder, library string) {
	t.Helper()
	flags := baseFlags()
	for _, name := range f.Without {
		if _, ok := flags[name]; !ok {
			t.Fatalf("%s: \"without\": there is no flag %q, there are %s", f.name, name, strings.Join(slices.Sorted(maps.Keys(flags)), ", "))
		}
		delete(flags, name)
	}
	args := []string{"-std=gnu11", "-shared", "-fPIC", "-g", "-O1", "-Wall", "-ffile-prefix-map=" + folder + "=.", "-fno-lto"}
	for _, name := range slices.Sorted(maps.Keys(flags)) {
		args = append(args, flags[name])
	}
	for _, file := range f.files {
		if filepath.Ext(file.Name) == ".c" && !strings.HasPrefix(file.Name, "twin") {
			args = append(args, file.Name)
		}
	}
	args = append(args, f.Flags...)
	command(t, folder, compiler(), append(args, "-o", library)...)
	command(t, folder, "objcopy", "--only-keep-debug", library, "good.debug")
	if !f.KeepDebug {
		command(t, folder, "strip", library)
	}
	switch f.Debug {
	case "":
	case "stripped":
		command(t, folder, "cp", library, "good.debug")
	case "other":
		command(t, folder, compiler(), append(args, "-DOTHER=1", "-O2", "-o", "good.debug")...)
	default:
		t.Fatalf("%s: \"debug\" is %q, want \"\", \"stripped\" or \"other\"", f.name, f.Debug)
	}
}

// changedTwin is the file of a fixture that defines functions of the twin anew.
const changedTwin = "twin_changed.c"

// onTwin says whether the checks on the twin have to run: not where a fixture breaks something else.
func (f fixture) onTwin() bool {
	return f.name == "good" || slices.ContainsFunc(f.files, func(file txtar.File) bool { return file.Name == changedTwin })
}

func (f fixture) linkTwin(t *testing.T, folder, library string, sources ...string) string {
	t.Helper()
	args := []string{"-std=gnu11", "-shared", "-fPIC", "-O1", "-frounding-math", "-Wall", "-Werror", "-Wl,-Bsymbolic", "-Wl,-z,nodelete", "-o", library}
	for _, source := range sources {
		if _, err := os.Stat(filepath.Join(folder, source)); err == nil {
			args = append(args, source)
		}
	}
	command(t, folder, compiler(), append(args, "-lm", "-lpthread", "-ldl")...)
	return filepath.Join(folder, library)
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o666); err != nil {
		t.Fatal(err)
	}
}

func parse(t *testing.T, path string) *txtar.Archive {
	t.Helper()
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return archive
}
