package rows

import (
	"context"

	"github.com/gocshared/rules_go_cshared/tests/benchmarks/generated"
	"github.com/gocshared/rules_go_cshared/tests/benchmarks/innerbazel"
	"github.com/gocshared/rules_go_cshared/tests/benchmarks/report"
	"github.com/gocshared/rules_go_cshared/tests/benchmarks/sampling"
)

// bodyChange: text inside one function body changes, on its line, and the library is built again.
// The row fails if header or dependents are touched by it.
func bodyChange(ctx context.Context, run *Run) (report.Samples, error) {
	inner, err := run.Inner()
	if err != nil {
		return report.Samples{}, err
	}
	edited := &editedPackage{
		Package: generated.Package{Folder: folders("body")()},
		inner:   inner,
	}
	if err := edited.prepare(ctx); err != nil {
		return report.Samples{}, err
	}
	if err := edited.checkDependents(ctx); err != nil {
		return report.Samples{}, err
	}
	run.Log("  header and C dependents stay as they are")
	build := func(target string) sampling.Measure {
		return func(ctx context.Context) (float64, error) {
			if err := edited.edit(); err != nil {
				return 0, err
			}
			took, err := inner.Build(ctx, edited.label(target))
			return took.Seconds(), err
		}
	}
	return run.interleave(ctx, 2, build("ours"), build("stock"))
}

// editedPackage is one generated package in the inner workspace, edited again and again.
type editedPackage struct {
	generated.Package
	inner *innerbazel.Workspace
}

func (p *editedPackage) label(target string) string { return "//" + p.Folder + ":" + target }

func (p *editedPackage) prepare(ctx context.Context) error {
	files, err := p.Files()
	if err != nil {
		return err
	}
	if err := p.inner.Write(files); err != nil {
		return err
	}
	_, err = p.inner.Build(ctx, p.label("ours"), p.label("stock"), p.label("host"))
	return err
}

func (p *editedPackage) edit() error {
	p.Edit++
	main, err := p.Main()
	if err != nil {
		return err
	}
	return p.inner.Write(main)
}
