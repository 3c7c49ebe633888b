package gclplugin_test

import (
	"os"
	"strings"
	"testing"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/asynclint/asynclint/analyzers"
	_ "github.com/asynclint/asynclint/analyzers/gclplugin"
)

func plugin(t *testing.T, settings any) (register.LinterPlugin, error) {
	t.Helper()
	newPlugin, err := register.GetPlugin("asynclint")
	if err != nil {
		t.Fatal(err)
	}
	return newPlugin(settings)
}

// TestSettings: settings select as the flags do, and what is wrong with them
// is said in one line.
func TestSettings(t *testing.T) {
	var defaults int
	for _, c := range analyzers.Suite() {
		if c.Default() {
			defaults++
		}
	}
	for _, test := range []struct {
		settings any
		want     int
		err      string
	}{
		{nil, defaults, ""},
		{map[string]any{"checks": "sleepctx,deadctx"}, 2, ""},
		{map[string]any{"checks": "-sleepctx"}, defaults - 1, ""},
		{map[string]any{"check": "sleepctx"}, 0, `unknown field "check"`},
		{map[string]any{"checks": "nosuch"}, 0, `asynclint: unknown check "nosuch" (asynclint -list shows them)`},
		{map[string]any{"tier": "gossip"}, 0, `asynclint: unknown tier "gossip" (tiers are bug, suspicious, advice)`},
	} {
		p, err := plugin(t, test.settings)
		if test.err != "" {
			if err == nil || !strings.Contains(err.Error(), test.err) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%v: error %v, want %s", test.settings, err, test.err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%v: %v", test.settings, err)
			continue
		}
		list, err := p.BuildAnalyzers()
		if err != nil || len(list) != test.want {
			t.Errorf("%v: %d analyzers and error %v, want %d", test.settings, len(list), err, test.want)
		}
		if err := analysis.Validate(list); err != nil {
			t.Errorf("%v: %v", test.settings, err)
		}
		if p.GetLoadMode() != register.LoadModeTypesInfo {
			t.Errorf("load mode %q", p.GetLoadMode())
		}
	}
}

// TestExample: the settings in .golangci.example.yml are those of the plugin.
func TestExample(t *testing.T) {
	text, err := os.ReadFile("../../.golangci.example.yml")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"asynclint:", "type: module", "settings:", "checks: default", "tier: suspicious"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the example has no %q", want)
		}
	}
	if _, err := plugin(t, map[string]any{"checks": "default", "tier": "suspicious"}); err != nil {
		t.Error(err)
	}
}

// TestFolded: the steps of a finding are in its message, and nowhere else.
func TestFolded(t *testing.T) {
	p, err := plugin(t, map[string]any{"checks": "deadctx"})
	if err != nil {
		t.Fatal(err)
	}
	list, err := p.BuildAnalyzers()
	if err != nil {
		t.Fatal(err)
	}
	results := analysistest.Run(ignore{}, "../..", list[0], "./testdata/src/deadctx/bad")
	var found int
	for _, r := range results {
		for _, d := range r.Action.Diagnostics {
			found++
			if len(d.Related) > 0 || !strings.Contains(d.Message, "; bad.go:") {
				t.Errorf("%q has its steps apart: %v", d.Message, d.Related)
			}
		}
	}
	if found == 0 {
		t.Error("no finding")
	}
}

// ignore takes the complaints of analysistest: its wants are of the bare check.
type ignore struct{}

func (ignore) Errorf(string, ...any) {}
