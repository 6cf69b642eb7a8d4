package buildfiles

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/bazelbuild/bazel-gazelle/config"
	"github.com/bazelbuild/bazel-gazelle/label"
	"github.com/bazelbuild/bazel-gazelle/repo"
	"github.com/bazelbuild/bazel-gazelle/rule"
	"github.com/bazelbuild/bazel-gazelle/walk"
	"golang.org/x/mod/modfile"
)

// settings are the flags of the command itself; those of languages are theirs.
type settings struct {
	mode      string
	recursive bool
	stdout    io.Writer

	emit     func(c *config.Config, f *rule.File, w io.Writer) error
	dirs     []string
	walkMode walk.Mode
	repos    []repo.Repo
}

func (s *settings) RegisterFlags(fs *flag.FlagSet, cmd string, c *config.Config) {
	c.ShouldFix = cmd == "fix"
	fs.StringVar(&s.mode, "mode", "fix", "fix: rewrite BUILD files; print: print them; diff: print what would change, and fail if anything would")
	fs.BoolVar(&s.recursive, "r", true, "update subfolders, too")
}

func (s *settings) CheckFlags(fs *flag.FlagSet, c *config.Config) error {
	modes := map[string]func(*config.Config, *rule.File, io.Writer) error{"fix": fix, "print": print, "diff": diff}
	if s.emit = modes[s.mode]; s.emit == nil {
		return fmt.Errorf("-mode %s: the modes are fix, print, diff", s.mode)
	}
	dirs := fs.Args()
	if len(dirs) == 0 {
		dirs = []string{"."}
	}
	for _, dir := range dirs {
		if !filepath.IsAbs(dir) {
			dir = filepath.Join(c.WorkDir, dir)
		}
		dir, err := filepath.EvalSymlinks(dir)
		if err != nil {
			return err
		}
		if rel, err := filepath.Rel(c.RepoRoot, dir); err != nil || rel == ".." || strings.HasPrefix(rel, "../") {
			return fmt.Errorf("%s lies outside of the workspace, %s", dir, c.RepoRoot)
		}
		s.dirs = append(s.dirs, dir)
	}
	indexAll := c.IndexLibraries && !c.IndexLazy
	switch {
	case s.recursive && indexAll:
		s.walkMode = walk.VisitAllUpdateSubdirsMode
	case indexAll:
		s.walkMode = walk.VisitAllUpdateDirsMode
	case s.recursive:
		s.walkMode = walk.UpdateSubdirsMode
	default:
		s.walkMode = walk.UpdateDirsMode
	}
	if _, err := os.Stat(filepath.Join(c.RepoRoot, "MODULE.bazel")); err == nil {
		c.Bzlmod = true
	}
	if c.Bzlmod {
		return s.findModules(c)
	}
	return s.findRepos(c)
}

// bazelModules are Go modules that are modules of Bazel, too, whose repositories have other names.
var bazelModules = map[string]string{
	"github.com/bazelbuild/bazel-gazelle": "gazelle",
	"github.com/bazelbuild/rules_go":      "rules_go",
}

// findModules takes from go.mod what Bazel's go_deps makes of it. A gazelle that Bazel runs is told.
func (s *settings) findModules(c *config.Config) error {
	data, err := os.ReadFile(filepath.Join(c.RepoRoot, "go.mod"))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	mod, err := modfile.ParseLax("go.mod", data, nil)
	if err != nil {
		return err
	}
	for _, req := range mod.Require {
		name := label.ImportPathToBazelRepoName(req.Mod.Path)
		if apparent := c.ModuleToApparentName(bazelModules[req.Mod.Path]); apparent != "" {
			name = apparent
		}
		r := rule.NewRule("go_repository", name)
		r.SetAttr("importpath", req.Mod.Path)
		c.Repos = append(c.Repos, r)
	}
	s.noteRepos(c)
	return nil
}

// findRepos reads go_repository rules of a WORKSPACE file.
func (s *settings) findRepos(c *config.Config) error {
	for _, name := range []string{"WORKSPACE.bazel", "WORKSPACE"} {
		f, err := rule.LoadWorkspaceFile(filepath.Join(c.RepoRoot, name), "")
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if c.Repos, _, err = repo.ListRepositories(f); err != nil {
			return err
		}
		break
	}
	s.noteRepos(c)
	return nil
}

func (s *settings) noteRepos(c *config.Config) {
	for _, r := range c.Repos {
		if r.Kind() == "go_repository" {
			s.repos = append(s.repos, repo.Repo{Name: r.Name(), GoPrefix: r.AttrString("importpath")})
		}
	}
}

func (s *settings) KnownDirectives() []string { return nil }

func (s *settings) Configure(*config.Config, string, *rule.File) {}
