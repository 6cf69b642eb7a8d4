package api

import (
	"flag"

	"github.com/gocshared/rules_go_cshared/gen/internal/load/exportdata"
	"github.com/gocshared/rules_go_cshared/gen/internal/load/gopackage"
	"github.com/gocshared/rules_go_cshared/gen/internal/load/gosource"
)

// packageFlags speak of one package: each -importpath but the first begins another one.
func (o *Options) packageFlags(fs *flag.FlagSet) {
	o.Packages = make([]gopackage.Package, 1)
	last := func() *gopackage.Package { return &o.Packages[len(o.Packages)-1] }
	set := func(name, usage string, do func(p *gopackage.Package, s string)) {
		fs.Func(name, usage, func(s string) error { do(last(), s); return nil })
	}
	fs.Func("importpath", "import path of the package (repeatable: the flags of one package stand together, this one first)", func(s string) error {
		if last().ImportPath != "" {
			o.Packages = append(o.Packages, gopackage.Package{})
		}
		last().ImportPath = s
		return nil
	})
	set("export-data", "export data of the package", func(p *gopackage.Package, s string) { p.ExportData = s })
	set("package-prefix", "what the C names of the package start with, if not with -prefix alone", func(p *gopackage.Package, s string) { p.Prefix = s })
	set("src", "Go source of the package (repeatable)", func(p *gopackage.Package, s string) { p.Sources = append(p.Sources, s) })
}

func (o *Options) missingOfPackages() []string {
	var missing []string
	for _, p := range o.Packages {
		if p.ImportPath == "" {
			missing = append(missing, "-importpath")
		}
		if p.ExportData == "" {
			missing = append(missing, "-export-data")
		}
	}
	return missing
}

// ReadMark returns what a package says of its library. Run says what is wrong with the package.
func ReadMark(p gopackage.Package, tags []string) gopackage.Mark {
	toolchain, err := exportdata.Read(p.ExportData)
	if err != nil {
		return gopackage.Mark{}
	}
	return gopackage.ReadMark(p.Sources, targetOf(toolchain, tags))
}

func targetOf(t exportdata.Toolchain, tags []string) gosource.Target {
	return gosource.Target{GOOS: t.GOOS, GOARCH: t.GOARCH, GoVersion: t.Version, Tags: tags}
}
