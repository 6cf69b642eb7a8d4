package foreign

import (
	"bufio"
	"bytes"
	"cmp"
	"debug/elf"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/manifest"
	"github.com/gocshared/rules_go_cshared/tests/conformance/binary"
	"github.com/gocshared/rules_go_cshared/tests/conformance/catalogue"
	"github.com/gocshared/rules_go_cshared/tests/conformance/header"
)

// claims is what is said of a library: by its manifest, or by what is known without one. unknown has the
// checks that have nothing to compare with, and why.
type claims struct {
	manifest    *manifest.Manifest
	unknown     map[string]string
	exportsFrom string
}

var nameAFile = []string{"name a file that is there, or leave the flag out"}

func (l *Library) claims(o *Options) (*claims, error) {
	c := &claims{unknown: map[string]string{}}
	var err error
	if o.Manifest != "" {
		if c.manifest, err = manifest.Read(o.Manifest); err != nil {
			return nil, problem([]string{"name the manifest.json that the rule wrote with this library"}, "%s is no manifest of this library: %v", o.Manifest, err)
		}
		c.exportsFrom = o.Manifest
	} else {
		c.manifest = &manifest.Manifest{Mode: manifest.Raw, Signals: "quiet", Prefix: o.Prefix}
		if l.Note != nil {
			c.manifest.Mode, c.manifest.Name, c.manifest.Version = manifest.API, l.Note.Library, l.Note.Version
			c.manifest.Prefix = cmp.Or(o.Prefix, l.Note.Prefix)
		}
		if err := l.deriveExports(o, c); err != nil {
			return nil, err
		}
		l.deriveNames(c)
		l.deriveFlags(c)
	}
	if o.Debug != "" {
		content, err := read(o.Debug, nameAFile)
		if err != nil {
			return nil, err
		}
		if _, err := parse(o.Debug, content, nameAFile); err != nil {
			return nil, err
		}
	}
	c.manifest.MinGlibc = cmp.Or(o.MinGlibc, c.manifest.MinGlibc)
	c.manifest.Signals = cmp.Or(o.Signals, c.manifest.Signals)
	l.unknownFiles(o, c)
	return c, nil
}

// deriveExports finds out which symbols are meant as the API.
func (l *Library) deriveExports(o *Options, c *claims) error {
	switch {
	case o.Exports != "":
		names, err := readExports(o.Exports)
		if err != nil {
			return err
		}
		c.manifest.Exports, c.exportsFrom = names, o.Exports
	case len(o.Headers) > 0:
		names, err := declaredIn(o.Headers)
		if err != nil {
			return err
		}
		c.manifest.Exports, c.exportsFrom = names, strings.Join(o.Headers, ", ")
		c.unknown["header/declares"] = "the header itself says what the exports are: -exports FILE has both compared"
	default:
		c.manifest.Exports = withoutLeaks(l.exports)
		if name := l.unplaced(); name != "" {
			reason := fmt.Sprintf("its symbol %s is thread-local or absolute, which dlsym does not place: -exports FILE names the functions", name)
			c.unknown["load/exports-resolve"], c.unknown["load/exited-thread"] = reason, reason
		}
	}
	return nil
}

// unplaced returns an exported symbol whose address lies in no library.
func (l *Library) unplaced() string {
	all, _ := l.ELF.DynamicSymbols()
	for _, s := range all {
		special := elf.ST_TYPE(s.Info) == elf.STT_TLS || s.Section == elf.SHN_ABS
		if special && slices.Contains(l.exports, s.Name) {
			return s.Name
		}
	}
	return ""
}

var symbolName = regexp.MustCompile(`^[A-Za-z_.$][A-Za-z0-9_.$]*$`)

