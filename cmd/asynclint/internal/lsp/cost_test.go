package lsp_test

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/testmod"
)

// TestLSPCost measures a server, as an editor starts it, on the package in the
// directory that ASYNCLINT_LSP names:
//
//	ASYNCLINT_LSP=/src/etcd/server/etcdserver go test ./cmd/asynclint/internal/lsp -run LSPCost -v
//
// ASYNCLINT_LSP_CACHE names a cache to use; else the first open is a cold one,
// which takes its time.
func TestLSPCost(t *testing.T) {
	dir := os.Getenv("ASYNCLINT_LSP")
	if dir == "" {
		t.Skip("ASYNCLINT_LSP names no directory")
	}
	binary := build(t)
	store := os.Getenv("ASYNCLINT_LSP_CACHE")
	if store == "" {
		store = filepath.Join(t.TempDir(), "cache")
	}
	name := largest(t, dir)

	p := launch(t, binary, dir, store)
	p.measure("first open", func() {
		p.openFile(name)
		p.diagnostics(name, 1)
	})
	p.memory("after it")
	p.quit()

	p = launch(t, binary, dir, store)
	start := p.cpu()
	text := ""
	p.measure("warm open", func() {
		text = p.openFile(name)
		p.diagnostics(name, 1)
	})
	t.Logf("%s: %d findings, %.0f ms of CPU with what starts it", filepath.Base(name), len(p.diagnostics(name, 1)), ms(p.cpu()-start))
	p.edits(name, text)
	p.burst(name, text)
	p.memory("at the end")
	p.quit()
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func build(t testing.TB) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "asynclint")
	if out, err := exec.Command("go", "build", "-o", binary, "github.com/asynclint/asynclint/cmd/asynclint").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return binary
}

// largest is the largest file of a package that is no test.
func largest(t testing.TB, dir string) string {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	best, size := "", int64(0)
	for _, e := range list {
		info, err := e.Info()
		if err == nil && filepath.Ext(e.Name()) == ".go" && !strings.HasSuffix(e.Name(), "_test.go") && info.Size() > size {
			best, size = filepath.Join(dir, e.Name()), info.Size()
		}
	}
	return best
}

// A process is a server of its own.
type process struct {
	*client
	cmd *exec.Cmd
}

func launch(t testing.TB, binary, dir, store string) *process {
	t.Helper()
	cmd := exec.Command(binary, "lsp", "--stdio")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "ASYNCLINT_CACHE="+store)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{newClient(t, in), cmd}
	p.patience = 10 * time.Minute
	cmd.Stderr = &p.log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	go p.read(out)
	p.initialize(dir, all(), nil)
	return p
}

func (p *process) quit() {
	p.t.Helper()
	p.call("shutdown", nil)
	p.notify("exit", object{})
	if err := p.cmd.Wait(); err != nil {
		p.t.Errorf("%v: %s", err, p.log.String())
	}
}

var _ io.Writer = (*lockedBuffer)(nil)

// cpu is what the server has used, with the go commands that it has run.
func (p *process) cpu() time.Duration {
	p.t.Helper()
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		p.t.Skip("needs /proc")
	}
	_, rest, _ := strings.Cut(string(data), ") ")
	fields := strings.Fields(rest)
	var ticks int
	for _, f := range fields[11:15] {
		n, _ := strconv.Atoi(f)
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}

func (p *process) measure(what string, do func()) {
	p.t.Helper()
	cpu, start := p.cpu(), time.Now()
	do()
	p.t.Logf("%s: %.0f ms of CPU, %.0f ms", what, ms(p.cpu()-cpu), ms(time.Since(start)))
}

var rss = regexp.MustCompile(`(VmHWM|VmRSS):\s+(\d+) kB`)

func (p *process) memory(when string) {
	p.t.Helper()
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return
	}
	var parts []string
	for _, m := range rss.FindAllStringSubmatch(string(data), -1) {
		kb, _ := strconv.Atoi(m[2])
		parts = append(parts, fmt.Sprintf("%s %d MB", m[1], kb/1024))
	}
	p.t.Logf("memory %s: %s", when, strings.Join(parts, ", "))
}

var body = regexp.MustCompile(`(?m)^func .*\{\n`)

// edited is the text with another statement in a function.
func edited(text string, n int) string {
	places := body.FindAllStringIndex(text, -1)
	at := places[len(places)/2][1]
	return text[:at] + fmt.Sprintf("\tprintln(%d)\n", n) + text[at:]
}

