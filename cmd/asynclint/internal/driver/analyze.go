package driver

import (
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"

	"github.com/asynclint/asynclint/passes/directives"
)

// A plan lists analyzers, each after those it requires.
type plan struct {
	all   []*analysis.Analyzer
	facts []*analysis.Analyzer // those with facts, and what they require
	asked map[*analysis.Analyzer]bool
	salts map[*analysis.Analyzer]hash
}

// newPlan also plans those with facts.
func newPlan(asked, facts []*analysis.Analyzer) plan {
	p := plan{asked: make(map[*analysis.Analyzer]bool), salts: make(map[*analysis.Analyzer]hash)}
	for _, a := range asked {
		p.asked[a] = true
		addRequired(&p.all, a)
	}
	for _, a := range facts {
		addFacts(&p.all, a)
	}
	for _, a := range p.all {
		if len(a.FactTypes) > 0 {
			addRequired(&p.facts, a)
		}
		p.salts[a] = analyzerSalt(a)
	}
	return p
}

// addFacts adds what has facts among a and what it requires.
func addFacts(list *[]*analysis.Analyzer, a *analysis.Analyzer) {
	for _, req := range a.Requires {
		addFacts(list, req)
	}
	if len(a.FactTypes) > 0 {
		addRequired(list, a)
	}
}

func addRequired(list *[]*analysis.Analyzer, a *analysis.Analyzer) {
	if slices.Contains(*list, a) {
		return
	}
	for _, req := range a.Requires {
		addRequired(list, req)
	}
	*list = append(*list, a)
}

// An action is an analyzer at work on a package.
type action struct {
	*analysis.Analyzer
	done        chan struct{}
	result      any
	ok          bool // there is a result
	late        bool // it was not even tried
	diagnostics []analysis.Diagnostic
	err         error
	spent       time.Duration
}

// analyze runs the analyzers of list, one after the other: packages are many
// and keep the workers busy. Only in a Session, where somebody waits for a
// single package, those run at once that do not wait for each other.
func (r *run) analyze(u *unit, list []*analysis.Analyzer) {
	if len(u.files) == 0 {
		for _, a := range r.asked {
			r.found(u, a, nil)
		}
		return
	}
	all := make(map[*analysis.Analyzer]*action, len(list))
	for _, a := range list {
		all[a] = &action{Analyzer: a, done: make(chan struct{})}
	}
	var wg sync.WaitGroup
	for _, a := range list {
		if u.live == nil || !u.live.open {
			r.act(all[a], u, all)
			continue
		}
		wg.Go(func() {
			for _, req := range a.Requires {
				<-all[req].done
			}
			r.act(all[a], u, all)
			close(all[a].done)
		})
	}
	wg.Wait()
	r.account(u, list, all)
}

// act runs one analyzer, if there is all that it asks for.
func (r *run) act(a *action, u *unit, all map[*analysis.Analyzer]*action) {
	if a.late = r.over(u.node); a.late || u.broken && !a.RunDespiteErrors {
		return
	}
	inputs := make(map[*analysis.Analyzer]any, len(a.Requires))
	for _, req := range a.Requires {
		if !all[req].ok {
			return // what failed before is told of
		}
		inputs[req] = all[req].result
	}
	start := time.Now()
	a.result, a.diagnostics, a.err = r.apply(a.Analyzer, u, inputs)
	a.spent, a.ok = time.Since(start), a.err == nil
	if a.err != nil {
		r.facts.forget(u.types, a.Analyzer)
	}
}

