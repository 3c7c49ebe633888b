package obligations

import (
	"fmt"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/knowledge"
	"github.com/asynclint/asynclint/passes/place"
	"github.com/asynclint/asynclint/passes/ssabuild"
)

// Owed is something that the callers of a function have to release.
type Owed struct {
	Result int    // which result holds it
	Path   string // the field of it, as ".Body", or ""
	Row    string // the function that makes it, as the knowledge table calls it
}

// AsyncOwes is the fact of what a function does about obligations.
type AsyncOwes struct {
	V    uint8  // Version
	Owes []Owed // sorted by result
	// Borrows are the parameters, receiver included, that it neither keeps nor
	// releases, sorted.
	Borrows []int
}

// Version is the layout version of AsyncOwes.
const Version = 1

// AFact marks AsyncOwes as a go/analysis fact.
func (*AsyncOwes) AFact() {}

// String is the form that tests assert.
func (o *AsyncOwes) String() string {
	var parts []string
	for _, owed := range o.Owes {
		parts = append(parts, fmt.Sprintf("owes %d%s of %s", owed.Result, owed.Path, owed.Row))
	}
	for _, i := range o.Borrows {
		parts = append(parts, fmt.Sprintf("borrows %d", i))
	}
	return strings.Join(parts, ", ")
}

// export exports the facts of functions that importers can call.
func (r *Result) export() {
	if !r.concerns() {
		return
	}
	s := r.Calls.SSA()
	if s == nil {
		return
	}
	for _, fn := range s.Funcs {
		obj, ok := fn.Object().(*types.Func)
		if !ok || fn.Parent() != nil || obj.Pkg() != r.pass.Pkg || !obj.Exported() {
			continue
		}
		fact := &AsyncOwes{V: Version, Owes: r.owes(fn, 0)}
		for i, p := range fn.Params {
			if path, ok := ownable(p.Type()); ok && len(fn.Blocks) > 0 {
				if !r.summary(fn, item{v: p, path: path}, 0).ends() {
					fact.Borrows = append(fact.Borrows, i)
				}
			}
		}
		if len(fact.Owes)+len(fact.Borrows) > 0 {
			r.pass.ExportObjectFact(obj, fact)
		}
	}
}

// concerns reports whether a package imports what somebody may owe.
func (r *Result) concerns() bool {
	return slices.ContainsFunc(r.pass.Pkg.Imports(), func(p *types.Package) bool {
		switch p.Path() {
		case "net/http", "database/sql", "os/exec", "context", "time", "iter":
			return true
		}
		return false
	})
}

// ownable reports whether a value of a type may be owed, or hold it in a field.
func ownable(t types.Type) (path string, ok bool) {
	if p, isPtr := types.Unalias(t).(*types.Pointer); isPtr {
		t = p.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return "", false
	}
	switch named.Obj().Pkg().Path() + "." + named.Obj().Name() {
	case "net/http.Response":
		return ".Body", true
	case "database/sql.Rows", "database/sql.Tx", "database/sql.Conn", "database/sql.Stmt", "os/exec.Cmd", "context.CancelFunc", "time.Ticker":
		return "", true
	}
	return "", false
}

// owedAt returns what a call makes its function owe.
func (r *Result) owedAt(call *ssa.Call) []Obligation {
	common := call.Common()
	row := calls.Row(common)
	if part, ok := owedBy(row, common.Signature()); ok {
		if bound(call, row) || headOnly(call) {
			return nil
		}
		args, recv := calls.Args(common)
		v := partOf(part, args, recv)
		if part.Of == knowledge.OfResult {
			v = result(call, part.Index)
		}
		if part.Of != knowledge.OfResult {
			v = madeHere(v)
		}
		if v == nil || strings.HasSuffix(row.Name, ").RoundTrip") && len(*v.Referrers()) == 0 {
			// The answer that nobody looks at comes from a transport that somebody
			// has made up.
			return nil
		}
		return []Obligation{{Site: call, Row: row, Value: v, Path: pathOf(part)}}
	}
	if row.Name != "" {
		return nil
	}
	var owes []Owed
	if callee := r.Calls.Callee(common); callee.Fn != nil && len(callee.Fn.Blocks) > 0 {
		owes = r.owes(callee.Fn, 1)
	} else if fact := r.importedFact(calls.Object(common)); fact != nil && !common.IsInvoke() {
		owes = fact.Owes
	}
	var out []Obligation
	for _, o := range owes {
		row, ok := knowledge.ByName(o.Row)
		if v := result(call, o.Result); ok && v != nil && !givenContext(common) {
			out = append(out, Obligation{Site: call, Row: row, Value: v, Path: o.Path})
		}
	}
	return out
}

