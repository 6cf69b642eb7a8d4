// Package buildfiles runs Gazelle's languages over a workspace, as the gazelle command does. That one's
// main package cannot be imported, and what it calls makes no promise to others, so the few steps are
// here, over Gazelle's public packages: walk, generate, merge, resolve, merge, write.
package buildfiles

import (
	"context"
	"errors"
	"flag"
	"io"
	"log"
	"os"
	"path/filepath"

	"github.com/bazelbuild/bazel-gazelle/config"
	"github.com/bazelbuild/bazel-gazelle/label"
	"github.com/bazelbuild/bazel-gazelle/language"
	"github.com/bazelbuild/bazel-gazelle/merger"
	"github.com/bazelbuild/bazel-gazelle/repo"
	"github.com/bazelbuild/bazel-gazelle/resolve"
	"github.com/bazelbuild/bazel-gazelle/rule"
	"github.com/bazelbuild/bazel-gazelle/walk"
)

// A Command is one run.
type Command struct {
	Languages []language.Language
	Dir       string   // what arguments are relative to
	Fix       bool     // rewrites more than update does
	Args      []string // flags and folders
	Stdout    io.Writer
	Usage     func(fs *flag.FlagSet) // prints the help
	Stderr    io.Writer
}

// ErrUsage says that the arguments are wrong, and that the reason is printed.
var ErrUsage = errors.New("wrong usage")

type run struct {
	*settings
	c         *config.Config
	languages []language.Language
	all       []config.Configurer
	kinds     map[string]rule.KindInfo
	loads     []rule.LoadInfo
	resolvers *resolvers
	index     *resolve.RuleIndex
	visits    []*visit
}

// A visit is a folder whose BUILD file may change.
type visit struct {
	rel     string
	c       *config.Config
	file    *rule.File
	made    []*rule.Rule
	imports []any
	gone    []*rule.Rule
	mapping *mapping
}

// Run does all of it.
func (cmd *Command) Run() error {
	r := &run{settings: &settings{stdout: cmd.Stdout}, languages: cmd.Languages}
	if err := r.configure(cmd); err != nil {
		return err
	}
	r.prepare()
	ctx := context.Background()
	for _, l := range r.languages {
		if m, ok := l.(language.LifecycleManager); ok {
			m.Before(ctx)
		}
	}
	if err := walk.Walk2(r.c, r.all, r.dirs, r.walkMode, r.folder); err != nil {
		return err
	}
	for _, l := range r.languages {
		if m, ok := l.(language.FinishableLanguage); ok {
			m.DoneGeneratingRules()
		}
	}
	if err := r.resolve(); err != nil {
		return err
	}
	for _, l := range r.languages {
		if m, ok := l.(language.LifecycleManager); ok {
			m.AfterResolvingDeps(ctx)
		}
	}
	return r.write()
}

func (r *run) configure(cmd *Command) error {
	r.c = config.New()
	r.c.WorkDir = cmd.Dir
	r.all = append(basic(r.settings), configurers(r.languages)...)
	fs := flag.NewFlagSet("cshared gazelle", flag.ContinueOnError)
	fs.SetOutput(cmd.Stderr)
	cmd.register(fs, r.all, r.c)
	if err := fs.Parse(cmd.Args); err != nil {
		return ErrUsage
	}
	for _, one := range r.all {
		if err := one.CheckFlags(fs, r.c); err != nil {
			return err
		}
	}
	return nil
}

func basic(s *settings) []config.Configurer {
	return []config.Configurer{&config.CommonConfigurer{}, s, &walk.Configurer{}, &resolve.Configurer{}}
}

func configurers(languages []language.Language) (all []config.Configurer) {
	for _, l := range languages {
		all = append(all, l)
	}
	return all
}

func (cmd *Command) register(fs *flag.FlagSet, all []config.Configurer, c *config.Config) {
	fs.Usage = func() { cmd.Usage(fs) }
	name := "update"
	if cmd.Fix {
		name = "fix"
	}
	for _, one := range all {
		one.RegisterFlags(fs, name, c)
	}
}

// Help prints all flags to the output of a flag set.
func (cmd *Command) Help(fs *flag.FlagSet) {
	cmd.register(fs, append(basic(&settings{}), configurers(cmd.Languages)...), config.New())
	fs.Usage()
}