// account records what the analyzers of list have said of u, in order.
func (r *run) account(u *unit, list []*analysis.Analyzer, all map[*analysis.Analyzer]*action) {
	late := false
	for _, analyzer := range list {
		a := all[analyzer]
		late = late || a.late
		switch {
		case a.err != nil:
			var crash *crash
			stack := ""
			if errors.As(a.err, &crash) {
				stack = crash.stack
			}
			r.problem(u.node, internalProblem(u.node, a.Name, a.err, stack))
			u.failed, u.factless = true, u.factless || slices.Contains(r.plan.facts, analyzer)
		case a.ok && u.role == full && r.plan.asked[analyzer]:
			r.found(u, analyzer, a.diagnostics)
		}
	}
	if late {
		return
	}
	if set := all[directives.Analyzer]; u.role == full && !u.broken {
		var result any
		if set != nil {
			result = set.result
		}
		r.analyzed(u, result)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, a := range list {
		r.stats.ByAnalyzer[a.Name] += all[a].spent
	}
}

// A crash is a panic of an analyzer.
type crash struct {
	error
	stack string
}

// apply runs a on u. It turns whatever goes wrong into an error: one check that
// fails on one package must not cost the user the rest of the run.
func (r *run) apply(a *analysis.Analyzer, u *unit, inputs map[*analysis.Analyzer]any) (result any, diagnostics []analysis.Diagnostic, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &crash{panicError(v), string(debug.Stack())}
		}
	}()
	pass := r.newPass(a, u, inputs)
	pass.Report = func(d analysis.Diagnostic) { diagnostics = append(diagnostics, d) }
	result, err = a.Run(pass)
	// As in x/tools' checker: using them after Run is a mistake.
	pass.ExportObjectFact, pass.ExportPackageFact = nil, nil
	if err != nil {
		return nil, nil, err
	}
	if got := reflect.TypeOf(result); got != a.ResultType {
		return nil, nil, fmt.Errorf("returned a %v, but declares a %v", got, a.ResultType)
	}
	return result, diagnostics, nil
}

// newPass fills in every field: some hosts leave ReadFile and Module nil, we do not.
func (r *run) newPass(a *analysis.Analyzer, u *unit, inputs map[*analysis.Analyzer]any) *analysis.Pass {
	pass := &analysis.Pass{
		Analyzer:     a,
		Fset:         r.fset,
		Files:        u.files,
		OtherFiles:   u.OtherFiles,
		IgnoredFiles: u.IgnoredFiles,
		Pkg:          u.types,
		TypesInfo:    u.info,
		TypesSizes:   u.TypesSizes,
		TypeErrors:   u.errors.types,
		Module:       new(analysis.Module),
		ResultOf:     inputs,
	}
	if m := moduleOf(u.Module); m != nil {
		pass.Module = m
	}
	pass.Module.GoVersion = u.goVersion
	pass.ReadFile = func(name string) ([]byte, error) {
		ours := func(f string) bool { return f == name }
		if slices.ContainsFunc(u.CompiledGoFiles, ours) || slices.ContainsFunc(u.OtherFiles, ours) || slices.ContainsFunc(u.IgnoredFiles, ours) {
			return r.readFile(u.node, name)
		}
		return nil, fmt.Errorf("ReadFile: %s is not a file of the package", name)
	}
	pass.ImportObjectFact = func(obj types.Object, fact analysis.Fact) bool {
		mustDeclare(a, fact)
		return r.facts.object(obj, fact)
	}
	pass.ImportPackageFact = func(pkg *types.Package, fact analysis.Fact) bool {
		mustDeclare(a, fact)
		return r.facts.pkg(pkg, fact)
	}
	pass.ExportObjectFact = func(obj types.Object, fact analysis.Fact) {
		mustDeclare(a, fact)
		if obj.Pkg() != u.types {
			panic(fmt.Sprintf("ExportObjectFact: %v is declared in another package", obj))
		}
		r.facts.setObject(obj, fact)
	}
	pass.ExportPackageFact = func(fact analysis.Fact) {
		mustDeclare(a, fact)
		r.facts.setPackage(u.types, fact)
	}
	pass.AllObjectFacts = func() []analysis.ObjectFact { return r.facts.allObjects(u.closure(), a) }
	pass.AllPackageFacts = func() []analysis.PackageFact { return r.facts.allPackages(u.closure(), a) }
	return pass
}

func moduleOf(m *packages.Module) *analysis.Module {
	if m == nil {
		return nil
	}
	out := &analysis.Module{
		Path: m.Path, Version: m.Version, Replace: moduleOf(m.Replace), Time: m.Time,
		Main: m.Main, Indirect: m.Indirect, Dir: m.Dir, GoMod: m.GoMod, GoVersion: m.GoVersion,
	}
	if m.Error != nil {
		out.Error = &analysis.ModuleError{Err: m.Error.Err}
	}
	return out
}

