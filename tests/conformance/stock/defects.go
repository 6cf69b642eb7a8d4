// Package stock has the known defects of libraries that the stock tool chain makes: what `cshared check` finds
// in each of them. A check that is new in the catalogue, and that such a library fails, is added here.
package stock

// Defects are the checks that every such library fails, with -call and nothing else on the command line.
var Defects = []string{
	"binary/c-names",
	"binary/now",
	"binary/soname",
	"binary/symbols",
	"limits/resources",
	"masks/blocked",
	"masks/blocked-after-load",
	"masks/open",
	"masks/other-threads",
	"signals/handled",
	"signals/ignored",
	"signals/ignored-in-children",
	"signals/raised",
	"signals/rtmin",
	"signals/signalfd",
	"signals/stray",
}

// UntidyDefects come with them when no flag asks for less: debug information, and paths of the build.
var UntidyDefects = []string{
	"binary/paths",
	"binary/stripped",
}

// DeclaredDefects come with them when -header and -prefix name what stock tools know nothing of.
var DeclaredDefects = []string{
	"binary/prefix",
	"header/guard",
}
