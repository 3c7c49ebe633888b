package knowledge

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/asynclint/asynclint/passes/effect"
)

// A probe prepares a peer that never answers and returns a call that is
// expected to block on it. The probes run on Linux, as the table describes std.
type probe func(e *env) (call func(ctx context.Context))

// probes maps the name of each blocking row to its probe.
func probes() map[string]probe {
	all := make(map[string]probe)
	for _, some := range []map[string]probe{
		syncProbes, ioProbes, fsProbes, fileProbes, connProbes, dialProbes, lookupProbes, httpProbes, rpcProbes, sqlProbes,
	} {
		maps.Copy(all, some)
	}
	return all
}

// deadline bounds each phase of TestBlocking. Nothing sleeps that long when
// the table is right.
const deadline = 8 * time.Second

// TestBlocking calls the function of every blocking row against a peer that
// never answers, and sees the goroutine inside that function parked with the
// wait reason that the row states. Then it cancels the context of each call,
// and those with ctx must return; then it releases the rest.
//
// All probes run at once, so that one dump of all goroutines serves them all.
func TestBlocking(t *testing.T) {
	all := probes()
	var runs []*run
	for _, r := range Rows() {
		p := all[r.Name]
		delete(all, r.Name)
		switch {
		case r.Blocks == effect.NotBlocking:
			if p != nil {
				t.Errorf("%s: has a probe, but the row does not block", r.Name)
			}
		case r.Unshown != "":
			if p != nil {
				t.Errorf("%s: has a probe, but the row says unshown(%s)", r.Name, r.Unshown)
			}
		case r.Parked == "":
			t.Errorf("%s: blocks, but has neither parked nor unshown", r.Name)
		case p == nil:
			t.Errorf("%s: blocks, but has no probe", r.Name)
		default:
			runs = append(runs, &run{row: r, probe: p})
		}
	}
	for name := range all {
		t.Errorf("%s: has a probe, but no row", name)
	}
	t.Logf("%d rows are probed", len(runs))
	replaceResolver()

	for _, r := range runs {
		r.start(t)
	}
	await(func() bool { return allParked(runs) })
	stacks := dump()
	for _, r := range runs {
		if err := r.parked(stacks); err != nil {
			t.Errorf("%s: %v", r.row.Name, err)
		}
	}

	for _, r := range runs {
		r.cancel()
	}
	await(func() bool {
		return !slices.ContainsFunc(runs, func(r *run) bool { return r.givesUp() && !r.ended() })
	})
	for _, r := range runs {
		if r.givesUp() && !r.ended() {
			t.Errorf("%s: does not return when its context is done", r.row.Name)
		}
	}

	for _, r := range runs {
		r.env.release()
	}
	stuck := func(r *run) bool { return !r.env.endless && !r.ended() }
	await(func() bool { return !slices.ContainsFunc(runs, stuck) })
	for _, r := range runs {
		if stuck(r) {
			t.Errorf("%s: does not return when its peer goes away:\n%s", r.row.Name, dump()[r.id])
		}
	}
}

// TestParkedRejects is the test of the test: a row that states what does not
// happen is found.
func TestParkedRejects(t *testing.T) {
	sleep := syncProbes["time.Sleep"]
	returns := func(*env) func(context.Context) { return func(context.Context) {} }
	for _, test := range []struct {
		name, parked string
		probe        probe
		want         string
	}{
		{"time.Sleep", "select", sleep, `is in state "sleep", not "select"`},
		{"io.Copy", "sleep", sleep, "is not in"},
		{"(*time.Timer).Sleep", "sleep", sleep, "is not in"},
		{"time.Sleep", "sleep", returns, "returned instead of blocking"},
	} {
		r := &run{row: Row{Name: test.name, Parked: test.parked}, probe: test.probe}
		r.start(t)
		var err error
		await(func() bool {
			err = r.parked(dump())
			return err != nil && strings.Contains(err.Error(), test.want)
		})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s parked(%s): error %v, want %q", test.name, test.parked, err, test.want)
		}
	}
}

// await polls until the condition holds or the deadline is over.
func await(done func() bool) {
	for end := time.Now().Add(deadline); !done() && time.Now().Before(end); {
		time.Sleep(10 * time.Millisecond)
	}
}

