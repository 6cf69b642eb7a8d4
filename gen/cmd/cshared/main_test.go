package main

import (
	"runtime"
	"strings"
	"testing"
)

const usageText = `usage: cshared COMMAND [ARGUMENTS]

  gen [FLAGS] [PACKAGE]...     generate the C API of Go packages
  vet [FLAGS] [PACKAGE]...     find what surprises the host of Go packages
  check [FLAGS] FILE...        check shared libraries, of whatever build
  gazelle [fix] [FOLDER]...    write the BUILD files of C libraries
  explain [ID]...              explain a diagnostic, a finding, a check or a directive
  version                      print the versions of cshared and of its Go
  help [COMMAND]               print this, or all about a command
`

// A call is one run of the program, with all that it prints.
type call struct {
	args           []string
	exit           int
	stdout, stderr string
}

func (c call) check(t *testing.T) {
	t.Helper()
	var stdout, stderr strings.Builder
	exit := run(c.args, &stdout, &stderr)
	if exit != c.exit || stdout.String() != c.stdout || stderr.String() != c.stderr {
		t.Errorf("cshared %s: exit code %d, want %d\nstdout:\n%s\nwant:\n%s\nstderr:\n%s\nwant:\n%s",
			strings.Join(c.args, " "), exit, c.exit, &stdout, c.stdout, &stderr, c.stderr)
	}
}

func words(s string) []string { return strings.Fields(s) }

func TestUsage(t *testing.T) {
	for _, c := range []call{
		{nil, exitUsage, "", usageText},
		{words("help"), 0, usageText, ""},
		{words("--help"), 0, usageText, ""},
		{words("help version"), 0, "usage: cshared version\n\nIt is to print the versions of cshared and of its Go.\n", ""},
		{words("help explain"), 0, explainUsage, ""},
		{words("explain -help"), 0, explainUsage, ""},
		{words("genn"), exitUsage, "", "cshared: there is no command \"genn\"; the commands are gen, vet, check, gazelle, explain, version, help\n" +
			"Possible fixes:\n- write `cshared gen`\n"},
		{words("help exlpain"), exitUsage, "", "cshared: there is no command \"exlpain\"; the commands are gen, vet, check, gazelle, explain, version, help\n" +
			"Possible fixes:\n- write `cshared explain`\n"},
		{words("divert"), exitUsage, "", "cshared: there is no command \"divert\"; the commands are gen, vet, check, gazelle, explain, version, help\n" +
			"Possible fixes:\n- `cshared help` lists the commands\n"},
		{words("help gen version"), exitUsage, "", "cshared help: 2 commands are named, and help is about one\n" +
			"Possible fixes:\n- write `cshared help gen`\n"},
		{words("version -v"), exitUsage, "", "cshared version: unexpected argument \"-v\": it takes none\n" +
			"Possible fixes:\n- write `cshared version`\n"},
	} {
		c.check(t)
	}
}

func TestVersion(t *testing.T) {
	var stdout, stderr strings.Builder
	exit := run([]string{"version"}, &stdout, &stderr)
	got := words(stdout.String())
	if exit != 0 || len(got) != 4 || got[0] != "cshared" || got[2] != runtime.Version() || got[3] != runtime.GOOS+"/"+runtime.GOARCH {
		t.Errorf("exit code %d, prints %q and %q", exit, &stdout, &stderr)
	}
}

func TestHelpOfGenHasEveryFlag(t *testing.T) {
	for _, args := range []string{"help gen", "gen -h", "gen --help"} {
		var stdout, stderr strings.Builder
		if exit := run(words(args), &stdout, &stderr); exit != 0 || stderr.Len() > 0 || strings.Count(stdout.String(), genUsage) != 1 {
			t.Errorf("cshared %s: exit code %d, prints\n%s\nand\n%s", args, exit, &stdout, &stderr)
		}
		for _, name := range []string{"-prefix", "-name", "-version", "-panics", "-o"} {
			if !strings.Contains(stdout.String(), "\n  "+name+" string\n") {
				t.Errorf("cshared %s does not tell of %s:\n%s", args, name, &stdout)
			}
		}
	}
}
