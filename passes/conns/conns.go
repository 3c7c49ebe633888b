// Package conns follows network connections from where they are accepted or dialed
// to the goroutines that read from them, to tell which of these nobody can end: no
// deadline is set, and nobody else has the connection, so as to close it. It does
// not report any diagnostics itself.
//
// A connection that goes where it cannot be followed, into a field, to an unknown
// function, to a caller, may be closed or get a deadline there: nothing is said
// about it.
package conns

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/place"
)

// An Endless is a goroutine that reads from a connection for as long as the peer
// likes.
type Endless struct {
	Made  *ssa.Call           // accepts or dials
	Spawn ssa.CallInstruction // starts the goroutine
	Read  ssa.CallInstruction // again and again
}

// makers are the functions that make a connection.
var makers = []string{
	"(net.Listener).Accept", "(*net.TCPListener).Accept", "(*net.TCPListener).AcceptTCP",
	"net.Dial", "net.DialTimeout", "net.DialTCP", "(*net.Dialer).Dial", "(*net.Dialer).DialContext",
}

// MayReadForever returns the goroutines that read from the connections that fn
// makes, in block order, one for each connection.
func MayReadForever(g *calls.Graph, fn *ssa.Function) []Endless {
	var out []Endless
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(*ssa.Call)
			if !ok || !slices.Contains(makers, nameOf(call.Common())) {
				continue
			}
			for _, ref := range *call.Referrers() {
				if conn, ok := ref.(*ssa.Extract); ok && conn.Index == 0 {
					if e, ok := endless(g, call, conn); ok {
						out = append(out, e)
					}
				}
			}
		}
	}
	return out
}

func endless(g *calls.Graph, call *ssa.Call, conn ssa.Value) (Endless, bool) {
	f := &follower{graph: g, seen: make(map[ssa.Value]bool)}
	f.follow(conn, nil)
	if f.lost {
		return Endless{}, false
	}
	for _, read := range f.reads {
		closedElsewhere := slices.ContainsFunc(f.closes, func(c op) bool { return c.in != read.in })
		if read.in != nil && !closedElsewhere && again(read.call) {
			return Endless{call, read.in, read.call}, true
		}
	}
	return Endless{}, false
}

// again reports whether a read is made over and over, or reads on by itself.
func again(call ssa.CallInstruction) bool {
	switch nameOf(call.Common()) {
	case "io.Copy", "io.CopyBuffer", "io.ReadAll":
		return true
	}
	return len(flow.Around(call.Block())) > 0
}

func nameOf(common *ssa.CallCommon) string {
	if fn := calls.Object(common); fn != nil {
		return fn.FullName()
	}
	return ""
}

// An op is a call in a goroutine, which is nil for the one that made the
// connection.
type op struct {
	call ssa.CallInstruction
	in   ssa.CallInstruction
}

// A follower follows one connection, and the readers on top of it.
type follower struct {
	graph  *calls.Graph
	seen   map[ssa.Value]bool
	reads  []op
	closes []op
	lost   bool // somebody else may have it, or it gets a deadline
}

// maxSeen bounds how many values are followed.
const maxSeen = 200

func (f *follower) follow(v ssa.Value, in ssa.CallInstruction) {
	if f.seen[v] || f.lost {
		return
	}
	f.seen[v] = true
	refs := v.Referrers()
	if refs == nil || len(f.seen) > maxSeen {
		f.lost = true
		return
	}
	for _, ref := range *refs {
		f.use(v, ref, in)
	}
}

func (f *follower) use(v ssa.Value, ref ssa.Instruction, in ssa.CallInstruction) {
	switch ref := ref.(type) {
	case *ssa.DebugRef, *ssa.BinOp:
	case *ssa.Phi:
		f.follow(ref, in)
	case *ssa.ChangeType:
		f.follow(ref, in)
	case *ssa.ChangeInterface:
		f.follow(ref, in)
	case *ssa.MakeInterface:
		f.follow(ref, in)
	case *ssa.UnOp:
		f.lost = f.lost || ref.Op != token.MUL
		f.follow(ref, in)
	case *ssa.Store:
		cell, ok := ref.Addr.(*ssa.Alloc)
		if ref.Addr == v {
			return
		}
		if !ok || place.OnlyStore(cell) != v {
			f.lost = true
			return
		}
		f.follow(cell, in)
	case *ssa.MakeClosure:
		f.closure(v, ref, in)
	case ssa.CallInstruction:
		f.call(v, ref, in)
	default:
		f.lost = true
	}
}

// closure follows a captured connection into a literal, if it is plain in which
// goroutine that runs.
func (f *follower) closure(v ssa.Value, mc *ssa.MakeClosure, in ssa.CallInstruction) {
	fn := mc.Fn.(*ssa.Function)
	if fn.Parent() == nil {
		f.lost = true // conn.Close, as a value
		return
	}
	inner := in
	for _, ref := range *mc.Referrers() {
		if _, debug := ref.(*ssa.DebugRef); debug {
			continue
		}
		call, ok := ref.(ssa.CallInstruction)
		if !ok {
			f.lost = true
			return
		}
		switch spawn, spawns := calls.SpawnAt(ref); {
		case spawns && spawn.Body.Fn == fn && spawn.By != "context.AfterFunc" && spawn.By != "time.AfterFunc":
			inner = call
		case call.Common().Value != ssa.Value(mc):
			f.lost = true // somebody else calls it, some time
			return
		}
	}
	for i, b := range mc.Bindings {
		if b == v {
			f.follow(fn.FreeVars[i], inner)
		}
	}
}

func (f *follower) call(v ssa.Value, call ssa.CallInstruction, in ssa.CallInstruction) {
	if _, spawns := call.(*ssa.Go); spawns {
		in = call
	}
	common := call.Common()
	args, recv := calls.Args(common)
	row := calls.Row(common)
	if recv == v {
		f.method(call, in)
		return
	}
	reads := row.Blocks == effect.Iface || row.Blocks == effect.Net
	_, drains := row.Drains()
	switch {
	case reads || drains:
		if !writes(nameOf(common)) && (nameOf(common) != "io.Copy" || len(args) > 1 && args[1] == v) {
			f.reads = append(f.reads, op{call, in})
		}
		return
	case row.Borrows:
		if w := call.Value(); w != nil {
			f.follow(w, in)
		}
		return
	case row.Name != "":
		f.lost = true
		return
	}
	callee := f.graph.Callee(common)
	if callee.Fn == nil || len(callee.Fn.Blocks) == 0 {
		f.lost = true
		return
	}
	for i, p := range callee.Fn.Params {
		if callee.Argument(common, i) == v {
			f.follow(p, in)
		}
	}
}

// writes reports whether a function of the table blocks as a writer.
func writes(name string) bool { return name == "io.WriteString" }

// method looks at a method that is called on a connection, or on a reader on top
// of one.
func (f *follower) method(call, in ssa.CallInstruction) {
	fn := calls.Object(call.Common())
	if fn == nil {
		f.lost = true
		return
	}
	switch fn.Name() {
	case "SetDeadline", "SetReadDeadline", "SyscallConn", "File", "Reset", "Buffered":
		f.lost = true
	case "Close":
		f.closes = append(f.closes, op{call, in})
	case "Read", "ReadByte", "ReadRune", "ReadSlice", "ReadLine", "ReadBytes", "ReadString", "Peek", "Discard", "Scan", "Decode", "ReadFrom":
		f.reads = append(f.reads, op{call, in})
	}
}