// owedBy returns what a row owes: what it says, or the function that cancels.
func owedBy(row knowledge.Row, sig *types.Signature) (knowledge.Part, bool) {
	if part, ok := row.Owes(); ok {
		return part, true
	}
	if row.Cancel {
		return knowledge.Part{Of: knowledge.OfResult, Index: sig.Results().Len() - 1}, true
	}
	return knowledge.Part{}, false
}

// madeHere returns the value that an argument is, if the function at hand has made
// it: what callers gave, and what is in fields, is theirs.
func madeHere(v ssa.Value) ssa.Value {
	if load, ok := v.(*ssa.UnOp); ok {
		if cell, ok := load.X.(*ssa.Alloc); ok {
			v = place.OnlyStore(cell)
		}
	}
	if change, ok := v.(*ssa.ChangeType); ok {
		v = change.X // a channel that is sent to only
	}
	switch v := v.(type) {
	case *ssa.Call, *ssa.MakeChan:
		return v
	}
	return nil
}

func pathOf(part knowledge.Part) string {
	if part.Field == "" {
		return ""
	}
	return "." + part.Field
}

// result returns result i of a call, nil if nobody takes it: then there is
// nothing to release it by.
func result(call *ssa.Call, i int) ssa.Value {
	if _, ok := call.Type().(*types.Tuple); !ok {
		return call
	}
	for _, ref := range *call.Referrers() {
		if ex, ok := ref.(*ssa.Extract); ok && ex.Index == i {
			return ex
		}
	}
	return nil
}

// owes returns what fn makes its callers owe: on each way out without an error it
// returns something that it owes itself, in the same result.
func (r *Result) owes(fn *ssa.Function, depth int) []Owed {
	if out, ok := r.owed[fn]; ok {
		return out
	}
	if depth > maxDepth || fn.Signature.Results().Len() == 0 {
		return nil
	}
	r.owed[fn] = nil // a recursion
	var out []Owed
	for _, o := range r.obligations(fn) {
		if _, isTime := strings.CutPrefix(o.Row.Name, "time."); isTime || o.Row.Paired && !o.Row.Cancel {
			continue
		}
		t := r.follow(o)
		i, ok := t.returned(o)
		if !ok || slices.ContainsFunc(out, func(x Owed) bool { return x.Result == i }) {
			continue
		}
		out = append(out, Owed{i, o.Path, o.Row.Name})
	}
	slices.SortFunc(out, func(a, b Owed) int { return a.Result - b.Result })
	r.owed[fn] = out
	return out
}

// returned reports whether an obligation goes to the callers, in the one result i,
// unless the function fails, and to nobody else.
func (t *tracker) returned(o Obligation) (i int, ok bool) {
	i = -1
	for _, b := range t.fn.Blocks {
		ret, isRet := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !isRet || b == t.fn.Recover {
			continue
		}
		at := slices.IndexFunc(ret.Results, func(v ssa.Value) bool { return t.seen[item{v: v, path: o.Path}] })
		switch {
		case at >= 0 && (i < 0 || i == at):
			i = at
		case !Fails(ret):
			return 0, false
		}
	}
	for instr, e := range t.ends {
		if _, isRet := instr.(*ssa.Return); !isRet && e != released {
			return 0, false // somebody else has it, too
		}
		if _, deferred := instr.(*ssa.Defer); deferred {
			return 0, false
		}
	}
	return i, i >= 0 && !t.gone
}

