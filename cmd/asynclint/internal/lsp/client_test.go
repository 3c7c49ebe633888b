package lsp_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/textproto"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/cli"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/lsp"
)

// A client is an editor. It speaks the protocol with code of its own, so that
// it shares no mistake with the server.
type client struct {
	t   testing.TB
	out io.WriteCloser

	mu      sync.Mutex
	changed *sync.Cond
	next    int
	answers map[int]message
	// published has all that came for a file, in order.
	published map[string][]publication
	messages  []message // other notifications and requests
	ended     bool
	refuse    map[string]bool // requests that are answered with an error
	exit      chan int
	versions  map[string]int
	log       lockedBuffer
	patience  time.Duration
}

type message struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

type publication struct {
	URI         string       `json:"uri"`
	Version     *int         `json:"version"`
	Diagnostics []diagnostic `json:"diagnostics"`
	at          time.Time
}

type diagnostic struct {
	Range           rng    `json:"range"`
	Severity        int    `json:"severity"`
	Code            string `json:"code"`
	CodeDescription struct {
		Href string `json:"href"`
	} `json:"codeDescription"`
	Source             string `json:"source"`
	Message            string `json:"message"`
	RelatedInformation []struct {
		Location struct {
			URI   string `json:"uri"`
			Range rng    `json:"range"`
		} `json:"location"`
		Message string `json:"message"`
	} `json:"relatedInformation"`
}

type rng struct{ Start, End pos }
type pos struct{ Line, Character int }

func (r rng) String() string {
	return fmt.Sprintf("%d:%d-%d:%d", r.Start.Line, r.Start.Character, r.End.Line, r.End.Character)
}

type lockedBuffer struct {
	mu sync.Mutex
	b  strings.Builder
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// start runs a server with some checks over pipes.
func start(t testing.TB, checks []analyzers.Check) *client {
	t.Helper()
	return startEngine(t, checks, driver.Stream{})
}

func startEngine(t testing.TB, checks []analyzers.Check, engine driver.Stream) *client {
	t.Helper()
	inR, inW := io.Pipe()
	outR, outW := io.Pipe()
	c := newClient(t, inW)
	server := lsp.Server{
		Command: cli.Command{
			Suite:  checks,
			Page:   func(c analyzers.Check) (string, error) { return "# " + c.Name() + "\n\n## Why\n\nBecause.\n", nil },
			Getenv: func(string) string { return "" },
		},
		Engine: engine,
		In:     inR,
		Out:    outW,
		Log:    &c.log,
	}
	go c.read(outR)
	go func() { c.exit <- server.Run(t.Context(), []string{"--stdio"}) }()
	t.Cleanup(func() {
		inW.Close()
		select {
		case <-c.exit:
		case <-time.After(30 * time.Second):
			t.Error("the server does not end")
		}
		if t.Failed() {
			t.Log(c.log.String())
		}
	})
	return c
}

func newClient(t testing.TB, out io.WriteCloser) *client {
	c := &client{
		t: t, out: out, answers: make(map[int]message), published: make(map[string][]publication),
		exit: make(chan int, 1), patience: usualPatience, versions: make(map[string]int), refuse: make(map[string]bool),
	}
	c.changed = sync.NewCond(&c.mu)
	return c
}

func (c *client) read(in io.Reader) {
	r := bufio.NewReader(in)
	for {
		header, err := textproto.NewReader(r).ReadMIMEHeader()
		if err != nil {
			break
		}
		size, _ := strconv.Atoi(header.Get("Content-Length"))
		body := make([]byte, size)
		if _, err := io.ReadFull(r, body); err != nil {
			break
		}
		var m message
		if err := json.Unmarshal(body, &m); err != nil {
			c.t.Errorf("not JSON: %s", body)
			break
		}
		c.receive(m)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended = true
	c.changed.Broadcast()
}

func (c *client) receive(m message) {
	c.mu.Lock()
	defer c.mu.Unlock()
	defer c.changed.Broadcast()
	switch {
	case m.Method == "":
		id := -1
		if string(m.ID) != "null" {
			id, _ = strconv.Atoi(string(m.ID))
		}
		c.answers[id] = m
	case m.Method == "textDocument/publishDiagnostics":
		var p publication
		if err := json.Unmarshal(m.Params, &p); err != nil {
			c.t.Errorf("%v: %s", err, m.Params)
		}
		p.at = time.Now()
		c.published[p.URI] = append(c.published[p.URI], p)
	default:
		c.messages = append(c.messages, m)
		if m.ID != nil {
			answer := fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"result":null}`, m.ID)
			if c.refuse[m.Method] {
				answer = fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"error":{"code":-32601,"message":"no"}}`, m.ID)
			}
			go c.raw(answer)
		}
	}
}

func (c *client) raw(body string) {
	c.bytes(fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body))
}

var writing sync.Mutex

func (c *client) bytes(s string) {
	writing.Lock()
	defer writing.Unlock()
	io.WriteString(c.out, s)
}