func (p *process) edits(name, text string) {
	p.t.Helper()
	p.measure("first edit", func() { p.diagnostics(name, p.change(name, edited(text, 0))) })
	const count = 21
	var latency []time.Duration
	var used []time.Duration
	for i := range count {
		time.Sleep(300 * time.Millisecond)
		cpu, start := p.cpu(), time.Now()
		version := p.change(name, edited(text, i+1))
		p.diagnostics(name, version)
		latency = append(latency, time.Since(start))
		time.Sleep(50 * time.Millisecond)
		used = append(used, p.cpu()-cpu)
	}
	var total time.Duration
	for _, u := range used {
		total += u
	}
	slices.Sort(latency)
	slices.Sort(used)
	load, _ := os.ReadFile("/proc/loadavg")
	p.t.Logf("%d edits: CPU median %.0f ms, mean %.0f ms; latency median %.0f ms, p95 %.0f ms (load %s)", count,
		ms(used[count/2]), ms(total/count), ms(latency[count/2]), ms(latency[count*95/100]), strings.Fields(string(load))[0])
}

func (p *process) burst(name, text string) {
	p.t.Helper()
	const keys = 50
	before, cpu := p.count(name), p.cpu()
	version := 0
	var last time.Time
	for i := range keys {
		last = time.Now()
		version = p.change(name, edited(text, 1000+i))
		time.Sleep(30 * time.Millisecond)
	}
	p.diagnostics(name, version)
	took := time.Since(last)
	time.Sleep(500 * time.Millisecond)
	p.t.Logf("%d keystrokes: %d publications, %.0f ms after the last, %.0f ms of CPU", keys, p.count(name)-before, ms(took), ms(p.cpu()-cpu))
}

// BenchmarkEdit is an edit in the package that ASYNCLINT_LSP names, in this
// process, for -cpuprofile.
func BenchmarkEdit(b *testing.B) {
	dir := os.Getenv("ASYNCLINT_LSP")
	if dir == "" {
		b.Skip("ASYNCLINT_LSP names no directory")
	}
	engine := driver.Stream{}
	if store := os.Getenv("ASYNCLINT_LSP_CACHE"); store != "" {
		engine.Cache = &driver.Cache{Dir: store}
	}
	for _, c := range analyzers.Suite() {
		engine.Facts = append(engine.Facts, c.Analyzer)
	}
	c := startEngine(b, analyzers.Suite(), engine)
	c.patience = 10 * time.Minute
	c.initialize(dir, all(), object{"debounce": 0})
	name := largest(b, dir)
	text := c.openFile(name)
	c.diagnostics(name, 1)
	c.diagnostics(name, c.change(name, edited(text, 0)))
	for i := 0; b.Loop(); i++ {
		c.diagnostics(name, c.change(name, edited(text, i)))
	}
}

// TestBudget holds an edit in a package of 5,000 lines to a budget of CPU time,
// which is twice what it takes where thirty processes wait for two cores (180 ms): a second
// analysis, or one of another package, would show.
func TestBudget(t *testing.T) {
	if testing.Short() {
		t.Skip("takes its time")
	}
	testmod.Env(t)
	var b strings.Builder
	b.WriteString("package a\n\nimport (\n\t\"context\"\n\t\"sync\"\n\t\"time\"\n)\n\nvar mu sync.Mutex\n\n")
	for i := range 250 {
		fmt.Fprintf(&b, `func f%d(ctx context.Context, list []int) int {
	mu.Lock()
	defer mu.Unlock()
	ch := make(chan int, 1)
	go func() {
		for _, x := range list {
			if x > %d {
				ch <- x
				return
			}
		}
		close(ch)
	}()
	select {
	case <-ctx.Done():
	case x := <-ch:
		return x
	case <-time.After(time.Second):
	}
	return f%d(ctx, list)
}

`, i, i, max(i-1, 0))
	}
	dir := testmod.Write(t, "-- a/a.go --\n"+b.String())
	p := launch(t, build(t), dir, filepath.Join(t.TempDir(), "cache"))
	name := filepath.Join(dir, "a", "a.go")
	text := p.openFile(name)
	p.diagnostics(name, 1)
	p.diagnostics(name, p.change(name, edited(text, 0)))
	var used []time.Duration
	for i := range 9 {
		cpu := p.cpu()
		p.diagnostics(name, p.change(name, edited(text, i+1)))
		used = append(used, p.cpu()-cpu)
	}
	slices.Sort(used)
	const budget = 400 * time.Millisecond
	t.Logf("CPU of an edit: median %v, budget %v", used[len(used)/2], budget)
	if used[len(used)/2] > budget {
		t.Errorf("CPU of edits: %v", used)
	}
	p.quit()
}
