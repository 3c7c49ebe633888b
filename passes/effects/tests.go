package effects

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/place"
)

// This file is about tests as values: which test a FailNow ends, and what is
// one.

// failsTest returns the test that an interface call ends, nil if it ends none.
// Assertion libraries do not name testing.TB, they declare what they need of
// it. So any interface with a method FailNow() counts here, and what the value
// really is becomes known where a caller passes it: see IsTest.
func failsTest(common *ssa.CallCommon) ssa.Value {
	if !common.IsInvoke() {
		return nil
	}
	switch sig := common.Method.Signature(); common.Method.Name() {
	case "FailNow", "SkipNow":
		if sig.Params().Len() != 0 || sig.Results().Len() != 0 {
			return nil
		}
	case "Fatal", "Fatalf", "Skip", "Skipf":
		// Loggers have a Fatalf too; they do not have these.
		if !sig.Variadic() || sig.Results().Len() != 0 || !hasMethod(common.Value.Type(), "Helper") && !hasMethod(common.Value.Type(), "FailNow") {
			return nil
		}
	default:
		return nil
	}
	return common.Value
}

func hasMethod(t types.Type, name string) bool {
	m, _, _ := types.LookupFieldOrMethod(t, true, nil, name)
	_, ok := m.(*types.Func)
	return ok
}

// testBase returns the place of the test itself, of a place that is a part of
// it or was made from it: testing.T, B and F embed what carries FailNow, and
// testify's require.New(t) keeps t.
func testBase(p place.Place) place.Place {
	p.Path = strings.TrimSuffix(p.Path, ".common")
	if call, ok := p.Root.(*ssa.Call); ok && p.Path == ".t" && isAssertions(call.Type()) {
		if fn := calls.Object(call.Common()); fn != nil && fn.Name() == "New" {
			if t := calls.Arg(call.Common(), 0); t != nil {
				return place.Of(t)
			}
		}
	}
	return p
}

// IsTest reports whether p is a test that somebody is running: a *testing.T,
// B or F, a testing.TB, or the test inside testify's Assertions. A T that the
// code made for itself, to try out assertions, is none; and of another
// interface it is not known what its FailNow does.
func IsTest(p place.Place) bool {
	t := p.Type()
	if t == nil {
		return false
	}
	if path, ok := strings.CutSuffix(p.Path, ".t"); ok && isAssertions((place.Place{Root: p.Root, Path: path}).Type()) {
		return true
	}
	if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
		return isNamed(ptr.Elem(), "testing", "T") || isNamed(ptr.Elem(), "testing", "B") || isNamed(ptr.Elem(), "testing", "F")
	}
	return isNamed(t, "testing", "TB")
}

// isAssertions reports whether t is *Assertions of testify's assert or require.
func isAssertions(t types.Type) bool {
	if t == nil {
		return false
	}
	ptr, ok := types.Unalias(t).(*types.Pointer)
	return ok && (isNamed(ptr.Elem(), "github.com/stretchr/testify/require", "Assertions") ||
		isNamed(ptr.Elem(), "github.com/stretchr/testify/assert", "Assertions"))
}

func isNamed(t types.Type, path, name string) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == path && named.Obj().Name() == name
}

// Started returns what the goroutine that s starts may do, in terms of the
// function that starts it.
func (r *Result) Started(s calls.Spawn) []Local {
	r.compute()
	if s.By == "go" {
		return r.callee(s.Site.Common())
	}
	return r.running(s.Body)
}

// running returns what a call of f does when only its receiver is known: what
// it does to its parameters is not told.
func (r *Result) running(f calls.Func) []Local {
	if f.Fn == nil {
		return nil
	}
	return r.callee(&ssa.CallCommon{Value: f.Fn, Args: receiver(f)})
}

func receiver(f calls.Func) []ssa.Value {
	if f.Recv == nil {
		return nil
	}
	return []ssa.Value{f.Recv}
}