// readExports reads a list of names, one a line.
func readExports(path string) ([]string, error) {
	content, err := read(path, nameAFile)
	if err != nil {
		return nil, err
	}
	oneALine := []string{"write the name of one exported symbol on each line; a line that begins with # is a comment"}
	var names []string
	lines := bufio.NewScanner(bytes.NewReader(content))
	for number := 1; lines.Scan(); number++ {
		name := strings.TrimSpace(lines.Text())
		switch {
		case name == "" || strings.HasPrefix(name, "#"):
		case !symbolName.MatchString(name):
			return nil, problem(oneALine, "%s:%d: %q is no name of a symbol", path, number, name)
		default:
			names = append(names, name)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, problem(oneALine, "%s is no list of symbols: %v", path, err)
	}
	if names == nil {
		return nil, problem(oneALine, "%s names no symbol", path)
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// declaredIn returns the functions of the headers. Names with an underscore in front are cgo's own, or the
// compiler's.
func declaredIn(paths []string) ([]string, error) {
	var names []string
	for _, path := range paths {
		content, err := read(path, nameAFile)
		if err != nil {
			return nil, err
		}
		names = append(names, header.Functions(string(content))...)
	}
	names = slices.DeleteFunc(names, func(name string) bool { return strings.HasPrefix(name, "_") })
	if len(names) == 0 {
		return nil, problem([]string{"name the header that declares the exports, or list them in a file: -exports FILE"},
			"no function is declared in %s", strings.Join(paths, ", "))
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// deriveNames takes the names in the file for those that are wanted, where they can be.
func (l *Library) deriveNames(c *claims) {
	m := c.manifest
	if m.Prefix == "" {
		c.unknown["binary/prefix"] = "no prefix is known: -prefix NAME_ has the names checked"
	}
	c.unknown["binary/file"] = "nothing says which name and version it has: -manifest FILE does"
	m.SOName = filepath.Base(l.Path)
	if got, err := l.ELF.DynString(elf.DT_SONAME); err == nil && len(got) == 1 && got[0] != "" {
		m.SOName = got[0]
	}
	switch nodes := binary.VersionNodes(l.ELF); len(nodes) {
	case 0:
		c.unknown["binary/symbol-version"] = "it defines no version nodes, and nothing says that it should"
	case 1:
		m.SymbolVersion = nodes[0]
	default:
		c.unknown["binary/symbol-version"] = fmt.Sprintf("it defines %d version nodes, and nothing says which name belongs to which", len(nodes))
	}
	// A path below that of the library itself is where it was put on purpose.
	if got, err := l.ELF.DynString(elf.DT_RUNPATH); err == nil && len(got) == 1 && strings.HasPrefix(got[0], "$ORIGIN") {
		m.RunPath = got[0]
	}
	if l.Note == nil {
		c.unknown["header/generated"] = "nothing says that it is generated"
	}
}

// deriveFlags leaves out what only a Go runtime asks for.
func (l *Library) deriveFlags(c *claims) {
	flags, err := l.ELF.DynValue(elf.DT_FLAGS)
	if err != nil || len(flags) == 0 || flags[0]&uint64(elf.DF_STATIC_TLS) == 0 {
		c.unknown["binary/static-tls"] = "it takes no static TLS: its thread-local data is made when a thread first uses it"
	}
	if l.HasGo {
		return
	}
	for _, id := range []string{"binary/nodelete", "load/dlclose"} {
		c.unknown[id] = "no Go runtime is inside, so it may be unloaded"
	}
	c.unknown["binary/symbolic"] = "no Go runtime is inside, so its symbols may be replaced"
}

// unknownFiles has the checks for which a file or a name would be needed.
func (l *Library) unknownFiles(o *Options, c *claims) {
	if len(o.Headers) == 0 {
		for _, id := range []string{"header/guard", "header/generated", "header/declares"} {
			c.unknown[id] = "no header is named: -header FILE"
		}
	}
	if o.Debug == "" {
		c.unknown["binary/debug-file"] = "no debug file is named: -debug FILE"
	}
	if l.call(o, c) == "" {
		for _, check := range catalogue.All() {
			if check.Calls {
				c.unknown[check.ID] = "nothing is known to be safe to call: -call NAME names an exported function without parameters"
			}
		}
	}
}

// call is the function that enters Go. It is never guessed: of a generated API, init is known to be safe.
func (l *Library) call(o *Options, c *claims) string {
	init := c.manifest.Prefix + "init"
	if o.Call == "" && c.manifest.Mode == manifest.API && slices.Contains(l.exports, init) {
		return init
	}
	return o.Call
}
