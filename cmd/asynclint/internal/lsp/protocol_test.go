package lsp_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go/token"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/testmod"
)

// TestConformance sends what no client should.
func TestConformance(t *testing.T) {
	s := prepare(t, chain)
	name := s.file("a/a.go")

	early := s.answer(s.send("textDocument/hover", object{}))
	if early.Error == nil || early.Error.Code != -32002 {
		t.Errorf("before initialize: %+v", early)
	}
	s.notify("textDocument/didOpen", object{"textDocument": object{"uri": uriOf(name), "version": 1, "text": "package a"}}) // too early
	s.initialize(s.dir, object{
		// As some clients have them, or had.
		"textDocument": object{"publishDiagnostics": object{"tagSupport": true, "relatedInformation": "yes"}, "codeAction": 7},
		"window":       []int{1}, "general": object{"positionEncodings": []any{"utf-8", 5}},
	}, nil)
	if again := s.answer(s.send("initialize", object{})); again.Error == nil {
		t.Error("a second initialize was accepted")
	}
	s.openFile(name)
	s.until(name, inA)

	for _, body := range []string{
		`{`, `nonsense`, ` `, `[]`, `null`, `"x"`, `{}`, `{"jsonrpc":"2.0"}`, "\xff\xfe",
		`{"jsonrpc":"2.0","method":7}`,
		`{"jsonrpc":"2.0","method":"textDocument/didChange"}`,
		`{"jsonrpc":"2.0","method":"textDocument/didChange","params":[]}`,
		`{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":7}}}`,
		`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"untitled:1","text":""}}}`,
		`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:relative.go","text":"x"}}}`,
		`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"%%","text":"x"}}}`,
		`{"jsonrpc":"2.0","method":"textDocument/didClose","params":{"textDocument":{"uri":"file:///never/opened.go"}}}`,
		`{"jsonrpc":"2.0","method":"textDocument/didSave","params":{"textDocument":{"uri":"file:///never/opened.go"}}}`,
		`{"jsonrpc":"2.0","method":"workspace/didChangeWatchedFiles","params":{"changes":[{"uri":""},{"uri":"file:///nowhere/x.go","type":9}]}}`,
		`{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":12345}}`,
		`{"jsonrpc":"2.0","method":"$/unheard"}`,
		`{"jsonrpc":"2.0","method":"no/such/notification","params":[1]}`,
		`{"jsonrpc":"2.0","id":99999,"result":"of nothing"}`,
		`{"jsonrpc":"2.0","id":"x","error":{"code":1,"message":"of nothing"}}`,
		strings.Repeat("[", 100_000),
	} {
		s.raw(body)
	}
	for _, x := range []struct {
		method string
		params any
	}{
		{"no/such/request", nil},
		{"textDocument/codeAction", []int{}},
		{"textDocument/hover", object{"textDocument": object{"uri": "untitled:1"}}},
		{"workspace/executeCommand", object{"command": "rm"}},
		{"workspace/executeCommand", object{"command": "asynclint.openPage", "arguments": []string{"file:///etc/passwd"}}},
	} {
		if m := s.answer(s.send(x.method, x.params)); m.Error == nil {
			t.Errorf("%s with %v: %s", x.method, x.params, m.Result)
		}
	}
	// Places that the file does not have.
	far := rng{pos{0, 0}, pos{1 << 30, 1 << 30}}
	s.call("textDocument/hover", object{"textDocument": object{"uri": uriOf(name)}, "position": object{"line": 1 << 30, "character": 1 << 30}})
	actions(t, s.client, name, far, nil)
	s.bytes("Content-Type: application/vscode-jsonrpc; charset=utf-8\r\ncontent-length: 46\r\n\r\n" + `{"jsonrpc":"2.0","method":"$/setTrace","id":1}`)

	// After all that it works.
	s.versions[name]++
	s.notify("textDocument/didChange", object{
		"textDocument": object{"uri": uriOf(name), "version": s.versions[name]},
		"contentChanges": []object{
			{"range": object{"start": object{"line": 0, "character": 0}, "end": object{"line": 0, "character": 0}}, "text": "\n"},
			{"range": object{"start": object{"line": 1 << 30, "character": 0}, "end": object{"line": 1 << 30, "character": 9}}, "text": "\n"},
		},
	})
	s.until(name, strings.ReplaceAll(inA, "4:", "5:"))

	s.call("shutdown", nil)
	if m := s.answer(s.send("textDocument/hover", object{})); m.Error == nil || m.Error.Code != -32600 {
		t.Errorf("after shutdown: %+v", m)
	}
	s.notify("exit", nil)
	if code := <-s.exit; code != 0 {
		t.Errorf("exit code %d", code)
	}
	s.exit <- 0
}

