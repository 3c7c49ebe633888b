package spawns

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/classes"
	"github.com/asynclint/asynclint/passes/flow"
)

// MustStay reports whether a goroutine never gets out of a loop that has exits:
// each of them waits for a channel on which nobody sends, and that nobody
// closes. It returns the cause that shows it.
func (r *Result) MustStay(stay Stay) (Cause, bool) {
	if !stay.IsLoop() || stay.Endless() {
		return Cause{}, false
	}
	var dead Cause
	for _, exit := range stay.Exits {
		i := slices.IndexFunc(exit.Causes, func(c Cause) bool {
			if c.Chan == nil || c.Kind != Received && c.Kind != Closed {
				return false
			}
			class := r.Classes.Of(c.Chan)
			return class != nil && len(class.Makes) > 0 && class.MustLack(classes.Send, classes.Close)
		})
		if i < 0 {
			return Cause{}, false
		}
		dead = exit.Causes[i]
	}
	return dead, true
}

// Shared is a signal that is sent once while several goroutines wait for it:
// one of them gets it.
type Shared struct {
	Send  classes.Op
	Waits []Cause // of the goroutines, in the order in which they are started
	Sites []*Site
}

// MustShare returns the signals that are too few for the goroutines that one
// function starts: each can only end by a value on the same channel, which is
// never closed, and only one statement sends, once.
func (r *Result) MustShare() []Shared {
	r.compute()
	var out []Shared
	for _, class := range r.Classes.All() {
		if class.Kind != classes.Chan || class.Local() || class.Open(classes.Send) || class.Open(classes.Close) || class.Has(classes.Close) {
			continue
		}
		sends := class.Of(classes.Send)
		if len(sends) != 1 || !isSignal(class.Elem) || len(flow.Around(sends[0].Instr.Block())) > 0 || r.inTest(sends[0].Func()) ||
			slices.ContainsFunc(r.users[sends[0].Func()].calls, func(call ssa.CallInstruction) bool { return len(flow.Around(call.Block())) > 0 }) {
			continue
		}
		shared := Shared{Send: sends[0]}
		for _, site := range r.sites {
			if cause, ok := r.onlyBy(site, class); ok {
				shared.Waits = append(shared.Waits, cause)
				shared.Sites = append(shared.Sites, site)
			}
		}
		if together(shared.Sites) {
			out = append(out, shared)
		}
	}
	return out
}

// isSignal reports whether the elements of a channel say nothing but that
// there is one.
func isSignal(elem types.Type) bool {
	switch t := elem.Underlying().(type) {
	case *types.Struct:
		return t.NumFields() == 0
	case *types.Basic:
		return t.Kind() == types.Bool
	}
	return false
}

// onlyBy returns the receive that is the only way out of some loop of a
// goroutine.
func (r *Result) onlyBy(site *Site, class *classes.Class) (Cause, bool) {
	for _, stay := range site.Life.Stays {
		if !stay.IsLoop() || stay.Early || len(stay.Exits) != 1 || len(stay.Exits[0].Causes) != 1 {
			continue
		}
		c := stay.Exits[0].Causes[0]
		if c.Kind == Received && r.Classes.Of(c.Chan) == class {
			return c, true
		}
	}
	return Cause{}, false
}

// together reports whether one function starts all of the goroutines, and not
// one or the other.
func together(sites []*Site) bool {
	if len(sites) < 2 {
		return false
	}
	for _, s := range sites[1:] {
		if s.In != sites[0].In || !sites[0].Site.Block().Dominates(s.Site.Block()) || s.Where.Start == Test {
			return false
		}
	}
	return true
}
