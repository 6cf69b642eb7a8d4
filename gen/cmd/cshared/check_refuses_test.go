package main

import (
	"debug/elf"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/gocshared/rules_go_cshared/tests/conformance/policy"
)

const nameTheLibrary = "Possible fixes:\n- name a shared library: what `go build -buildmode=c-shared` or `cc -shared` writes, lib<name>.so as a rule\n"

const buildAnew = "Possible fixes:\n- build it with `go build -buildmode=c-shared`, or as a go_cshared_library\n- or name the library that it loads\n"

const copyAnew = "Possible fixes:\n- copy or build it anew, and compare the size\n"

// TestCheckRefusesFiles: each is told apart, and nothing is run of it.
func TestCheckRefusesFiles(t *testing.T) {
	plainLibrary(t, plainSource)
	write(t, "main.c", "int main(void) { return 0; }\nvoid _start(void) {}\n")
	write(t, "text", "hello\n")
	write(t, "script.so", "/* GNU ld script */\nGROUP ( libc.so.6 )\n")
	write(t, "empty", "")
	shell(t, `cc=${CC:-cc}
$cc -c -o main.o main.c
ar rc main.a main.o
$cc -nostdlib -no-pie -o program main.o
$cc -nostdlib -fPIE -pie -o pie main.c
$cc -nostdlib -fPIE -static-pie -o static-pie main.c
objcopy --only-keep-debug libplain.so libplain.debug
mkdir folder; mkfifo pipe`)
	whole := read(t, "libplain.so")
	patched := func(at int, bytes string) string { return whole[:at] + bytes + whole[at+len(bytes):] }
	write(t, "no-sections.so", patched(0x28, strings.Repeat("\x00", 8))[:0x3c]+strings.Repeat("\x00", 4)+whole[0x40:])
	write(t, "long-segment.so", patched(0x40+0x20, "\x00\x00\x10\x00")) // the size in the file of the first
	write(t, "cut.so", whole[:len(whole)-100])
	write(t, "short.so", whole[:40])
	for file, want := range map[string]string{
		"none.so":         "none.so: there is no such file\n" + nameTheLibrary,
		"folder":          "folder is a folder, and one file is checked\n" + nameTheLibrary,
		"pipe":            "pipe is no file but a device or a pipe\n" + nameTheLibrary,
		"text/x":          "text/x cannot be read: not a directory\n" + nameTheLibrary,
		"/proc/self/mem":  "/proc/self/mem cannot be read: input/output error\nPossible fixes:\n- make it readable for you\n",
		"text":            "text is no ELF file: it begins with \"hello\\n\"\n" + nameTheLibrary,
		"script.so":       "script.so is no ELF file: it begins with \"/* GNU l\", a script for the linker, which names the library\n" + nameTheLibrary,
		"empty":           "empty is no ELF file: it begins with \"\"\n" + nameTheLibrary,
		"main.a":          "main.a is no ELF file: it begins with \"!<arch>\\n\", an archive of object files, which is linked and not loaded\n" + nameTheLibrary,
		"main.o":          "main.o is an object file, which is linked and not loaded\nPossible fixes:\n- link it: `cc -shared`\n",
		"program":         "program is a program, and no shared library\n" + buildAnew,
		"pie":             "pie is a program, linked to run at any address (PIE), and no shared library\n" + buildAnew,
		"static-pie":      "static-pie is a program, linked to run at any address (PIE), and no shared library\n" + buildAnew,
		"libplain.debug":  "libplain.debug has debug information only, which was split off a library\nPossible fixes:\n- name the library itself, and this file as -debug\n",
		"cut.so":          "cut.so is cut off: it ends before its own tables do\n" + copyAnew,
		"no-sections.so":  "no-sections.so has no table of sections, by which the checks find their way\nPossible fixes:\n- check the file before its table of sections is removed (sstrip, packers)\n",
		"long-segment.so": "long-segment.so is cut off: a segment ends at byte 1048576, and the file has " + strconv.Itoa(len(whole)) + "\n" + copyAnew,
		"short.so":        "short.so is cut off: it ends before its own tables do\n" + copyAnew,
	} {
		call{[]string{"check", file}, exitUsage, "", "cshared check: " + want}.check(t)
	}
}

// TestCheckRefusesWhatIsBesideIt: files and words that are to say what is expected.
func TestCheckRefusesWhatIsBesideIt(t *testing.T) {
	plainLibrary(t, plainSource)
	write(t, "bad.txt", "plain_answer\nint plain_state;\n")
	write(t, "empty.txt", "# nothing\n")
	write(t, "empty.h", "#define X 1\n")
	const oneALine = "Possible fixes:\n- write the name of one exported symbol on each line; a line that begins with # is a comment\n"
	for args, want := range map[string]string{
		"-exports none.txt":  "none.txt: there is no such file\n" + nameAFile,
		"-exports bad.txt":   "bad.txt:2: \"int plain_state;\" is no name of a symbol\n" + oneALine,
		"-exports empty.txt": "empty.txt names no symbol\n" + oneALine,
		"-header empty.h":    "no function is declared in empty.h\nPossible fixes:\n- name the header that declares the exports, or list them in a file: -exports FILE\n",
		"-header none.h":     "none.h: there is no such file\n" + nameAFile,
		"-debug none.debug":  "none.debug: there is no such file\n" + nameAFile,
		"-debug bad.txt":     "bad.txt is no ELF file: it begins with \"plain_an\"\n" + nameAFile,
		"-manifest bad.txt":  "bad.txt is no manifest of this library: manifest: bad.txt: invalid character 'p' looking for beginning of value\nPossible fixes:\n- name the manifest.json that the rule wrote with this library\n",
		"-call plain_anser":  "libplain.so does not export plain_anser, so it cannot be called\nPossible fixes:\n- name an exported function without parameters, which is safe to call at any time\n- leave -call out: what needs a call is then skipped\n",
	} {
		call{append(words("check libplain.so"), words(args)...), exitUsage, "", "cshared check: " + want}.check(t)
	}
}