// TestFrames: without its frame a message has no end, so the server goes; but
// it goes.
func TestFrames(t *testing.T) {
	for _, frame := range []string{"", "Content-Length: x\r\n\r\n{}", "Content-Length: -1\r\n\r\n", "Content-Length: 9999999999999\r\n\r\n{}", "\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "Content-Length: 10\r\n\r\n{}"} {
		t.Run(fmt.Sprintf("%q", frame), func(t *testing.T) {
			s := prepare(t, chain)
			s.initialize(s.dir, all(), nil)
			s.openFile(s.file("a/a.go"))
			s.bytes(frame)
			s.out.Close()
			select {
			case code := <-s.exit:
				if code != 1 {
					t.Errorf("exit code %d without a shutdown", code)
				}
				s.exit <- code
			case <-time.After(usualPatience):
				t.Fatal("it stays")
			}
		})
	}
}

// TestShutdownAtWork: shutdown and exit do not wait for a load.
func TestShutdownAtWork(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, "-- a/a.go --\npackage a\n\nimport _ \"net/http\"\n")
	c := start(t, analyzers.Suite())
	c.initialize(dir, all(), nil)
	c.openFile(filepath.Join(dir, "a", "a.go"))
	time.Sleep(300 * time.Millisecond)
	began := time.Now()
	c.call("shutdown", nil)
	c.notify("exit", nil)
	select {
	case code := <-c.exit:
		if code != 0 {
			t.Errorf("exit code %d", code)
		}
		c.exit <- 0
	case <-time.After(usualPatience):
		t.Fatal("it stays")
	}
	t.Logf("gone after %v", time.Since(began))
}

// TestHuge opens a file of some megabytes, and one with a line of a megabyte.
func TestHuge(t *testing.T) {
	s := play(t, clock, nil)
	var b strings.Builder
	b.WriteString("package a\n\nimport \"sample/time\"\n\nfunc f() { time.Sleep(1) }\n")
	for i := range 40_000 {
		fmt.Fprintf(&b, "// Line %d is here for its length alone, which is that of many lines.\n", i)
	}
	b.WriteString("var _ = `" + strings.Repeat("x", 1<<20) + "`\n")
	name := s.file("a/a.go")
	s.open(name, b.String())
	s.until(name, "4:11-4:24 sleepy call of Sleep sleeps")
	s.diagnostics(name, s.change(name, "\n"+b.String()))
	s.until(name, "5:11-5:24 sleepy call of Sleep sleeps")
}

// TestRandomEdits: whatever changes a client sends, the server has the text
// that the client has. Seen from the outside: by the place of a finding at the
// end of it.
func TestRandomEdits(t *testing.T) {
	for _, enc := range []string{"utf-8", "utf-16"} {
		t.Run(enc, func(t *testing.T) {
			s := prepare(t, clock)
			caps := all()
			caps["general"] = object{"positionEncodings": []string{enc}}
			var result struct {
				Capabilities struct{ PositionEncoding string }
			}
			if err := json.Unmarshal(s.initialize(s.dir, caps, nil), &result); err != nil || result.Capabilities.PositionEncoding != enc {
				t.Fatalf("%v, %+v", err, result)
			}
			name := s.file("a/a.go")
			const head, tail = "package a\n\nimport \"sample/time\"\n\n/*\n", "\n*/\n\nfunc f() { time.Sleep(1) }\n"
			middle := "é😀x\r\n\nyz\n😀é"
			s.open(name, head+middle+tail)
			random := rand.New(rand.NewPCG(1, 2))
			bits := []string{"", "a", "é", "😀", "\n", "\r\n", "long enough\nfor two lines", "\t"}
			for range 300 {
				// Runes of the middle only, so that it stays Go.
				runes := []rune(middle)
				from := random.IntN(len(runes) + 1)
				to := from + random.IntN(min(3, len(runes)-from)+1)
				bit := bits[random.IntN(len(bits))]
				s.versions[name]++
				s.notify("textDocument/didChange", object{
					"textDocument": object{"uri": uriOf(name), "version": s.versions[name]},
					"contentChanges": []object{{
						"range": object{"start": positionIn(enc, head+string(runes[:from])), "end": positionIn(enc, head+string(runes[:to]))},
						"text":  bit,
					}},
				})
				middle = string(runes[:from]) + bit + string(runes[to:])
			}
			line := strings.Count(head+middle+tail, "\n") - 1
			s.until(name, fmt.Sprintf("%d:11-%d:24 sleepy call of Sleep sleeps", line, line))
		})
	}
}

// positionIn is that of the end of a text.
func positionIn(enc, text string) object {
	line := text[strings.LastIndexByte(text, '\n')+1:]
	n := 0
	for _, r := range line {
		switch {
		case enc == "utf-8":
			n += len(string(r))
		case r > 0xffff:
			n += 2
		default:
			n++
		}
	}
	return object{"line": strings.Count(text, "\n"), "character": n}
}

// TestEncodings: é and an emoji before a finding, in each encoding.
func TestEncodings(t *testing.T) {
	text := "package a\n\nimport \"sample/time\"\n\nfunc f() { _ = \"é😀\"; time.Sleep(len(\"é😀\")) }\n"
	for _, x := range []struct {
		offer any
		want  string
	}{
		{[]string{"utf-8"}, "4:25-4:50"},
		{[]string{"utf-16", "utf-8"}, "4:25-4:50"},
		{[]string{"utf-16"}, "4:22-4:44"},
		{[]string{"utf-32"}, "4:22-4:44"},
		{nil, "4:22-4:44"},
	} {
		s := prepare(t, clock)
		caps := all()
		caps["general"] = object{"positionEncodings": x.offer}
		s.initialize(s.dir, caps, nil)
		s.open(s.file("a/a.go"), text)
		s.until(s.file("a/a.go"), x.want+" sleepy call of Sleep sleeps")
	}
}

