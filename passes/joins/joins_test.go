package joins_test

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"testing"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/ssa/ssautil"

	"github.com/asynclint/asynclint/passes/joins"
)

// Each function is looked at after its call of here: X in its name means that
// it waits, N that it never ends, E that it ends the program, R that it returns.
const code = `package p

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"slices"
	"sync"
	"time"
)

func here() error { return nil }

func R_nothing() { here() }

func R_quiet(err error) {
	defer fmt.Println("deferred")
	here()
	log.Printf("%v", err)
	_ = errors.Is(err, os.ErrExist)
	_ = err.Error()
	say("x")
}

func say(s string) { println(len(s)) }

func E_fatal() {
	here()
	log.Fatal("x")
}

func N_panics() {
	here()
	log.Panic("x")
}

func E_R_sometimes(b bool) {
	here()
	if b {
		os.Exit(1)
	}
}

func N_loop() {
	for {
		here()
	}
}

func X_R_receive(c chan int)      { here(); <-c }
func X_R_send(c chan int)         { here(); c <- 1 }
func X_R_range(c chan int)        { here(); for range c {} }
func X_R_wait(wg *sync.WaitGroup) { here(); wg.Wait() }
func X_R_lock(mu *sync.Mutex)     { here(); mu.Lock() }
func X_R_sleep()                  { here(); time.Sleep(1) }
func X_R_value(f func())          { here(); f() }
func X_R_method(f interface{ Stop() }) { here(); f.Stop() }
func X_R_callback(s []int, c chan int) {
	here()
	slices.SortFunc(s, func(a, b int) int { return <-c })
}
func X_R_inside(c chan int)  { here(); wait(c) }
func wait(c chan int)        { defer func() { <-c }() }
func X_R_deferred(c chan int) {
	defer func() { <-c }()
	here()
}
func X_R_before(c chan int) {
	for range 3 {
		<-c
		here()
	}
}
func R_onlyBefore(c chan int) {
	<-c
	here()
}
func R_cancel() {
	_, cancel := context.WithCancel(context.Background())
	defer cancel()
	here()
}

// Whose error is known not to be nil.
func E_known() {
	if err := here(); err != nil {
		log.Fatal(err)
	}
}
`

func TestAfter(t *testing.T) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", code, 0)
	if err != nil {
		t.Fatal(err)
	}
	conf := &types.Config{Importer: importer.Default()}
	pkg, _, err := ssautil.BuildPackage(conf, fset, types.NewPackage("p", "p"), []*ast.File{file}, 0)
	if err != nil {
		t.Fatal(err)
	}
	for name, member := range pkg.Members {
		fn, ok := member.(*ssa.Function)
		if !ok {
			continue
		}
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				call, ok := instr.(*ssa.Call)
				if !ok || call.Call.StaticCallee() == nil || call.Call.StaticCallee().Name() != "here" {
					continue
				}
				got := joins.After(call, func(cond ssa.Value) (value, ok bool) {
					_, compares := cond.(*ssa.BinOp)
					return true, compares && name == "E_known"
				})
				has := func(letter byte) bool {
					for i := 0; i+1 < len(name) && name[i+1] == '_'; i += 2 {
						if name[i] == letter {
							return true
						}
					}
					return false
				}
				if got.Waits != has('X') || (got.Exit != nil) != has('E') || got.Returns != has('R') {
					t.Errorf("%s: %+v", name, got)
				}
				if got.Ends() != (!has('X') && !has('N')) {
					t.Errorf("%s: Ends() = %v", name, got.Ends())
				}
			}
		}
	}
}