func (r *run) prepare() {
	r.resolvers = &resolvers{map[string]resolve.Resolver{}, map[string]map[string]string{}, map[string]map[string]string{}}
	r.kinds = map[string]rule.KindInfo{"package": {NonEmptyAttrs: map[string]bool{"default_visibility": true}}}
	r.loads = []rule.LoadInfo{{Name: "@gazelle//:def.bzl", Symbols: []string{"gazelle"}}}
	var finders []any
	for _, l := range r.languages {
		for kind, info := range l.Kinds() {
			r.kinds[kind] = info
			r.resolvers.languages[kind] = l
		}
		if m, ok := l.(language.ModuleAwareLanguage); ok {
			r.loads = append(r.loads, m.ApparentLoads(r.c.ModuleToApparentName)...)
		} else {
			r.loads = append(r.loads, l.Loads()...)
		}
		finders = append(finders, l)
	}
	r.index = resolve.NewRuleIndex(r.resolvers.find, finders...)
}

// active are the languages that `# gazelle:lang` leaves.
func (r *run) active(c *config.Config) (some []language.Language) {
	for _, l := range r.languages {
		wanted := len(c.Langs) == 0
		for _, name := range c.Langs {
			wanted = wanted || name == l.Name()
		}
		if wanted {
			some = append(some, l)
		}
	}
	return some
}

func (r *run) folder(args walk.Walk2FuncArgs) walk.Walk2FuncResult {
	c, f := args.Config, args.File
	r.resolvers.note(args.Rel, c)
	if !args.Update {
		r.know(c, f)
		return walk.Walk2FuncResult{}
	}
	languages := r.active(c)
	if f != nil {
		for _, l := range languages {
			l.Fix(c, f)
		}
	}
	v := &visit{rel: args.Rel, c: c, mapping: &mapping{c: c, kinds: r.kinds, infos: map[string]rule.KindInfo{}}}
	var rels []string
	for _, l := range languages {
		result := l.GenerateRules(language.GenerateArgs{
			Config: c, Dir: args.Dir, Rel: args.Rel, File: f, Subdirs: args.Subdirs, RegularFiles: args.RegularFiles,
			GenFiles: args.GenFiles, OtherEmpty: v.gone, OtherGen: v.made,
		})
		v.made = append(v.made, result.Gen...)
		v.imports = append(v.imports, result.Imports...)
		v.gone = append(v.gone, result.Empty...)
		if c.IndexLibraries {
			rels = append(rels, result.RelsToIndex...)
		}
	}
	if f == nil && len(v.made) == 0 {
		return walk.Walk2FuncResult{RelsToVisit: rels}
	}
	if err := r.merge(v, args.Dir, f); err != nil {
		return walk.Walk2FuncResult{Err: err}
	}
	r.visits = append(r.visits, v)
	r.know(c, v.file)
	return walk.Walk2FuncResult{RelsToVisit: rels}
}

func (r *run) know(c *config.Config, f *rule.File) {
	if c.IndexLibraries && f != nil {
		for _, one := range f.Rules {
			r.index.AddRule(c, one, f)
		}
	}
}

func (r *run) merge(v *visit, dir string, f *rule.File) error {
	rules := append(append([]*rule.Rule(nil), v.made...), v.gone...)
	if f != nil {
		rules = append(rules, f.Rules...)
	}
	var errs []error
	for _, one := range rules {
		errs = append(errs, v.mapping.apply(one))
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	if v.file = f; f == nil {
		v.file = rule.EmptyFile(filepath.Join(dir, v.c.DefaultBuildFileName()), v.rel)
		for _, one := range v.made {
			one.Insert(v.file)
		}
		return nil
	}
	merger.MergeFile(f, v.gone, v.made, merger.PreResolve, v.mapping.infosOfAll(), v.c.AliasMap)
	return nil
}

func (r *run) resolve() error {
	r.index.Finish()
	remote, cleanup := repo.NewRemoteCache(r.repos)
	defer cleanup()
	mod := filepath.Join(r.c.RepoRoot, "go.mod")
	if _, err := os.Stat(mod); err == nil {
		if err := remote.PopulateFromGoMod(mod); err != nil {
			log.Print(err)
		}
	}
	for _, v := range r.visits {
		for i, one := range v.made {
			from := label.New(v.c.RepoName, v.rel, one.Name())
			if found := r.resolvers.find(one, v.rel); found != nil {
				found.Resolve(v.c, r.index, remote, one, v.imports[i], from)
			}
		}
		merger.MergeFile(v.file, v.gone, v.made, merger.PostResolve, v.mapping.infosOfAll(), v.c.AliasMap)
	}
	return nil
}

func (r *run) write() error {
	differs := false
	for _, v := range r.visits {
		merger.FixLoads(v.file, v.mapping.loads(r.loads))
		switch err := r.emit(v.c, v.file, r.stdout); {
		case errors.Is(err, ErrDiff):
			differs = true
		case err != nil:
			return err
		}
	}
	if differs {
		return ErrDiff
	}
	return nil
}