// TestOptions: what nobody knows is told of once, and the rest counts.
func TestOptions(t *testing.T) {
	for _, x := range []struct {
		options any
		want    string
	}{
		{nil, ""},
		{object{}, ""},
		{object{"run": "onType", "debounce": "20ms", "tests": true, "checks": []string{"default"}}, ""},
		{object{"colour": "red", "size": 1}, "asynclint: initializationOptions: unknown options colour, size: ignored (options are checks, debounce, run, tests, tier)"},
		{object{"run": "never", "debounce": -1, "checks": 3}, `asynclint: initializationOptions: options that mean nothing, checks: 3, debounce: -1, run: "never": ignored (options are checks, debounce, run, tests, tier)`},
		{"nonsense", "asynclint: initializationOptions is not an object: ignored"},
		{object{"checks": "nosuch"}, `asynclint: $DIR: initializationOptions: unknown check "nosuch" (asynclint -list shows them): ignored`},
	} {
		s := prepare(t, chain)
		s.initialize(s.dir, all(), x.options)
		s.openFile(s.file("a/a.go"))
		s.until(s.file("a/a.go"), inA)
		s.mu.Lock()
		var got []string
		for _, m := range s.messages {
			var p struct{ Message string }
			if m.Method == "window/showMessage" && json.Unmarshal(m.Params, &p) == nil {
				got = append(got, strings.ReplaceAll(p.Message, filepath.Base(s.dir), "$DIR"))
			}
		}
		s.mu.Unlock()
		if strings.Join(got, "\n") != x.want {
			t.Errorf("%v: got %q, want %q", x.options, got, x.want)
		}
	}
}

// TestActions: to fix one, to fix all of a check, to silence, to read.
func TestActions(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, "")
	text := "package a\r\n\r\nvar a = \"é😀\" + \"é😀\" + \"x\"\r\n\r\nfunc f() {\r\n\t_ = \"y\"\r\n}\r\n"
	loud := testmod.Obedient("loud", token.STRING)
	c := start(t, []analyzers.Check{{Analyzer: withFixes(loud), Tier: analyzers.Advice, Pitfall: analyzers.Locks}})
	c.initialize(dir, all(), object{"checks": "loud"})
	name := filepath.Join(dir, "a.go")
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	c.open(name, text)
	c.until(name, "2:8-2:13 loud \"é😀\"\n2:16-2:21 loud \"é😀\"\n2:24-2:27 loud \"x\"\n5:5-5:8 loud \"y\"")
	list := actions(t, c, name, rng{pos{5, 6}, pos{5, 6}}, nil)
	if got, want := strings.Join(titles(list), "|"), "Say nothing|Fix all 4 of loud in this file|Ignore loud here, with a reason|Open the page of loud"; got != want {
		t.Fatalf("got %s, want %s", got, want)
	}
	if !list[0].IsPreferred || len(list[0].Diagnostics) != 1 || list[0].Diagnostics[0].Severity != 3 {
		t.Errorf("%+v", list[0])
	}
	one := apply(t, name, text, list[0])
	if want := strings.Replace(text, `"y"`, "``", 1); one != want {
		t.Errorf("got %q, want %q", one, want)
	}
	if got, want := apply(t, name, text, list[1]), "package a\r\n\r\nvar a = `` + `` + ``\r\n\r\nfunc f() {\r\n\t_ = ``\r\n}\r\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	silent := apply(t, name, text, list[2])
	if want := strings.Replace(text, "\t_ =", "\t//asynclint:ignore loud TODO: say why this is right\r\n\t_ =", 1); silent != want {
		t.Errorf("got %q, want %q", silent, want)
	}
	c.diagnostics(name, c.change(name, silent))
	c.until(name, "2:8-2:13 loud \"é😀\"\n2:16-2:21 loud \"é😀\"\n2:24-2:27 loud \"x\"")
	c.diagnostics(name, c.change(name, text))

	if got := titles(actions(t, c, name, rng{pos{5, 6}, pos{5, 6}}, []string{"source.fixAll"})); strings.Join(got, "|") != "Fix all that asynclint can fix" {
		t.Errorf("got %q", got)
	}
	if got := actions(t, c, name, rng{pos{5, 6}, pos{5, 6}}, []string{"refactor"}); len(got) != 0 {
		t.Errorf("got %q", titles(got))
	}
	page := byTitle(t, list, "Open the page of loud")
	c.call("workspace/executeCommand", object{"command": page.Command.Command, "arguments": page.Command.Arguments})
	c.await("the page", func() bool {
		for _, m := range c.messages {
			if m.Method == "window/showDocument" && strings.Contains(string(m.Params), "https://example.com/loud") {
				return true
			}
		}
		return false
	})
}
