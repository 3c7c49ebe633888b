// Package requests finds goroutines that a request handler leaves behind and
// that use the context of the request, which ends when the handler returns. It
// does not report any diagnostics itself.
package requests

import (
	"go/types"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/contexts"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/place"
	"github.com/asynclint/asynclint/passes/spawns"
)

// Analyzer provides *Result.
var Analyzer = &analysis.Analyzer{
	Name: "asyncrequests",
	Doc:  "find goroutines that use the context of a request after its end",
	Run: func(pass *analysis.Pass) (any, error) {
		return &Result{
			Contexts: pass.ResultOf[contexts.Analyzer].(*contexts.Result),
			Spawns:   pass.ResultOf[spawns.Analyzer].(*spawns.Result),
		}, nil
	},
	Requires:   []*analysis.Analyzer{contexts.Analyzer, spawns.Analyzer},
	ResultType: reflect.TypeFor[*Result](),
}

// Result answers for one package.
type Result struct {
	Contexts *contexts.Result
	Spawns   *spawns.Result
}

// A Kind is a kind of handler.
type Kind uint8

const (
	None Kind = iota
	HTTP
	GRPC // a unary method
)

// An Outliving is a goroutine that a handler starts and that nobody waits for,
// though it depends on the context that ends with the request.
type Outliving struct {
	*spawns.Site
	Kind Kind
	Uses []Use // in block order, at least one
}

// A Use is a call that gives up when the context ends.
type Use struct {
	Call ssa.CallInstruction
	Arg  int // the argument by which it gets the context, not counting the receiver; -1 for that
	// By are the calls in the goroutine that derive what it gets from the
	// request's context, nearest first.
	By []Derived
	// Param is the parameter of the goroutine's function, receiver not counted,
	// by which it gets the context; -1 if it has captured it.
	Param int
}

// Derived is a call that derives a context from its argument Arg.
type Derived struct {
	Call *ssa.Call
	Arg  int
}

// MayOutlive returns such goroutines, in the order of the package's sites.
//
// A goroutine that loops, or that waits for the end of the context, is there
// for the time of the request. One that could tell anybody that it has ended
// (by a channel, a WaitGroup, a variable, a function value) may be waited for.
func (r *Result) MayOutlive() []Outliving {
	var out []Outliving
	for _, site := range r.Spawns.Sites() {
		kind := KindOf(site.In)
		if kind == None || site.Where.Start == spawns.Test || site.Where.Stays || !isTask(site) || tells(site.Body.Fn, maxDepth) {
			continue
		}
		if uses := r.uses(site); len(uses) > 0 {
			out = append(out, Outliving{Site: site, Kind: kind, Uses: uses})
		}
	}
	return out
}

// KindOf says what kind of handler a function is, by its shape.
func KindOf(fn *ssa.Function) Kind {
	sig := fn.Signature
	var writer, request bool
	for v := range sig.Params().Variables() {
		writer = writer || types.TypeString(v.Type(), nil) == "net/http.ResponseWriter"
		request = request || effects.IsRequest(v.Type())
	}
	switch {
	case writer && request:
		return HTTP
	case sig.Recv() != nil && fn.Object() != nil && fn.Object().Exported() && isUnary(sig):
		return GRPC
	}
	return None
}

// isUnary reports whether a method has the shape of a unary gRPC method: a
// context and a message in, a message and an error out.
func isUnary(sig *types.Signature) bool {
	p, res := sig.Params(), sig.Results()
	return p.Len() == 2 && place.IsContext(p.At(0).Type()) && isMessage(p.At(1).Type()) &&
		res.Len() == 2 && isMessage(res.At(0).Type()) && res.At(1).Type().String() == "error"
}

// isMessage reports whether a type is that of a protocol buffer.
func isMessage(t types.Type) bool {
	if _, ptr := types.Unalias(t).(*types.Pointer); !ptr {
		return false
	}
	for _, name := range []string{"ProtoReflect", "ProtoMessage"} {
		if obj, _, _ := types.LookupFieldOrMethod(t, false, nil, name); obj != nil {
			return true
		}
	}
	return false
}

// isTask reports whether a goroutine does something once: it has no loop that
// it may stay in, and does not wait for a context.
func isTask(site *spawns.Site) bool {
	_, isGo := site.Site.(*ssa.Go)
	if !isGo || site.Body.Fn == nil || len(site.Body.Fn.Blocks) == 0 || site.Life.Unknown {
		return false
	}
	return !slices.ContainsFunc(site.Life.Stays, func(s spawns.Stay) bool {
		return s.IsLoop() || slices.ContainsFunc(s.Exits, func(e spawns.Exit) bool { return e.Has(spawns.Done) })
	})
}

// uses returns the calls of a goroutine that give up when the context of the
// request ends. A call that only derives a context gives up nothing itself.
func (r *Result) uses(site *spawns.Site) []Use {
	var out []Use
	for _, b := range site.Body.Fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			for _, g := range r.gives(call) {
				use := Use{Call: call, Arg: g.Index, Param: -1}
				if use.ofRequest(site, g.Arg) && (g.Index >= 0 || len(use.By) > 0) {
					out = append(out, use)
					break
				}
			}
		}
	}
	return out
}

// gives returns the arguments on whose end a call may give up: those that are
// known to make it, and of a function that is not known (an interface method)
// the context, if it can return an error.
func (r *Result) gives(call ssa.CallInstruction) []contexts.GiveUp {
	if known := r.Contexts.GivesUp(call); len(known) > 0 {
		return known
	}
	common := call.Common()
	results := common.Signature().Results()
	if !common.IsInvoke() || results.Len() == 0 || results.At(results.Len()-1).Type().String() != "error" {
		return nil
	}
	for i, arg := range common.Args {
		if place.IsContext(arg.Type()) {
			return []contexts.GiveUp{{Arg: arg, Index: i}}
		}
	}
	return nil
}

// ofRequest reports whether a context in a goroutine, or what carries one, is or derives from that
// of the request which the function that starts it handles, and completes u
// with how it gets there.
func (u *Use) ofRequest(site *spawns.Site, ctx ssa.Value) bool {
	body := site.Body
	for range maxChain {
		p := place.Now(ctx)
		param, isParam := p.Root.(*ssa.Parameter)
		switch {
		case isParam && !place.IsContext(ctx.Type()):
			return false
		case isParam && param.Parent() == body.Fn && body.Fn != site.In && p.Path == "":
			i := slices.Index(body.Fn.Params, param)
			arg := body.Argument(site.Site.Common(), i)
			if arg == nil {
				return false
			}
			u.Param = i
			if body.Fn.Signature.Recv() != nil {
				u.Param--
			}
			u.By, ctx = nil, arg
		case isParam:
			return isRequests(p, site.In)
		default:
			by, parent := effects.Derivation(ctx)
			if by == nil {
				return false
			}
			if by.Parent() == body.Fn {
				u.By = append(u.By, Derived{by, effects.ParentIndex(by)})
			}
			ctx = parent
		}
	}
	return false
}

// maxChain is longer than any chain of derivations.
const maxChain = 16

// isRequests reports whether p is the context that ends with the request: that
// of the *http.Request, or the one that a gRPC method was given.
func isRequests(p place.Place, handler *ssa.Function) bool {
	param, ok := p.Root.(*ssa.Parameter)
	if !ok || param.Parent() != handler {
		return false
	}
	if KindOf(handler) == GRPC {
		return p.Path == "" && place.IsContext(param.Type())
	}
	return effects.IsRequest(param.Type()) && strings.TrimSuffix(p.Path, ".Context()") == "" && p.Path != ""
}
