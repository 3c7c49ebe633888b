// Package gclplugin makes asynclint a linter of golangci-lint v2, through its
// module plugin system. See .golangci.example.yml for the configuration and
// https://golangci-lint.run/docs/plugins/module-plugins for how a golangci-lint
// with plugins is built.
package gclplugin

import (
	"fmt"
	"maps"
	"strings"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/passes/directives"
)

func init() { register.Plugin("asynclint", New) }

type plugin struct{ checks []analyzers.Check }

// New is the constructor that golangci-lint calls with the linter's settings,
// which are analyzers.Settings; unknown keys are errors.
func New(settings any) (register.LinterPlugin, error) {
	s, err := register.DecodeSettings[analyzers.Settings](settings)
	if err != nil {
		return nil, fmt.Errorf("asynclint: %w", err)
	}
	checks, err := s.Select(analyzers.Suite())
	if err != nil {
		return nil, fmt.Errorf("asynclint: %w", err)
	}
	if err := s.Apply(); err != nil {
		return nil, fmt.Errorf("asynclint: functions: %w", err)
	}
	return &plugin{checks}, nil
}

// BuildAnalyzers returns the selected checks.
func (p *plugin) BuildAnalyzers() ([]*analysis.Analyzer, error) {
	var list []*analysis.Analyzer
	for _, c := range p.checks {
		list = append(list, folded(c.Analyzer))
	}
	return list, nil
}

// GetLoadMode says that the checks need types.
func (p *plugin) GetLoadMode() string { return register.LoadModeTypesInfo }

// folded is a with its steps in the message: golangci-lint makes an issue of
// its own of each related position, which a //nolint on the finding does not
// silence.
//
// And it leaves to golangci-lint the //nolint that speaks of this linter or of
// all linters. Were they obeyed here, golangci-lint would not hear of what they
// silence, and its nolintlint would call them unused. The names of checks mean
// nothing to it, so //nolint:CHECK is obeyed here, as are the other forms.
func folded(a *analysis.Analyzer) *analysis.Analyzer {
	b := *a
	b.Run = func(pass *analysis.Pass) (any, error) {
		inner := *pass
		inner.Analyzer = a
		inner.ResultOf = maps.Clone(pass.ResultOf)
		if set, ok := pass.ResultOf[directives.Analyzer].(*directives.Set); ok {
			inner.ResultOf[directives.Analyzer] = set.WithoutNolint("asynclint", "all")
		}
		inner.Report = func(d analysis.Diagnostic) {
			for _, step := range d.Related {
				at := pass.Fset.Position(step.Pos)
				d.Message += fmt.Sprintf("; %s:%d: %s", base(at.Filename), at.Line, step.Message)
			}
			d.Related = nil
			pass.Report(d)
		}
		return a.Run(&inner)
	}
	return &b
}

// base is the last element of a path, of this or another operating system.
func base(name string) string { return name[strings.LastIndexAny(name, `/\`)+1:] }
