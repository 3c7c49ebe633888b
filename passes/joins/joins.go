// Package joins tells whether a goroutine may be waited for: what code may wait
// for others, what may tell others that it got somewhere. Both are
// may-answers: whatever is not known may do both. So "nothing here waits" is a
// must-claim, and what rests on it is silent about unknown code.
package joins

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/place"
)

// maxDepth bounds how deep the functions of the package are looked into.
const maxDepth = 4

// An Outcome is what happens after an instruction.
type Outcome struct {
	Waits   bool      // something there may wait for a goroutine
	Returns bool      // the function may return
	Exit    *ssa.Call // may end the program, nil if nothing does
}

// Ends reports whether it is certain that nothing is waited for, and that this
// is the end of the function: not so in a loop that goes on for ever.
func (o Outcome) Ends() bool { return !o.Waits && (o.Returns || o.Exit != nil) }

// exits are the functions that end the program at once: deferred functions do
// not run.
var exits = []string{
	"os.Exit", "syscall.Exit",
	"log.Fatal", "log.Fatalf", "log.Fatalln",
	"(*log.Logger).Fatal", "(*log.Logger).Fatalf", "(*log.Logger).Fatalln",
}

// After follows every way from a call to the end of its function, but those
// that are ruled out by what the caller knows of conditions (known may be
// nil). One thing on any of them that may wait for something is enough for
// Waits, deferred functions included.
func After(call *ssa.Call, known func(cond ssa.Value) (value, ok bool)) Outcome {
	var out Outcome
	seen := make(map[*ssa.BasicBlock]bool)
	unwinds := false
	var from func(b *ssa.BasicBlock, instrs []ssa.Instruction)
	from = func(b *ssa.BasicBlock, instrs []ssa.Instruction) {
		for _, instr := range instrs {
			switch instr := instr.(type) {
			case *ssa.Return:
				out.Returns, unwinds = true, true
			case *ssa.Panic:
				unwinds = true
			case *ssa.Call:
				row := calls.Row(instr.Common())
				if slices.Contains(exits, row.Name) && out.Exit == nil {
					out.Exit = instr
				}
				if row.NoReturn {
					unwinds = unwinds || !slices.Contains(exits, row.Name) // log.Panic
					return
				}
			}
			if mayWait(instr, maxDepth) {
				out.Waits = true
			}
		}
		succs := b.Succs
		if iff, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok && known != nil {
			if value, ok := known(iff.Cond); ok && value {
				succs = succs[:1]
			} else if ok {
				succs = succs[1:]
			}
		}
		for _, s := range succs {
			if !seen[s] {
				seen[s] = true
				from(s, s.Instrs)
			}
		}
	}
	b := call.Block()
	from(b, b.Instrs[slices.Index(b.Instrs, ssa.Instruction(call))+1:])
	if !unwinds {
		return out
	}
	for _, b := range call.Parent().Blocks {
		for _, instr := range b.Instrs {
			if d, ok := instr.(*ssa.Defer); ok && callMayWait(d, maxDepth) {
				out.Waits = true
			}
		}
	}
	return out
}

// mayWait reports whether an instruction may wait for another goroutine. It
// says so of all it does not know.
func mayWait(instr ssa.Instruction, depth int) bool {
	switch instr := instr.(type) {
	case *ssa.Select, *ssa.Send:
		return true
	case *ssa.UnOp:
		return instr.Op == token.ARROW
	case *ssa.Call:
		return callMayWait(instr, depth)
	}
	return false
}

func callMayWait(call ssa.CallInstruction, depth int) bool {
	if isQuiet(call) || isCancel(call.Common().Value) != nil || isCloser(call) {
		return false
	}
	return !bodyIs(call, depth, func(instr ssa.Instruction) bool { return !mayWait(instr, depth-1) })
}

// bodyIs reports whether a call runs a function of this package all of whose
// instructions, deferred ones included, are ok.
func bodyIs(call ssa.CallInstruction, depth int, ok func(ssa.Instruction) bool) bool {
	f := calls.Callee(call.Common())
	if f.Fn == nil || len(f.Fn.Blocks) == 0 || depth == 0 || f.Fn.Pkg != call.Parent().Pkg {
		return false
	}
	for _, b := range f.Fn.Blocks {
		for _, instr := range b.Instrs {
			if d, isDefer := instr.(*ssa.Defer); isDefer && !isQuiet(d) && isCancel(d.Call.Value) == nil && !isCloser(d) {
				return false
			}
			if !ok(instr) {
				return false
			}
		}
	}
	return true
}

// quietPackages neither wait for goroutines nor tell them anything, but where
// the table says that a function blocks on more than a file.
var quietPackages = []string{
	"context", "errors", "fmt", "log", "log/slog", "math", "os", "os/signal", "path", "path/filepath",
	"slices", "maps", "sort", "strconv", "strings", "time", "unicode",
}