// A run is one call of a blocking function.
type run struct {
	row    Row
	probe  probe
	env    *env
	id     string // of the goroutine
	cancel context.CancelFunc
	done   chan struct{}
}

func (r *run) start(t *testing.T) {
	r.env = &env{T: t, name: r.row.Name}
	ctx, cancel := context.WithCancel(t.Context())
	r.cancel = cancel
	r.done = make(chan struct{})
	call := r.probe(r.env)
	id := make(chan string)
	go func() {
		defer close(r.done)
		id <- goroutineID()
		call(ctx)
	}()
	r.id = <-id
	if r.env.inner != nil { // the call itself runs in yet another goroutine
		r.id = <-r.env.inner
	}
}

// givesUp reports whether the call must return once its context is done. The
// late ones return later, in the release that only breaks off their attempt.
func (r *run) givesUp() bool {
	_, ok := r.row.CtxArg()
	return ok && !r.row.Late || r.row.CtxRecv
}

func (r *run) ended() bool {
	select {
	case <-r.done:
		return true
	default:
		return false
	}
}

func allParked(runs []*run) bool {
	stacks := dump()
	return !slices.ContainsFunc(runs, func(r *run) bool { return r.parked(stacks) != nil })
}

var header = regexp.MustCompile(`^goroutine (\d+) [^\[]*\[([^\],]*)`)

// parked reports why, going by the stacks, the goroutine of r is not blocked
// in the function of its row for the reason that the row states.
func (r *run) parked(stacks map[string]string) error {
	stack, ok := stacks[r.id]
	if !ok || r.ended() {
		return fmt.Errorf("returned instead of blocking")
	}
	// An interface method shows as the method of some implementation.
	symbol := symbolOf(r.row.Name)
	if !strings.Contains(stack, symbol) {
		return fmt.Errorf("is not in %s):\n%s", symbol, stack)
	}
	state := strings.TrimSuffix(header.FindStringSubmatch(stack)[2], " (durable)")
	if state != r.row.Parked {
		return fmt.Errorf("is in state %q, not %q:\n%s", state, r.row.Parked, stack)
	}
	return nil
}

// symbolOf returns how a call of the function looks in a stack dump, as far
// as its name tells: "net/http.(*Client).Do(", or ".Read(" for the method of
// an interface, which shows as that of some implementation.
func symbolOf(name string) string {
	i := strings.LastIndexByte(name, ')')
	if i < 0 {
		return "\n" + name + "("
	}
	if !strings.HasPrefix(name, "(*") {
		return name[i+1:] + "("
	}
	path := packageOf(name)
	typ := strings.TrimPrefix(name[:i], "(*"+path+".")
	return "\n" + path + ".(*" + typ + ")" + name[i+1:] + "("
}

// dump returns the stacks of all goroutines by id.
func dump() map[string]string {
	buf := make([]byte, 1<<20)
	for {
		n := runtime.Stack(buf, true)
		if n < len(buf) {
			buf = buf[:n]
			break
		}
		buf = make([]byte, 2*len(buf))
	}
	stacks := make(map[string]string)
	for stack := range bytes.SplitSeq(buf, []byte("\n\n")) {
		if m := header.FindSubmatch(stack); m != nil {
			stacks[string(m[1])] = string(stack)
		}
	}
	return stacks
}

// goroutineID returns the id of the calling goroutine as dumps show it.
func goroutineID() string {
	buf := make([]byte, 64)
	buf = buf[:runtime.Stack(buf, false)]
	return string(regexp.MustCompile(`^goroutine (\d+) `).FindSubmatch(buf)[1])
}

// An env holds what the probe of one row has made.
type env struct {
	*testing.T
	name     string
	releases []func()
	inner    chan string // set by probes whose call blocks in another goroutine: receives its id
	endless  bool        // nothing can end the call soon, but for its context
}

// onRelease registers what ends the call, or cleans up after it.
func (e *env) onRelease(f func()) { e.releases = append(e.releases, f) }

func (e *env) release() {
	for _, f := range slices.Backward(e.releases) {
		f()
	}
}

// must stops the test if a peer could not be set up.
func (e *env) must(err error) {
	e.Helper()
	if err != nil {
		e.Fatalf("%s: cannot set up the probe: %v", e.name, err)
	}
}
