package explore

import (
	"fmt"
	"testing"
)

// TestTrace: the shortest schedule, step by step, and where the others are.
func TestTrace(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"early return", `
			chan c
			literal err
			literal other
			body main
			branch other else on
			on: spawn s
			branch err -> over else go
			go: recv c
			over: pause
			body s
			send c`, `
g0 main.0 branch decides
g0 main.1 spawn g1
g0 main.2 branch decides (matters)
[] g1 s.0
`},
		{"writer between two reads", `
			rwmutex m
			mutex other
			body main
			spawn w
			lock other
			rlock m
			rlock m
			runlock m
			runlock m
			unlock other
			body w
			lock m
			unlock m`, `
g0 main.0 spawn g1
g0 main.1 lock other
g0 main.2 rlock m
g1 w.0 lock m waits
[{1 1 0 true}] g0 main.3
`},
		{"the caller's context ends", `
			context x external
			chan c
			body main
			spawn s
			select {recv c} {ended x}
			body s
			send c`, `
g0 main.0 spawn g1
outside: x ends
g0 main.1 ended x
[] g1 s.0
`},
		{"a buffer that is too small", `
			symbol n
			chan c n-1
			body main
			start #0 n
			m: test #0 -> in else out
			in: send c -> m
			out: pause`, `
g0 main.0 start decides n=1 (matters)
g0 main.0 start
[] g0 main.2
`},
		{"rendezvous", `
			chan c
			chan d
			body main
			spawn s
			select {recv d} {recv c}
			recv c
			body s
			send c`, `
g0 main.0 spawn g1
g1 s.0 send c with g0 main.1 recv c
[] g0 main.2
`},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := parse(t, test.text)
			r := Explore(p, Options{})
			if len(r.Stuck) == 0 {
				t.Fatalf("nothing is stuck in\n%s", p)
			}
			s := r.Stuck[0]
			got := fmt.Sprintf("\n%s%v g%d %s.%d\n", tale(p, s.Trace), s.Rest, s.Goroutine, p.Bodies[s.Body].Name, s.Node)
			if got != test.want {
				t.Errorf("got %swant %s", got, test.want)
			}
		})
	}
}

// TestGivesUp: no claims beyond the limits.
func TestGivesUp(t *testing.T) {
	p := parse(t, scopes[len(scopes)-1].text)
	if r := Explore(p, Options{States: 100}); r.GaveUp == "" || len(r.Stuck)+len(r.Panics)+len(r.Facts) > 0 {
		t.Errorf("%+v", r)
	}
	for what, p := range map[string]*Program{
		"nothing":                  {},
		"a node without operation": {Bodies: []Body{{Nodes: []Node{{}}}}},
		"an edge to nowhere":       {Bodies: []Body{{Nodes: []Node{{Op: Pause, Next: 1}}}}},
		"a body that is not":       {Bodies: []Body{{Nodes: []Node{{Op: Spawn, Body: 1}}}}},
		"an object of another kind": {
			Objects: []Object{{Kind: Mutex, Parent: None}},
			Bodies:  []Body{{Nodes: []Node{{Op: Send}}}},
		},
		"its own parent": {
			Objects: []Object{{Kind: Context}},
			Bodies:  []Body{{Nodes: []Node{{Op: End}}}},
		},
		"forgets for others": {
			Literals: []Var{{Owner: None}},
			Bodies: []Body{
				{Nodes: []Node{{Op: Forget, Next: 1}, {Op: End}}},
				{Nodes: []Node{{Op: Branch, Next: 1, Else: 1}, {Op: End}}},
			},
		},
	} {
		_ = p.String()
		if r := Explore(p, Options{}); r.GaveUp == "" {
			t.Errorf("%s: %+v", what, r)
		}
	}
}