// found records what a reported on u.
func (r *run) found(u *unit, a *analysis.Analyzer, diagnostics []analysis.Diagnostic) {
	done := ran{Check: a.Name, Salt: r.plan.salts[a]}
	for _, d := range diagnostics {
		done.Findings = append(done.Findings, newFinding(r.fset, u.files, u.node, a, d))
	}
	u.ran = append(u.ran, done)
	r.mu.Lock()
	defer r.mu.Unlock()
	u.told.findings = append(u.told.findings, done.Findings...)
}

// analyzed records that u was analyzed, and what its directives did.
func (r *run) analyzed(u *unit, result any) {
	if set, ok := result.(*directives.Set); ok {
		u.silenced, u.directives = silences(r.fset, u.files, u.node, r.asked, set)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	u.told.files = append(u.told.files, u.GoFiles...)
	u.told.silenced = append(u.told.silenced, u.silenced...)
	u.told.directives = append(u.told.directives, u.directives...)
}

func newFinding(fset *token.FileSet, files []*ast.File, n *node, a *analysis.Analyzer, d analysis.Diagnostic) Finding {
	f := Finding{Check: a.Name, Package: n.plainPath(), Func: enclosing(files, d.Pos), Message: d.Message, URL: d.URL}
	f.Pos, f.End = span(fset, d.Pos, d.End)
	f.Real = realSpan(fset, n, d.Pos, d.End)
	if f.URL == "" {
		f.URL = a.URL
	}
	for _, rel := range d.Related {
		s := Step{Message: rel.Message}
		s.Pos, s.End = span(fset, rel.Pos, rel.End)
		s.Real = realSpan(fset, n, rel.Pos, rel.End)
		f.Steps = append(f.Steps, s)
	}
	for _, fix := range d.SuggestedFixes {
		if edits, ok := editsOf(fset, fix); ok {
			f.Fixes = append(f.Fixes, Fix{fix.Message, edits})
		}
	}
	return f
}

// editsOf is not ok where a file is generated from another, as cgo does: the
// next build would undo the edit.
func editsOf(fset *token.FileSet, fix analysis.SuggestedFix) ([]Edit, bool) {
	var edits []Edit
	for _, edit := range fix.TextEdits {
		end := edit.End
		if !end.IsValid() {
			end = edit.Pos
		}
		e := Edit{fset.PositionFor(edit.Pos, false), fset.PositionFor(end, false), string(edit.NewText)}
		if e.Pos.Filename != fset.Position(edit.Pos).Filename {
			return nil, false
		}
		edits = append(edits, e)
	}
	return edits, true
}

// enclosing names the declared function around pos. Literals have no name that
// would outlive an edit, so they count as part of the declaration.
func enclosing(files []*ast.File, pos token.Pos) string {
	for _, file := range files {
		if pos < file.FileStart || file.FileEnd < pos {
			continue
		}
		for _, decl := range file.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || pos < fn.Pos() || fn.End() <= pos {
				continue
			}
			if fn.Recv == nil || len(fn.Recv.List) != 1 {
				return fn.Name.Name
			}
			return receiver(fn.Recv.List[0].Type) + "." + fn.Name.Name
		}
	}
	return ""
}

// receiver prints the type of a receiver without its type parameters.
func receiver(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return receiver(e.X)
	case *ast.StarExpr:
		return "(*" + receiver(e.X) + ")"
	case *ast.IndexExpr:
		return receiver(e.X)
	case *ast.IndexListExpr:
		return receiver(e.X)
	case *ast.Ident:
		return e.Name
	}
	return "?" // does not type-check
}

func span(fset *token.FileSet, pos, end token.Pos) (token.Position, token.Position) {
	if !end.IsValid() {
		end = pos
	}
	return fset.Position(pos), fset.Position(end)
}

// realSpan is where the bytes are, if that is elsewhere in a file of n that
// people edit; else nil.
func realSpan(fset *token.FileSet, n *node, pos, end token.Pos) *Span {
	if !pos.IsValid() {
		return nil
	}
	if !end.IsValid() {
		end = pos
	}
	s := &Span{fset.PositionFor(pos, false), fset.PositionFor(end, false)}
	if s.Pos == fset.Position(pos) && s.End == fset.Position(end) || !slices.Contains(n.GoFiles, s.Pos.Filename) {
		return nil
	}
	return s
}
