package checktest

import (
	"fmt"
	"go/ast"
	"go/types"
	"io/fs"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"
	"golang.org/x/tools/go/packages"

	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/testdata"
)

type result = analysistest.Result

// wants is the gate on what the check says and does not say.
func (p *pair) wants(t *testing.T, a *analysis.Analyzer) {
	p.result = analysistest.Run(t, p.root, a, "./"+p.dir("..."))
	bad := p.pkg("bad")
	if bad == nil {
		t.Fatalf("%s is not there or does not compile", p.dir("bad"))
	}
	shown := p.shown(bad)
	if len(shown) == 0 {
		t.Errorf("%s: the check reports nothing in bad.go, where its page shows the pitfall", p.dir("bad"))
	}
	quoted := p.quoted(t)
	for _, s := range shown {
		if want := quoted[s.line]; !matches(want, s.message) {
			t.Errorf("%s:%d: the page would quote the check as %q, but it says %q: let the want match from end to end", p.dir("bad/bad.go"), s.line, want, s.message)
		}
	}
	for _, r := range p.result {
		if pkg := r.Action.Package; pkg.PkgPath == p.importPath("ref") && len(r.Diagnostics) > 0 {
			t.Errorf("%s: the check reports something in its own reference", pkg.ID)
		}
		switch name := path.Base(r.Action.Package.PkgPath); {
		case strings.HasPrefix(name, "fp_") && !strings.HasSuffix(name, ".test") && len(r.Diagnostics) == 0:
			t.Errorf("cases/%s: a known false report is not reported (any more); rename it", name)
		case strings.HasPrefix(name, "fn_") && len(r.Diagnostics) > 0:
			t.Errorf("cases/%s: a known miss is reported; rename it, or keep what is missed apart", name)
		}
	}
}

// importPath is the import path of a fixture.
func (p *pair) importPath(elem string) string {
	return "github.com/asynclint/asynclint/" + p.dir(elem)
}

// pkg returns the fixture package, without its tests.
func (p *pair) pkg(elem string) *packages.Package {
	for _, r := range p.result {
		if pkg := r.Action.Package; pkg.ID == p.importPath(elem) && !pkg.IllTyped {
			return pkg
		}
	}
	return nil
}

// said is what a check says on a line of a file.
type said struct {
	line    int
	message string
}

// shown returns what the check says in bad.go.
func (p *pair) shown(bad *packages.Package) []said {
	var all []said
	for _, r := range p.result {
		if r.Action.Package != bad {
			continue
		}
		for _, d := range r.Diagnostics {
			if at := bad.Fset.Position(d.Pos); filepath.Base(at.Filename) == "bad.go" {
				all = append(all, said{at.Line, d.Message})
			}
		}
	}
	return all
}

// quoted returns what the page of the check says that it says there.
func (p *pair) quoted(t *testing.T) map[int][]string {
	src, err := fs.ReadFile(testdata.FS, "src/"+p.name+"/bad/bad.go")
	if err != nil {
		t.Fatal(err)
	}
	wants := make(map[int][]string)
	for i, line := range testdata.Lines(src) {
		wants[i+1] = line.Wants
	}
	return wants
}

// matches reports whether one of patterns matches all of message.
func matches(patterns []string, message string) bool {
	for _, p := range patterns {
		if re, err := regexp.Compile(`^(?:` + p + `)$`); err == nil && re.MatchString(message) {
			return true
		}
	}
	return false
}

// messages is the gate on how the check says it.
func (p *pair) messages(t *testing.T) {
	for _, r := range p.result {
		files := extentsOf(t, r.Action.Package)
		for _, d := range r.Diagnostics {
			at := r.Action.Package.Fset.Position(d.Pos)
			at.Filename, _ = filepath.Rel(p.root, at.Filename)
			for _, fault := range append(faults(p.name, d), files.faults(d)...) {
				t.Errorf("%s: %s: %q", at, fault, d.Message)
			}
		}
	}
}

// faults lists what is wrong with the form of a finding.
func faults(check string, d analysis.Diagnostic) []string {
	var faults []string
	fault := func(wrong bool, format string, args ...any) {
		if wrong {
			faults = append(faults, fmt.Sprintf(format, args...))
		}
	}
	fault(d.Category != check, "the category is %q, not the name of the check; report through package report", d.Category)
	fault(d.URL != report.URL(check), "the URL is %q, not the page", d.URL)
	fault(!(d.End > d.Pos), "the finding has no extent: End must be after Pos")
	for _, m := range append([]string{d.Message}, related(d)...) {
		fault(m == "", "a message is empty")
		fault(strings.ContainsAny(m, "\n\t"), "a message is one line, without tabs")
		fault(strings.HasSuffix(m, "."), "a message ends without a period")
		fault(m != strings.TrimSpace(m), "a message has no space around it")
	}
	first, _, _ := strings.Cut(d.Message, " ")
	r, _ := utf8.DecodeRuneInString(first)
	fault(unicode.IsUpper(r) && !strings.ContainsAny(first, ".("), "a message starts in lower case, or with code such as x.F")
	for _, fix := range d.SuggestedFixes {
		fault(fix.Message == "", "a fix says what it does")
		fault(len(fix.TextEdits) == 0, "a fix without edits must not exist")
	}
	return faults
}

func related(d analysis.Diagnostic) []string {
	var ms []string
	for _, r := range d.Related {
		ms = append(ms, r.Message)
	}
	return ms
}

// api is the gate on what the pair exports: code that uses bad can use ref.
func (p *pair) api(t *testing.T) {
	bad, ref := p.pkg("bad"), p.pkg("ref")
	if bad == nil || ref == nil {
		t.Skip("the pair does not compile")
	}
	if bad.Name != p.name || ref.Name != p.name {
		t.Errorf("%s is package %s, ref is package %s; both must be package %s", p.dir("bad"), bad.Name, ref.Name, p.name)
	}
	have := exported(ref.Types)
	for _, decl := range exported(bad.Types) {
		if !slices.Contains(have, decl) {
			t.Errorf("bad exports %q, but ref has only\n\t%s", decl, strings.Join(have, "\n\t"))
		}
	}
}

// exported lists what pkg exports, one line for each name, method and field.
func exported(pkg *types.Package) []string {
	local := types.RelativeTo(pkg)
	var decls []string
	for _, name := range pkg.Scope().Names() {
		if !ast.IsExported(name) {
			continue
		}
		obj := pkg.Scope().Lookup(name)
		named, ok := obj.Type().(*types.Named)
		if _, isType := obj.(*types.TypeName); !isType || !ok {
			decls = append(decls, types.ObjectString(obj, local))
			continue
		}
		decls = append(decls, "type "+types.TypeString(named, local))
		for f := range fields(named) {
			decls = append(decls, "field "+name+"."+f.Name()+" "+types.TypeString(f.Type(), local))
		}
		set := types.NewMethodSet(types.NewPointer(named))
		for i := range set.Len() {
			if m := set.At(i).Obj(); m.Exported() {
				decls = append(decls, "method "+name+"."+m.Name()+" "+types.TypeString(m.Type(), local))
			}
		}
	}
	return decls
}

// fields yields the exported fields of a struct type.
func fields(named *types.Named) func(yield func(*types.Var) bool) {
	return func(yield func(*types.Var) bool) {
		s, ok := named.Underlying().(*types.Struct)
		if !ok {
			return
		}
		for f := range s.Fields() {
			if f.Exported() && !yield(f) {
				return
			}
		}
	}
}
