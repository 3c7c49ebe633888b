package fanouts

import (
	"go/token"
	"go/types"
	"regexp"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/place"
	"github.com/asynclint/asynclint/passes/spawns"
)

// bounds asks what holds a loop back.
type bounds struct {
	r    *spawns.Result
	site *spawns.Site
	loop round
}

// limited reports whether the group that the goroutine is counted in may have a
// limit: it is an errgroup that is not made here, or that goes anywhere but to
// its own methods, or on which SetLimit is called.
func (b bounds) limited() bool {
	// A method of another package, which starts what it is given, may count.
	if fn := calls.Object(b.site.Site.Common()); b.site.By != "go" && b.site.Group == nil && fn != nil && fn.Signature().Recv() != nil && fn.Pkg() != b.site.In.Pkg.Pkg {
		return true
	}
	if b.site.Group == nil || calls.Row(b.site.Site.Common()).Group != "errgroup" {
		return false
	}
	at := place.Of(b.site.Group)
	owner := at.Owner()
	if owner == nil || at.Path != "" {
		return true
	}
	switch root := at.Root.(type) {
	case *ssa.Alloc:
	case *ssa.Extract:
		if call, ok := root.Tuple.(*ssa.Call); !ok || calls.CalleeName(call.Common()) != "errgroup.WithContext" {
			return true
		}
	default:
		return true
	}
	return slices.ContainsFunc(b.r.Effects.Calls.SSA().Funcs, func(fn *ssa.Function) bool {
		return !outside(fn, owner) && slices.ContainsFunc(fn.Blocks, func(block *ssa.BasicBlock) bool {
			return slices.ContainsFunc(block.Instrs, func(instr ssa.Instruction) bool { return handsOn(instr, at) })
		})
	})
}

// handsOn reports whether an instruction limits the group at p, or gives it to
// somebody who may.
func handsOn(instr ssa.Instruction, p place.Place) bool {
	if store, ok := instr.(*ssa.Store); ok {
		_, local := store.Addr.(*ssa.Alloc)
		return !local && isGroup(store.Val.Type()) && place.Of(store.Val) == p
	}
	call := common(instr)
	if call == nil {
		return false
	}
	if row := calls.Row(call); row.Group == "errgroup" {
		_, recv := calls.Args(call)
		return recv != nil && nameOf(call) != "Go" && nameOf(call) != "Wait" && place.Of(recv) == p
	}
	return slices.ContainsFunc(call.Args, func(arg ssa.Value) bool { return isGroup(arg.Type()) && place.Of(arg) == p })
}

func isGroup(t types.Type) bool {
	ptr, ok := types.Unalias(t).(*types.Pointer)
	return ok && named(ptr.Elem(), "golang.org/x/sync/errgroup", "Group")
}

// held reports whether something on the way round, past the site, may wait for
// a goroutine or a permit.
func (b bounds) held() bool {
	blocks := b.loop.blocks()
	if b.holds(b.site.Site) {
		return true
	}
	at := b.site.Site.Block()
	before, after := b.reach(at, func(x *ssa.BasicBlock) []*ssa.BasicBlock { return x.Preds }), b.reach(at, func(x *ssa.BasicBlock) []*ssa.BasicBlock { return x.Succs })
	for _, block := range blocks {
		if !before[block] && !after[block] {
			continue // a way round on which nothing is started
		}
		for _, instr := range block.Instrs {
			if instr != ssa.Instruction(b.site.Site) && b.holds(instr) {
				return true
			}
		}
	}
	return false
}

