package binary

import (
	"bytes"
	"debug/buildinfo"
	"debug/elf"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/gocshared/rules_go_cshared/tests/conformance/artefact"
	"github.com/gocshared/rules_go_cshared/tests/conformance/verdict"
)

const noGo = "no Go runtime is inside"

// goSections are those that the Go linker alone writes. Any of them may have been removed afterwards.
var goSections = []string{".go.buildinfo", ".note.go.buildid", ".gopclntab", ".data.rel.ro.gopclntab", ".go.module"}

// HasGo says whether a Go runtime is in the file.
func HasGo(f *elf.File) bool {
	if slices.ContainsFunc(goSections, func(name string) bool { return f.Section(name) != nil }) {
		return true
	}
	names, err := exportedNames(f)
	return err == nil && slices.ContainsFunc(names, func(name string) bool { return strings.HasPrefix(name, "_cgo_") })
}

// BuildInfo returns what `go version -m` shows.
func BuildInfo(content []byte) (*debug.BuildInfo, error) {
	return buildinfo.Read(bytes.NewReader(content))
}

// Setting returns a build setting, "" where the build wrote none.
func Setting(info *debug.BuildInfo, key string) string {
	for _, s := range info.Settings {
		if s.Key == key {
			return s.Value
		}
	}
	return ""
}

func buildInfo(a *artefact.Artefact) verdict.Verdict {
	if !HasGo(a.Library) {
		return verdict.Skipf(noGo)
	}
	info, err := BuildInfo(a.Bytes)
	if err != nil {
		return verdict.Failf("`go version -m` reads nothing: %v. Keep the section .go.buildinfo when symbols are removed", err)
	}
	var problems []string
	// Experiments stand behind the version.
	got, _, _ := strings.Cut(info.GoVersion, " ")
	if want := a.Manifest.Go.Version; want != "" && got != want {
		problems = append(problems, fmt.Sprintf("the Go inside is %s, but the manifest says %s. Are both of one build?", got, want))
	}
	shown := []string{info.GoVersion}
	for _, setting := range []struct {
		key   string
		wants []string // nil: only shown
	}{
		{"-buildmode", []string{"c-shared", "c-archive"}},
		{"CGO_ENABLED", []string{"1"}},
		{"GOOS", []string{"linux"}},
		{"GOARCH", []string{Machine(a.Library)}},
		{"GOAMD64", nil},
		{"GOARM64", nil},
	} {
		value := Setting(info, setting.key)
		if value == "" {
			continue
		}
		shown = append(shown, setting.key+"="+value)
		if setting.wants != nil && !slices.Contains(setting.wants, value) {
			problems = append(problems, fmt.Sprintf("%s is %q, want %s. Was it built with -buildmode=c-shared for this machine?", setting.key, value, strings.Join(setting.wants, " or ")))
		}
	}
	if problems != nil {
		return verdict.Failf("%s", strings.Join(problems, "\n"))
	}
	if len(info.Settings) == 0 {
		shown = append(shown, "without build settings")
	}
	return verdict.Passf("%s", strings.Join(shown, ", "))
}

// Machine is the processor that the file is for, in Go's words where that is one on which Go libraries are made.
func Machine(f *elf.File) string {
	switch f.Machine {
	case elf.EM_X86_64:
		return "amd64"
	case elf.EM_AARCH64:
		return "arm64"
	}
	return strings.ToLower(strings.TrimPrefix(f.Machine.String(), "EM_"))
}