// importedFact returns the fact of a function of another package, nil if there is
// none.
func (r *Result) importedFact(obj *types.Func) *AsyncOwes {
	if obj == nil || obj.Pkg() == nil || obj.Pkg() == r.pass.Pkg || ssabuild.IsStd(obj.Pkg().Path()) {
		return nil
	}
	if fact, ok := r.imported[obj]; ok {
		return fact
	}
	fact := new(AsyncOwes)
	if !r.pass.ImportObjectFact(obj, fact) || fact.V != Version {
		fact = nil
	}
	r.imported[obj] = fact
	return fact
}

// importedParam is the summary of parameter i of a function of another package.
func (r *Result) importedParam(common *ssa.CallCommon, i int, it item) *summary {
	obj := calls.Object(common)
	fact := r.importedFact(obj)
	if fact == nil || common.IsInvoke() || it.in || !slices.Contains(fact.Borrows, i) {
		return unknown
	}
	if path, ok := ownable(it.v.Type()); !ok || path != it.path {
		return unknown
	}
	return &summary{}
}

// bound reports whether what a call makes ends with something else: with a
// context that the function cancels itself, or with the transaction that rows
// belong to.
func bound(call *ssa.Call, row knowledge.Row) bool {
	for _, arg := range call.Call.Args {
		if ownContext(arg, 8) {
			return true
		}
	}
	return false
}

// ownContext reports whether a value is a context, or carries one, that the
// function at hand can cancel.
func ownContext(v ssa.Value, depth int) bool {
	if depth == 0 {
		return false
	}
	switch v := v.(type) {
	case *ssa.Extract:
		return ownContext(v.Tuple, depth-1)
	case *ssa.Call:
		row := calls.Row(v.Common())
		if row.Cancel || ofParameter(v) {
			return true
		}
		_, derives := row.Derives()
		_, carries := row.Carries()
		if !derives && !carries {
			return false
		}
		return slices.ContainsFunc(v.Call.Args, func(arg ssa.Value) bool { return ownContext(arg, depth-1) })
	case *ssa.MakeInterface:
		return ownContext(v.X, depth-1)
	case *ssa.ChangeInterface:
		return ownContext(v.X, depth-1)
	case *ssa.Phi:
		return slices.ContainsFunc(v.Edges, func(e ssa.Value) bool { return ownContext(e, depth-1) })
	case *ssa.UnOp:
		if cell, ok := v.X.(*ssa.Alloc); ok {
			if last := place.LastStore(v, cell); last != nil {
				return ownContext(last, depth-1) // ctx, cancel := context.WithCancel(ctx)
			}
			for _, ref := range *cell.Referrers() {
				if store, ok := ref.(*ssa.Store); ok && store.Addr == cell && ownContext(store.Val, depth-1) {
					return true
				}
			}
		}
	}
	return false
}

// ofParameter reports whether a call asks a parameter for its context, as handlers
// do: the context of a request or a stream is done when its handler has returned.
func ofParameter(call *ssa.Call) bool {
	p := place.Of(call)
	_, ok := p.Root.(*ssa.Parameter)
	return ok && strings.HasSuffix(p.Path, "Context()")
}

// givenContext is ownContext for the arguments of a function that owes something.
func givenContext(common *ssa.CallCommon) bool {
	return slices.ContainsFunc(common.Args, func(arg ssa.Value) bool { return ownContext(arg, 8) })
}

// headOnly reports whether a request asks for no body.
func headOnly(call *ssa.Call) bool {
	for _, arg := range call.Call.Args {
		ex, ok := arg.(*ssa.Extract)
		if !ok {
			continue
		}
		made, ok := ex.Tuple.(*ssa.Call)
		if !ok {
			continue
		}
		for _, a := range made.Call.Args {
			if c, ok := a.(*ssa.Const); ok && c.Value != nil && c.Value.ExactString() == `"HEAD"` {
				return true
			}
		}
	}
	return false
}