// reach returns the blocks of the loop that can be reached from one within a
// round.
func (b bounds) reach(from *ssa.BasicBlock, next func(*ssa.BasicBlock) []*ssa.BasicBlock) map[*ssa.BasicBlock]bool {
	in := make(map[*ssa.BasicBlock]bool)
	for _, block := range b.loop.blocks() {
		in[block] = true
	}
	seen := map[*ssa.BasicBlock]bool{from: true}
	for work := []*ssa.BasicBlock{from}; len(work) > 0; {
		x := work[len(work)-1]
		work = work[:len(work)-1]
		for _, y := range next(x) {
			if !in[y] || seen[y] {
				continue
			}
			if b.loop.body == nil && (y == b.loop.Head || x == b.loop.Head) {
				seen[y] = true // the head is part of each round, but ends it
				if y == b.loop.Head {
					continue
				}
			}
			seen[y] = true
			work = append(work, y)
		}
	}
	return seen
}

// holds reports whether an instruction may wait until there are fewer
// goroutines.
func (b bounds) holds(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.Send:
		return true
	case *ssa.Select:
		return slices.ContainsFunc(instr.States, func(s *ssa.SelectState) bool {
			return s.Dir == types.SendOnly || instr != b.loop.from && effects.DoneOf(s.Chan) == nil
		})
	case *ssa.UnOp:
		return instr.Op == token.ARROW && instr != b.loop.from && effects.DoneOf(instr.X) == nil
	case *ssa.Defer:
		return false
	case ssa.CallInstruction:
		return instr != b.loop.from && b.callHolds(instr)
	}
	return false
}

// throttles are the names of functions that may hold back who calls them, whatever
// is known of them.
var throttles = regexp.MustCompile(`(?i)(acquire|wait|limit|throttle|reserve|take|token|slot|allow|submit|semaphore|borrow|checkout|enqueue|enter)|^(start|lock|join|schedule)$`)

func (b bounds) callHolds(call ssa.CallInstruction) bool {
	common := call.Common()
	row := b.r.Effects.Row(common)
	if _, ok := row.Acquires(); ok {
		return true
	}
	if _, ok := row.TryAcquires(); ok {
		return true
	}
	if row.Joins || waits(row.Blocks) {
		return true
	}
	if row.Name != "" || row.Group != "" {
		return false
	}
	if slices.ContainsFunc(b.r.Effects.Callee(common), func(e effects.Local) bool { return e.Kind == effect.Block && waits(e.On) }) {
		// What the goroutine itself does is no reason.
		return call != b.site.Site || b.site.By != "go"
	}
	if call == b.site.Site {
		callee := b.r.Effects.Calls.Callee(common)
		return b.site.By != "go" && b.fnHolds(callee.Fn, maxDepth, make(map[*ssa.Function]bool))
	}
	if _, builtin := common.Value.(*ssa.Builtin); builtin {
		return false
	}
	if throttles.MatchString(nameOf(common)) && !ofSync(common) {
		return true
	}
	return b.fnHolds(b.r.Effects.Calls.Callee(common).Fn, maxDepth, make(map[*ssa.Function]bool))
}

// fnHolds reports whether a function of the package, or what it calls, may wait
// on a channel.
func (b bounds) fnHolds(fn *ssa.Function, depth int, seen map[*ssa.Function]bool) bool {
	if fn == nil || depth == 0 || seen[fn] {
		return false
	}
	seen[fn] = true
	for _, block := range fn.Blocks {
		for _, instr := range block.Instrs {
			switch instr := instr.(type) {
			case *ssa.Go, *ssa.Defer:
			case *ssa.Call:
				if b.fnHolds(b.r.Effects.Calls.Callee(instr.Common()).Fn, depth-1, seen) {
					return true
				}
			default:
				if b.holds(instr) {
					return true
				}
			}
		}
	}
	return false
}

// ofSync reports whether a call is one of package sync or sync/atomic.
func ofSync(call *ssa.CallCommon) bool {
	fn := calls.Object(call)
	return fn != nil && fn.Pkg() != nil && (fn.Pkg().Path() == "sync" || fn.Pkg().Path() == "sync/atomic")
}

// waits reports whether a wait of this kind may be for other goroutines.
func waits(k effect.BlockKind) bool {
	switch k {
	case effect.Sleep, effect.Chan, effect.Select, effect.Cond, effect.Wait, effect.Permit:
		return true
	}
	return false
}
