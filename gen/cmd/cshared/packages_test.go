package main

import (
	"path/filepath"
	"strings"
	"testing"
)

const markedSource = `// Package calc adds.
//
//cshared:library name=sums prefix=sum_ version=2.1.0
package calc

//cshared:export
func Add(a, b int32) int32 { return a + b }
`

// TestGenTakesTheLibraryMark: what the flags do not say is what the package says.
func TestGenTakesTheLibraryMark(t *testing.T) {
	inModule(t, map[string]string{"calc/calc.go": markedSource})
	var stdout, stderr strings.Builder
	if exit := run(words("gen ./calc"), &stdout, &stderr); exit != 0 {
		t.Fatalf("exit code %d\n%s", exit, &stderr)
	}
	header := read(t, "sums_cshared/sums.h")
	if !strings.Contains(header, "sum_status sum_add(") || !strings.Contains(header, "#define SUM_VERSION \"2.1.0\"\n") {
		t.Errorf("the header does not have what the package says:\n%s", header)
	}
	if !strings.Contains(stdout.String(), "libsums.so.2 ") {
		t.Errorf("the commands make another library:\n%s", &stdout)
	}
	call{words("gen -prefix calc_ -name calc ./calc"), 1, "", `calc/calc.go:3:1: ` + "`//cshared:library` has name=sums, but example.com/try/calc is built with name = \"calc\" [CSHARED625]" + `
Possible fixes:
- write name=calc in the comment, or leave name out of it
- write in the rule: name = "sums"
- on the command line of cshared gen: -name sums

calc/calc.go:3:1: ` + "`//cshared:library` has prefix=sum_, but example.com/try/calc is built with prefix = \"calc_\" [CSHARED625]" + `
Possible fixes:
- write prefix=calc_ in the comment, or leave prefix out of it
- write in the rule: prefix = "sum_"
- on the command line of cshared gen: -prefix sum_
`}.check(t)
}

const (
	ipSource  = "package ip\n\nimport \"example.com/try/url\"\n\n//cshared:export\nfunc Of(u *url.URL) string { return \"::1 \" + u.Text }\n"
	urlSource = "package url\n\ntype URL struct{ Text string }\n\n//cshared:export\nfunc New(text string) *URL { return &URL{text} }\n"
	netHost   = `#include <stdio.h>

#include "net.h"

int main(void) {
  net_url_url *url = NULL;
  char *text = NULL;
  if (net_url_url_new("a", NET_NUL_TERMINATED, &url, NULL) != NET_OK || net_addr_of(url, &text, NULL, NULL) != NET_OK) {
    return 1;
  }
  printf("%s\n", text);
  net_free(text);
  return net_url_url_free(url);
}
`
)

// TestGenOfTwoPackages: the library of the printed commands works, with a type that both packages use.
func TestGenOfTwoPackages(t *testing.T) {
	root := moduleWithShim(t, map[string]string{"ip/ip.go": ipSource, "url/url.go": urlSource, "host.c.txt": netHost})
	script := generated(t, "gen -name net -prefix net_ -o _net ./url ./ip=net_addr_")
	first := map[string]string{}
	for _, name := range words("net.h net_cshared.go net_cshared.c exports.txt abi.json") {
		first[name] = read(t, filepath.Join("_net", name))
	}
	generated(t, "gen -name net -prefix net_ -o _again ./ip=net_addr_ ./url")
	for name, text := range first {
		if read(t, filepath.Join("_again", name)) != text {
			t.Errorf("%s depends on the order of the packages, or on the folder", name)
		}
	}
	shell(t, script)
	if symbols := shell(t, "nm -D --defined-only _net/libnet.so | sed 's/.* //' | LC_ALL=C sort"); symbols != first["exports.txt"] {
		t.Errorf("the library has the symbols\n%s\nwant\n%s", symbols, first["exports.txt"])
	}
	got := shell(t, `${CC:-cc} -std=c11 -Wall -Werror -I_net -o host -x c host.c.txt -x none -L_net -lnet "-Wl,-rpath,$PWD/_net"
./host`)
	if got != "::1 a\n" {
		t.Errorf("with the shim of %s the program printed %q", root, got)
	}
}

func TestGenOfTwoPackagesWithProblems(t *testing.T) {
	inModule(t, map[string]string{"calc/calc.go": calcSource, "other/other.go": "package other\n\n//cshared:export\nfunc F(c chan int) {}\n"})
	call{words("gen ./other ./calc"), 1, "", "example.com/try/other, example.com/try/calc" + strings.ReplaceAll(prefixMissing, "calc_", "other_")}.check(t)
	call{words("gen -prefix calc_ ./other ./calc=sum_"), 1, "", "example.com/try/other, example.com/try/calc: the prefix \"sum_\" of the package example.com/try/calc does not start with \"calc_\", as all names of the library do [CSHARED627]\n" + `Possible fixes:
- write a longer prefix for the package, for example "calc_sum_"
- give the library a prefix that all of its packages share

other/other.go:4:8: parameter c of other.F has type ` + "`chan int`" + `, which cannot cross: C has no channels [CSHARED607]
Possible fixes:
- as a result, a channel to receive from is an iterator; a parameter can be a function that is called for each value
- remove ` + "`//cshared:export`" + `, and export a function without this type
`}.check(t)
}
