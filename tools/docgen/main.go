// Command docgen writes rules/API.md from the documentation in the public .bzl files.
//
//	bazel run //tools/docgen            write the page
//	bazel test //tools/docgen:api_test  compare the committed page with what would be written
//
// Its arguments are outputs of Bazel's starlark_doc_extract, one for each file, in the order of
// the page.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gocshared/rules_go_cshared/tools/docgen/page"
	"github.com/gocshared/rules_go_cshared/tools/docgen/starlark"
)

const gapsMessage = `docgen: the reference would be incomplete:
%sPossible fixes:
- describe the name where it is declared: docstring with Args:, ` + "`doc =`" + ` of a rule, attribute or provider, text of a field
- start the text of an argument or a field with its type: "(list[Label]) What it is."
- give a name that is not for others a leading underscore
`

const driftMessage = `docgen: %s is not what the .bzl files say (- committed, + generated, @ line of the page):
%sPossible fixes:
- write the page: bazel run //tools/docgen
- change the text where it comes from, the .bzl files; the page is never edited by hand
`

func main() {
	if err := run(os.Args[1:], os.Getenv("BUILD_WORKSPACE_DIRECTORY")); err != nil {
		fmt.Fprint(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string, workspace string) error {
	flags := flag.NewFlagSet("docgen", flag.ContinueOnError)
	check := flags.Bool("check", false, "compare the page instead of writing it")
	path := flags.String("page", "rules/API.md", "the page, relative to the repository")
	if err := flags.Parse(args); err != nil {
		return err
	}
	modules, err := load(flags.Args())
	if err != nil {
		return err
	}
	generated := page.Render(modules)
	if *check {
		return compare(*path, generated)
	}
	if workspace == "" {
		return fmt.Errorf("docgen: the repository is unknown, because $BUILD_WORKSPACE_DIRECTORY is not set; start it as bazel run //tools/docgen\n")
	}
	return os.WriteFile(filepath.Join(workspace, *path), []byte(generated), 0o666)
}

// load decodes the extracts and makes sure that nothing public is missing in them.
func load(extracts []string) ([]*starlark.Module, error) {
	var modules []*starlark.Module
	var gaps strings.Builder
	for _, extract := range extracts {
		message, err := os.ReadFile(extract)
		if err != nil {
			return nil, fmt.Errorf("docgen: %w\n", err)
		}
		module, err := starlark.Decode(message)
		if err != nil {
			return nil, fmt.Errorf("docgen: %s: %w\n", extract, err)
		}
		source, err := os.ReadFile(sourcePath(module.File))
		if err != nil {
			return nil, fmt.Errorf("docgen: %w\n", err)
		}
		for _, gap := range module.Gaps(string(source)) {
			fmt.Fprintf(&gaps, "- %s: %s\n", module.File, gap)
		}
		modules = append(modules, module)
	}
	if len(modules) == 0 {
		return nil, fmt.Errorf("docgen: no extract is given, so the page would be empty; start it as bazel run //tools/docgen\n")
	}
	if gaps.Len() > 0 {
		return nil, fmt.Errorf(gapsMessage, gaps.String())
	}
	return modules, nil
}

// sourcePath turns "@module//rules:defs.bzl" into "rules/defs.bzl", which is relative to the
// runfiles of the repository: there Bazel starts programs and tests.
func sourcePath(label string) string {
	_, inRepository, _ := strings.Cut(label, "//")
	return filepath.FromSlash(strings.TrimPrefix(strings.Replace(inRepository, ":", "/", 1), "/"))
}

func compare(path, generated string) error {
	committed, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("docgen: %w\n", err)
	}
	if diff := lineDiff(string(committed), generated); diff != "" {
		return fmt.Errorf(driftMessage, path, diff)
	}
	return nil
}