func marshal(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(data)
}

func (c *client) notify(method string, params any) {
	c.raw(fmt.Sprintf(`{"jsonrpc":"2.0","method":%q,"params":%s}`, method, marshal(params)))
}

// send sends a request and returns its number.
func (c *client) send(method string, params any) int {
	c.mu.Lock()
	c.next++
	id := c.next
	c.mu.Unlock()
	c.raw(fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":%q,"params":%s}`, id, method, marshal(params)))
	return id
}

const usualPatience = 60 * time.Second

// await waits until done, which may look at what has come.
func (c *client) await(what string, done func() bool) {
	c.t.Helper()
	timer := time.AfterFunc(c.patience, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.ended = true
		c.changed.Broadcast()
	})
	defer timer.Stop()
	c.mu.Lock()
	defer c.mu.Unlock()
	for !done() {
		if c.ended {
			c.t.Fatalf("never came: %s\n%s", what, c.log.String())
		}
		c.changed.Wait()
	}
}

func (c *client) answer(id int) message {
	c.t.Helper()
	c.await(fmt.Sprintf("answer %d", id), func() bool { _, ok := c.answers[id]; return ok })
	c.mu.Lock()
	defer c.mu.Unlock()
	m := c.answers[id]
	delete(c.answers, id)
	return m
}

func (c *client) call(method string, params any) json.RawMessage {
	c.t.Helper()
	m := c.answer(c.send(method, params))
	if m.Error != nil {
		c.t.Fatalf("%s: %+v", method, m.Error)
	}
	return m.Result
}

type object = map[string]any

// all is what a good client can do.
func all() object {
	return object{
		"general":   object{"positionEncodings": []string{"utf-16"}},
		"window":    object{"workDoneProgress": true, "showDocument": object{"support": true}},
		"workspace": object{"workspaceEdit": object{"documentChanges": true}, "didChangeWatchedFiles": object{"dynamicRegistration": true}},
		"textDocument": object{
			"codeAction":         object{"codeActionLiteralSupport": object{"codeActionKind": object{"valueSet": []string{"quickfix"}}}},
			"publishDiagnostics": object{"relatedInformation": true},
			"hover":              object{"contentFormat": []string{"markdown", "plaintext"}},
		},
	}
}

func (c *client) initialize(dir string, capabilities object, options any) json.RawMessage {
	c.t.Helper()
	params := object{"processId": os.Getpid(), "rootUri": uriOf(dir), "capabilities": capabilities}
	if options != nil {
		params["initializationOptions"] = options
	}
	result := c.call("initialize", params)
	c.notify("initialized", object{})
	return result
}

func uriOf(name string) string { return "file://" + filepath.ToSlash(name) }

func (c *client) open(name, text string) {
	c.versions[name] = 1
	c.notify("textDocument/didOpen", object{"textDocument": object{"uri": uriOf(name), "languageId": "go", "version": 1, "text": text}})
}

// openFile opens what is on disk, and returns it.
func (c *client) openFile(name string) string {
	c.t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		c.t.Fatal(err)
	}
	c.open(name, string(data))
	return string(data)
}

func (c *client) change(name, text string) int {
	c.versions[name]++
	c.notify("textDocument/didChange", object{
		"textDocument":   object{"uri": uriOf(name), "version": c.versions[name]},
		"contentChanges": []object{{"text": text}},
	})
	return c.versions[name]
}

func (c *client) save(name, text string) {
	c.t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		c.t.Fatal(err)
	}
	c.notify("textDocument/didSave", object{"textDocument": object{"uri": uriOf(name)}})
}

func (c *client) closeFile(name string) {
	c.notify("textDocument/didClose", object{"textDocument": object{"uri": uriOf(name)}})
}

// last is what the client shows for a file.
func (c *client) last(name string) (publication, bool) {
	list := c.published[uriOf(name)]
	if len(list) == 0 {
		return publication{}, false
	}
	return list[len(list)-1], true
}

// diagnostics waits for those of a version.
func (c *client) diagnostics(name string, version int) []diagnostic {
	c.t.Helper()
	c.await(fmt.Sprintf("version %d of %s", version, filepath.Base(name)), func() bool {
		p, ok := c.last(name)
		return ok && p.Version != nil && *p.Version == version
	})
	c.mu.Lock()
	defer c.mu.Unlock()
	p, _ := c.last(name)
	return p.Diagnostics
}

// until waits for diagnostics that look like this.
func (c *client) until(name string, want string) {
	c.t.Helper()
	var got string
	c.await("in "+filepath.Base(name)+": "+want, func() bool {
		p, ok := c.last(name)
		got = show(p.Diagnostics)
		return ok && got == want
	})
}

func (c *client) count(name string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.published[uriOf(name)])
}

// show is short: where and what.
func show(list []diagnostic) string {
	var lines []string
	for _, d := range list {
		lines = append(lines, fmt.Sprintf("%s %s %s", d.Range, d.Code, d.Message))
	}
	return strings.Join(lines, "\n")
}
