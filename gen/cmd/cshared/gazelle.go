package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"

	"github.com/bazelbuild/bazel-gazelle/language"
	"github.com/bazelbuild/bazel-gazelle/language/bazel/visibility"
	golang "github.com/bazelbuild/bazel-gazelle/language/go"
	"github.com/bazelbuild/bazel-gazelle/language/proto"

	"github.com/gocshared/rules_go_cshared/gen/gazelle"
	"github.com/gocshared/rules_go_cshared/gen/internal/buildfiles"
)

const gazelleUsage = `usage: cshared gazelle [update|fix] [FLAGS] [FOLDER]...

Writes the BUILD files of a Bazel workspace: go_library and go_test rules as Gazelle does, and
go_cshared_library and go_cshared_test for packages with //cshared:export or //export comments. fix also
turns go_binary(linkmode = "c-shared" or "c-archive") into go_cshared_library. FOLDER is with all below
it, the current one by default. No Bazel is needed. The manual, with the directives that BUILD files can
have, is the documentation of the package gen/gazelle.

`

func gazelleHelp(w io.Writer) {
	fs := flag.NewFlagSet("cshared gazelle", flag.ContinueOnError)
	fs.SetOutput(w)
	command := &buildfiles.Command{Languages: languages(), Usage: printGazelleUsage}
	command.Help(fs)
}

func printGazelleUsage(fs *flag.FlagSet) {
	io.WriteString(fs.Output(), gazelleUsage)
	fs.PrintDefaults()
}

// languages are those of gazelle_binary(languages = DEFAULT_LANGUAGES + ["//gen/gazelle"]).
func languages() []language.Language {
	return []language.Language{visibility.NewLanguage(), proto.NewLanguage(), golang.NewLanguage(), gazelle.NewLanguage()}
}

func runGazelle(args []string, stdout, stderr io.Writer) int {
	if len(args) > 0 && (args[0] == "-h" || args[0] == "-help" || args[0] == "--help") {
		gazelleHelp(stdout)
		return 0
	}
	log.SetPrefix("cshared gazelle: ")
	log.SetFlags(0)
	log.SetOutput(stderr)
	command := &buildfiles.Command{Languages: languages(), Usage: printGazelleUsage, Args: args, Stdout: stdout, Stderr: stderr}
	if len(args) > 0 && (args[0] == "update" || args[0] == "fix") {
		command.Fix, command.Args = args[0] == "fix", args[1:]
	}
	var err error
	if command.Dir, err = workspaceFolder(); err == nil {
		err = command.Run()
	}
	switch {
	case errors.Is(err, buildfiles.ErrUsage):
		return exitUsage
	case err != nil:
		fmt.Fprintf(stderr, "cshared gazelle: %v\n", err)
		return exitProblems
	}
	return 0
}

// workspaceFolder is where the command was given, also under `bazel run`.
func workspaceFolder() (string, error) {
	if folder := os.Getenv("BUILD_WORKSPACE_DIRECTORY"); folder != "" {
		return folder, nil
	}
	return os.Getwd()
}
