package gclplugin_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
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
		{map[string]any{"functions": []string{"p.F blocks(net)"}}, defaults, ""},
		{map[string]any{"functions": []string{"p.F soup"}}, 0, `asynclint: functions: p.F: unknown attribute "soup"`},
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

// TestNolint: golangci-lint sees what its own //nolint silences, for it counts
// them, and does not see what only we can silence.
func TestNolint(t *testing.T) {
	forms := []struct {
		comment string
		seen    bool
	}{
		{"", true},
		{"//nolint", true},
		{"//nolint:all", true},
		{"//nolint:asynclint", true},
		{"//nolint:asynclint // it is meant", true},
		{"//nolint:errcheck,asynclint", true},
		{"//nolint:sleepctx", false},
		{"//nolint:asynclint,sleepctx", false},
		{"//asynclint:ignore sleepctx it is meant", false},
		{"//asynclint:ignore asynclint it is meant", false},
		{"//lint:ignore sleepctx it is meant", false},
	}
	src := "package p\n\nimport (\n\t\"context\"\n\t\"time\"\n)\n"
	var want []int
	for i, form := range forms {
		src += fmt.Sprintf("\nfunc f%d(ctx context.Context, try func() error) {\n\tfor try() != nil {\n\t\ttime.Sleep(time.Second) %s\n\t}\n}\n", i, form.comment)
		if form.seen {
			want = append(want, i)
		}
	}
	dir := t.TempDir()
	for name, text := range map[string]string{"go.mod": "module sample\n\ngo 1.26\n", "p.go": src} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	p, err := plugin(t, map[string]any{"checks": "sleepctx"})
	if err != nil {
		t.Fatal(err)
	}
	list, err := p.BuildAnalyzers()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("GOWORK", "off")
	var got []int
	for _, r := range analysistest.Run(ignore{}, dir, list[0], ".") {
		for _, d := range r.Action.Diagnostics {
			line := r.Action.Package.Fset.Position(d.Pos).Line
			got = append(got, (line-10)/6)
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("golangci-lint sees %v, want %v", got, want)
	}
}

// ignore takes the complaints of analysistest: its wants are of the bare check.
type ignore struct{}

func (ignore) Errorf(string, ...any) {}