// isQuiet reports whether a call neither waits for other goroutines nor could
// be what they wait for: most of std, x.Error(), and what looks like logging.
func isQuiet(call ssa.CallInstruction) bool {
	common := call.Common()
	if builtin, ok := common.Value.(*ssa.Builtin); ok {
		return builtin.Name() != "close"
	}
	obj := calls.Object(common)
	if obj == nil {
		return false
	}
	row := calls.Row(common)
	if row.NoReturn {
		return true
	}
	if obj.FullName() == "(*net/http.Server).Close" { // which does not wait, unlike Shutdown
		return true
	}
	if row.Blocks != effect.NotBlocking && row.Blocks != effect.Disk && row.Blocks != effect.Iface {
		return false
	}
	if obj.Pkg() == nil { // error.Error
		return true
	}
	for _, arg := range common.Args {
		if _, isFunc := arg.Type().Underlying().(*types.Signature); isFunc {
			return false // slices.SortFunc calls it
		}
	}
	if slices.Contains(quietPackages, obj.Pkg().Path()) {
		return true
	}
	return isLog(obj, common)
}

// isLog reports whether a call of a function from elsewhere can only be about
// values: it gets something to say (a string, an error), and nothing by which
// it could know of a goroutine: no channel, func, context or group.
func isLog(obj *types.Func, common *ssa.CallCommon) bool {
	if fn := common.StaticCallee(); fn != nil && len(fn.Blocks) > 0 {
		return false // look into it
	}
	args, _ := calls.Args(common)
	says := false
	for _, arg := range args {
		t := arg.Type()
		if i, ok := arg.(*ssa.MakeInterface); ok {
			t = i.X.Type()
		}
		switch u := t.Underlying().(type) {
		case *types.Basic:
			says = says || u.Info()&types.IsString != 0
		case *types.Slice: // …any, …zap.Field
			if !obj.Signature().Variadic() {
				return false
			}
		case *types.Interface:
			if !types.Identical(t, types.Universe.Lookup("error").Type()) {
				return false
			}
			says = true
		default:
			return false
		}
	}
	if obj.Signature().Variadic() && len(args) == 1 {
		says = true // log.Fatal(err) of another log package
	}
	return says
}

// isCloser reports whether a call is x.Close() for a type of another package:
// it lets go of a resource. Where that waits at all it is for users of the
// resource, not for a goroutine that it has never heard of.
func isCloser(call ssa.CallInstruction) bool {
	obj := calls.Object(call.Common())
	if obj == nil || obj.Name() != "Close" || calls.Row(call.Common()).Blocks != effect.NotBlocking {
		return false
	}
	sig := obj.Signature()
	if sig.Recv() == nil || sig.Params().Len() != 0 || sig.Results().Len() > 1 {
		return false
	}
	return obj.Pkg() != nil && call.Parent().Pkg != nil && obj.Pkg() != call.Parent().Pkg.Pkg
}

// isCancel returns the call that made v, if v is the function by which a
// context is cancelled.
func isCancel(v ssa.Value) *ssa.Call {
	p := place.Of(v)
	x, ok := p.Root.(*ssa.Extract)
	if !ok || p.Path != "" || x.Index == 0 {
		return nil
	}
	made, ok := x.Tuple.(*ssa.Call)
	if !ok || !calls.Row(made.Common()).Cancel {
		return nil
	}
	return made
}

// MaySignal reports whether an instruction could tell another goroutine that
// this one got there: by a channel, a variable, or anything not known to keep
// quiet. The call except is taken to be quiet.
func MaySignal(instr ssa.Instruction, except ssa.CallInstruction) bool {
	return maySignal(instr, except, maxDepth)
}

func maySignal(instr ssa.Instruction, except ssa.CallInstruction, depth int) bool {
	switch instr := instr.(type) {
	case *ssa.Send:
		return true
	case *ssa.Select:
		return slices.ContainsFunc(instr.States, func(s *ssa.SelectState) bool { return s.Dir == types.SendOnly })
	case *ssa.Store:
		cell := variable(instr.Addr)
		return cell == nil || cell.Parent() != instr.Parent()
	case *ssa.MapUpdate, *ssa.Go:
		return true
	case ssa.CallInstruction:
		if instr == except || isQuiet(instr) {
			return false
		}
		if made := isCancel(instr.Common().Value); made != nil && made.Parent() == instr.Parent() {
			return false
		}
		return !bodyIs(instr, depth, func(inner ssa.Instruction) bool { return !maySignal(inner, except, depth-1) })
	}
	return false
}

// variable returns the local variable that an address is in, nil if it is in
// none.
func variable(addr ssa.Value) *ssa.Alloc {
	for {
		switch a := addr.(type) {
		case *ssa.FieldAddr:
			addr = a.X
		case *ssa.IndexAddr:
			addr = a.X
		default:
			cell, _ := place.Cell(addr)
			return cell
		}
	}
}
