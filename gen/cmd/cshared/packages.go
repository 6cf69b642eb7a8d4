package main

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/api"
	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
	"github.com/gocshared/rules_go_cshared/gen/internal/load/gopackage"
)

// argument is PACKAGE or PACKAGE=PREFIX.
type argument struct{ pattern, prefix string }

// arguments are what stands behind the flags, or the package here.
func arguments(args []string) ([]argument, error) {
	if len(args) == 0 {
		return []argument{{pattern: "."}}, nil
	}
	var all []argument
	for _, arg := range args {
		if strings.HasPrefix(arg, "-") {
			return nil, &problem{fmt.Sprintf("%s stands behind a package, where no flag can be", arg),
				[]string{"write flags before the packages: `cshared gen -prefix calc_ ./calc`"}}
		}
		pattern, prefix, given := strings.Cut(arg, "=")
		if given && (pattern == "" || prefix == "") {
			return nil, &problem{fmt.Sprintf("%q is neither a package nor PACKAGE=PREFIX", arg),
				[]string{"write the folder and what its names start with: ./url=net_url_"}}
		}
		all = append(all, argument{pattern, prefix})
	}
	return all, nil
}

// findPackages finds all of them, and completes the options by what `//cshared:library` says in them.
func findPackages(o *genOptions) ([]*goPackage, error) {
	var all []*goPackage
	for _, a := range o.arguments {
		pkg, err := findPackage(a.pattern)
		if err != nil {
			return nil, err
		}
		pkg.prefix = a.prefix
		all = append(all, pkg)
	}
	for _, pkg := range all {
		mark := api.ReadMark(pkg.input(), pkg.tags)
		o.name, o.version = cmp.Or(o.name, mark.Name), cmp.Or(o.version, mark.Version)
		if len(all) == 1 {
			o.prefix = cmp.Or(o.prefix, pkg.prefix, mark.Prefix)
		} else if o.prefix != "" {
			pkg.prefix = cmp.Or(pkg.prefix, mark.Prefix, o.prefix+(&ir.Library{Name: pkg.Name}).SuggestPrefix())
		}
	}
	o.name, o.version = cmp.Or(o.name, all[0].Name), cmp.Or(o.version, "0.0.0")
	return all, checkName(o.name)
}

func checkName(name string) error {
	if name == "" || libraryName.MatchString(name) {
		return nil
	}
	return &problem{fmt.Sprintf("-name %q cannot be the name of a library: lib%s.so would not be a plain file name", name, name),
		[]string{"use letters, digits, \".\", \"_\", \"-\" and \"+\" only, and start with a letter", "the same goes for the name in `//cshared:library`"}}
}

func (p *goPackage) input() gopackage.Package {
	return gopackage.Package{ImportPath: p.ImportPath, ExportData: p.Export, Sources: p.sources(), Prefix: p.prefix}
}

// labelOf is how messages call the library.
func labelOf(packages []*goPackage) string {
	var paths []string
	for _, p := range packages {
		paths = append(paths, p.ImportPath)
	}
	return strings.Join(paths, ", ")
}