const nameAFile = "Possible fixes:\n- name a file that is there, or leave the flag out\n"

func TestCheckRefusesItsFlags(t *testing.T) {
	var limits []string
	for _, key := range policy.Keys() {
		limits = append(limits, key.Name)
	}
	for args, want := range map[string]string{
		"":                         "no file is named\nPossible fixes:\n- name a shared library: `cshared check libcalc.so`\n",
		"-list x.so":               "-list checks nothing, and a file is named\nPossible fixes:\n- leave one of both out\n",
		"-call x a.so b.so":        "-manifest, -exports, -header, -debug and -call are about one library, and 2 files are named\nPossible fixes:\n- check each by a call of its own\n",
		"-manifest m -prefix a_ x": "-manifest says the exports and the prefix, and -exports or -prefix says them again\nPossible fixes:\n- leave -manifest out, or the others\n",
		"-signals loud x":          "-signals \"loud\" is neither quiet nor go\nPossible fixes:\n- write -signals quiet, or leave it out\n",
		"-min-glibc new x":         "-min-glibc \"new\" is no version of glibc\nPossible fixes:\n- write two numbers: -min-glibc 2.28\n",
		"-timeout 0s x":            "-timeout 0s leaves no time\nPossible fixes:\n- write the time that one check may take: -timeout 20s\n",
		"-only load -skip load x":  "-only and -skip leave no check\nPossible fixes:\n- `cshared check -list` has the groups and ids\n",
		"-limit thread=1 x":        "-limit: there is no limit \"thread\"; there are " + strings.Join(limits, ", ") + "\nPossible fixes:\n- `cshared help check`, or leave it out\n",
	} {
		call{append([]string{"check"}, words(args)...), exitUsage, "", "cshared check: " + want}.check(t)
	}
	var help strings.Builder
	checkHelp(&help)
	for args, want := range map[string]string{
		"-only binary/symbol":     `invalid value "binary/symbol" for flag -only: it names no group or check; write binary/symbols`,
		"-skip weather":           `invalid value "weather" for flag -skip: it names no group or check; ` + "`cshared check -list` has them",
		"-allow binary/now":       `invalid value "binary/now" for flag -allow: it gives no reason: write ID=REASON`,
		"-allow memory=x":         `invalid value "memory=x" for flag -allow: it names no check that can fail; ` + "`cshared check -list` has them",
		"-allow built/findings=x": `invalid value "built/findings=x" for flag -allow: it names no check that can fail; ` + "`cshared check -list` has them",
		"-limit threads":          `invalid value "threads" for flag -limit: it is not NAME=NUMBER`,
	} {
		call{append([]string{"check"}, words(args)...), exitUsage, "", want + "\n" + help.String()}.check(t)
	}
}

// TestCheckGoesOnBehindARefusedFile: the others have their reports, and the exit code says that not all have.
func TestCheckGoesOnBehindARefusedFile(t *testing.T) {
	plainLibrary(t, plainSource)
	write(t, "text", "hello\n")
	all, stderr := checkAllJSON(t, exitUsage, "-only", "binary/soname", "libplain.so", "text", "./libplain.so")
	if len(all.Reports) != 2 || all.Reports[1].Label != "./libplain.so" || len(all.Refused) != 1 || all.Refused[0].File != "text" ||
		all.Refused[0].Error != "text is no ELF file: it begins with \"hello\\n\"" || len(all.Refused[0].Fixes) != 1 || !strings.HasPrefix(stderr, "cshared check: text is") {
		t.Errorf("%+v\n%s", all, stderr)
	}
	var stdout, complaint strings.Builder
	if exit := run(words("check -only binary/soname libplain.so text ./libplain.so"), &stdout, &complaint); exit != exitUsage ||
		strings.Count(stdout.String(), "conformance of ") != 2 || !strings.Contains(stdout.String(), "reported\n\nconformance of ./libplain.so\n") {
		t.Errorf("exit code %d, prints\n%s%s", exit, &stdout, &complaint)
	}
}

func TestCheckOfAnotherMachine(t *testing.T) {
	plainLibrary(t, plainSource, "-s -Wl,-soname,libplain.so.1 -Wl,-z,relro,-z,now -Wl,--build-id=sha1")
	text := []byte(read(t, "libplain.so"))
	other, machine := "arm64", byte(elf.EM_AARCH64)
	if runtime.GOARCH == other {
		other, machine = "amd64", byte(elf.EM_X86_64)
	}
	text[18] = machine // e_machine
	if err := os.WriteFile("other.so", text, 0o666); err != nil {
		t.Fatal(err)
	}
	one := checkJSON(t, 0, "other.so")
	reason := "it is for " + other + ", and this machine is " + runtime.GOARCH + ": check it there"
	if one.About.NotLoaded != reason || one.row(t, "load/dlopen").Outcome != "skip" || one.row(t, "load/dlopen").Detail != reason || one.row(t, "binary/now").Outcome != "pass" {
		t.Errorf("%+v", one)
	}
	if got := one.row(t, "binary/c-names"); got.Outcome != "skip" || got.Detail != "none is reserved; not compared with the C library: "+reason {
		t.Errorf("binary/c-names: %+v", got)
	}
}
