package rows

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/gocshared/rules_go_cshared/tests/benchmarks/innerbazel"
)

// checkDependents reads from the execution log what an edit of a body makes Bazel do. A second edit,
// which adds an export, proves that the log would show it if dependents were rebuilt.
func (p *editedPackage) checkDependents(ctx context.Context) error {
	before, err := p.header()
	if err != nil {
		return err
	}
	actions, err := p.editLogged(ctx)
	if err != nil {
		return err
	}
	if err := checkBodyChange(actions, p.label("ours")); err != nil {
		return err
	}
	after, err := p.header()
	if err != nil {
		return err
	}
	if !bytes.Equal(before, after) {
		return fmt.Errorf("an edit inside one function body changed the header of %s:\n--- before\n%s--- after\n%s", p.label("ours"), before, after)
	}

	p.MoreExports = true
	actions, err = p.editLogged(ctx)
	if err != nil {
		return err
	}
	return checkNewExport(actions, p.label("host"))
}

func (p *editedPackage) header() ([]byte, error) {
	path, err := p.inner.Output(p.Folder + "/ours_/include/ours.h")
	if err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

func (p *editedPackage) editLogged(ctx context.Context) ([]innerbazel.Action, error) {
	if err := p.edit(); err != nil {
		return nil, err
	}
	return p.inner.BuildLogged(ctx, p.label("ours"), p.label("host"))
}

// checkBodyChange allows one action of the C++ toolchain, the library's own link: it compiles no C
// file, neither a dependent's nor the header's check, and it links no dependent.
func checkBodyChange(actions []innerbazel.Action, library string) error {
	linked := false
	var more []string
	for _, action := range actions {
		switch {
		case !strings.HasPrefix(action.Mnemonic, "Cpp"):
		case action.Label == library && writes(action, "/unstripped/"):
			linked = true
		default:
			more = append(more, describe(action))
		}
	}
	if len(more) > 0 {
		return fmt.Errorf("an edit inside one function body of %s also ran:\n%s\nOnly the library's own link may run: the header and the interface library that dependents are built against must not change with a body", library, strings.Join(more, "\n"))
	}
	if !linked {
		return fmt.Errorf("an edit inside one function body of %s linked nothing, so the execution log proves nothing; it has:\n%s", library, describeAll(actions))
	}
	return nil
}

// checkNewExport is the control: dependents see a new export in the header and in the symbols.
func checkNewExport(actions []innerbazel.Action, dependent string) error {
	seen := map[string]bool{}
	for _, action := range actions {
		if action.Label == dependent {
			seen[action.Mnemonic] = true
		}
	}
	if !seen["CppCompile"] || !seen["CppLink"] {
		return fmt.Errorf("a new export did not make Bazel compile and link %s, so the execution log cannot show that a body change does not either; it has:\n%s", dependent, describeAll(actions))
	}
	return nil
}

func writes(action innerbazel.Action, part string) bool {
	for _, output := range action.Outputs {
		if strings.Contains(output, part) {
			return true
		}
	}
	return false
}

func describe(action innerbazel.Action) string {
	return fmt.Sprintf("  %s %s → %s", action.Mnemonic, action.Label, strings.Join(action.Outputs, ", "))
}

func describeAll(actions []innerbazel.Action) string {
	var lines []string
	for _, action := range actions {
		lines = append(lines, describe(action))
	}
	return strings.Join(lines, "\n")
}
