// Package lsp is `asynclint lsp`, a language server that runs beside gopls and
// shows what the command reports, with the text that is in the editor.
//
// It decides nothing about findings: which there are is for [driver.Session],
// which are told for [cli.Project]. What is here is the protocol: documents,
// when to look again, positions, actions. The reader of messages only notes
// what they say; one worker looks at packages and publishes.
package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/cli"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
)

// A Server is the command, for editors.
type Server struct {
	// Command has the suite and the environment. Its directory, engine and
	// streams are not used.
	Command cli.Command
	Engine  driver.Stream
	In      io.ReadCloser
	Out     io.WriteCloser
	Log     io.Writer // for what no client hears of
}

// Run serves one client, and returns the exit code: 0 if it said shutdown
// before it went.
func (c Server) Run(ctx context.Context, args []string) int {
	for _, a := range args {
		// vscode-languageclient adds it, as if there were another way.
		if a != "--stdio" && a != "-stdio" {
			fmt.Fprintf(c.Log, "asynclint: asynclint lsp takes no arguments, not %q; it talks to an editor on standard input and output\n", a)
			return cli.Trouble
		}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := &server{
		Server: c,
		ctx:    ctx,
		cancel: cancel,
		docs:   make(map[string]*document),
		shown:  make(map[string]*shown),
		views:  make(map[string]*view),
		wake:   make(chan struct{}, 1),
		opts:   options{debounce: usualDebounce},
	}
	s.conn = jsonrpc2.NewConn(newStream(c.In, c.Out))
	s.conn.Go(ctx, s.handle)
	var worker sync.WaitGroup
	worker.Go(s.work)
	select {
	case <-s.conn.Done():
	case <-ctx.Done():
		// Nobody may be left to close our input.
		go s.conn.Close()
	}
	cancel()
	worker.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state == stopped {
		return cli.Clean
	}
	return cli.Found
}

// A state of the protocol.
type state int

const (
	fresh state = iota
	running
	stopped // there was a shutdown
)

type server struct {
	Server
	conn   jsonrpc2.Conn
	ctx    context.Context
	cancel context.CancelFunc
	wake   chan struct{}

	mu     sync.Mutex
	state  state
	opts   options
	client clientCapabilities
	encoding
	docs    map[string]*document // by name
	shown   map[string]*shown    // by name
	folders []string
	pending pending

	views map[string]*view // the worker's, by viewKey
}

// Errors of the protocol that jsonrpc2 has no name for.
var (
	errUninitialized = jsonrpc2.NewError(jsonrpc2.ServerNotInitialized, "initialize comes first")
	errStopped       = jsonrpc2.NewError(jsonrpc2.InvalidRequest, "the server is shutting down")
)

// handle takes one message. A notification that makes no sense is logged and
// forgotten: an error would end the connection.
func (s *server) handle(_ context.Context, req *jsonrpc2.Request) (result any, err error) {
	defer func() {
		if v := recover(); v != nil {
			s.log("internal error: %s: %v\n%s", req.Method(), v, debug.Stack())
			result, err = nil, jsonrpc2.NewError(jsonrpc2.InternalError, fmt.Sprint("internal error: ", v))
		}
		if !req.IsCall() && err != nil {
			s.log("%s: %v", req.Method(), err)
			err = nil
		}
	}()
	s.mu.Lock()
	defer s.mu.Unlock()
	method := req.Method()
	switch {
	case method == "exit":
		s.cancel()
		return nil, nil
	case s.state == fresh && method != "initialize":
		return nil, errUninitialized
	case s.state == stopped:
		return nil, errStopped
	}
	switch method {
	case "initialize":
		return with(req, s.initialize)
	case "initialized":
		go s.register()
		return nil, nil
	case "shutdown":
		s.state = stopped
		s.poke()
		return jsonrpc2.RawMessage("null"), nil
	case "textDocument/didOpen":
		return with(req, s.didOpen)
	case "textDocument/didChange":
		return with(req, s.didChange)
	case "textDocument/didSave":
		return with(req, s.didSave)
	case "textDocument/didClose":
		return with(req, s.didClose)
	case "workspace/didChangeWatchedFiles":
		return with(req, s.didChangeWatchedFiles)
	case "textDocument/codeAction":
		return with(req, s.codeAction)
	case "textDocument/hover":
		return with(req, s.hover)
	case "workspace/executeCommand":
		return with(req, s.executeCommand)
	}
	if !req.IsCall() {
		return nil, nil // most need no answer and no action from us
	}
	return nil, jsonrpc2.NewError(jsonrpc2.MethodNotFound, "asynclint has no "+method)
}

// with decodes what a method takes, and encodes what it returns.
func with[P any](req *jsonrpc2.Request, method func(P) (any, error)) (any, error) {
	var params P
	raw := req.Params()
	if len(raw) == 0 {
		raw = []byte("{}")
	}
	if err := json.Unmarshal(raw, &params); err != nil {
		return nil, jsonrpc2.NewError(jsonrpc2.InvalidParams, err.Error())
	}
	result, err := method(params)
	if err != nil {
		if _, ok := errors.AsType[*jsonrpc2.Error](err); !ok {
			err = jsonrpc2.NewError(jsonrpc2.InvalidParams, err.Error())
		}
		return nil, err
	}
	if result == nil {
		return jsonrpc2.RawMessage("null"), nil
	}
	return encode(result)
}

func encode(v any) (jsonrpc2.RawMessage, error) {
	data, err := protocol.Marshal(v)
	return jsonrpc2.RawMessage(data), err
}

func (s *server) initialize(p initializeParams) (any, error) {
	if s.state != fresh {
		return nil, jsonrpc2.NewError(jsonrpc2.InvalidRequest, "initialize comes once")
	}
	s.state = running
	s.client = capabilitiesOf(p.Capabilities)
	s.encoding = protocol.PositionEncodingKindUTF16
	for _, e := range s.client.encodings {
		if e == string(protocol.PositionEncodingKindUTF8) {
			s.encoding = protocol.PositionEncodingKindUTF8 // ours, and that of the files
		}
	}
	folders := []string{p.RootURI}
	for _, f := range p.WorkspaceFolders {
		folders = append(folders, f.URI)
	}
	for _, f := range folders {
		if name, err := nameOf(f); err == nil {
			s.folders = append(s.folders, name)
		}
	}
	opts, err := parseOptions(p.Options)
	s.opts = opts
	if err != nil {
		s.message(protocol.MessageTypeWarning, "asynclint: "+err.Error())
	}
	yes, kind := true, protocol.TextDocumentSyncKindIncremental
	caps := protocol.ServerCapabilities{
		TextDocumentSync: &protocol.TextDocumentSyncOptions{OpenClose: &yes, Change: &kind, Save: protocol.Boolean(true)},
		HoverProvider:    protocol.Boolean(true),
		CodeActionProvider: &protocol.CodeActionOptions{CodeActionKinds: []protocol.CodeActionKind{
			protocol.CodeActionKindQuickFix, fixAllKind,
		}},
	}
	if len(s.client.encodings) > 0 {
		caps.PositionEncoding = s.encoding
	}
	if s.client.show {
		caps.ExecuteCommandProvider = protocol.ExecuteCommandOptions{Commands: []string{openPage}}
	}
	return &protocol.InitializeResult{
		Capabilities: caps,
		ServerInfo:   protocol.ServerInfo{Name: "asynclint", Version: protocol.NewOptional(cli.Release())},
	}, nil
}

// register asks to be told of files that change outside of the editor.
func (s *server) register() {
	if !s.client.watch {
		return
	}
	var patterns []string
	for _, glob := range []string{"**/*.go", "**/go.mod", "**/go.sum", "**/go.work", "**/.asynclint.yml", "**/.asynclint-baseline.json"} {
		patterns = append(patterns, fmt.Sprintf(`{"globPattern":%q}`, glob))
	}
	params := &protocol.RegistrationParams{Registrations: []protocol.Registration{{
		ID:              "files",
		Method:          "workspace/didChangeWatchedFiles",
		RegisterOptions: protocol.LSPAny(`{"watchers":[` + strings.Join(patterns, ",") + `]}`),
	}}}
	if err := s.call("client/registerCapability", params); err != nil {
		s.log("client/registerCapability: %v", err)
	}
}

// call waits for an answer, but not for one that does not come.
func (s *server) call(method string, params any) error {
	raw, err := encode(params)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(s.ctx, 5*time.Second)
	defer cancel()
	_, err = s.conn.Call(ctx, method, raw, nil)
	return err
}

func (s *server) notify(method string, params any) {
	raw, err := encode(params)
	if err == nil {
		err = s.conn.Notify(s.ctx, method, raw)
	}
	if err != nil && s.ctx.Err() == nil {
		s.log("%s: %v", method, err)
	}
}

func (s *server) message(kind protocol.MessageType, text string) {
	s.notify("window/showMessage", &protocol.ShowMessageParams{Type: kind, Message: text})
}

func (s *server) log(format string, args ...any) {
	fmt.Fprintf(s.Log, "asynclint: "+format+"\n", args...)
}

func (s *server) didOpen(p documentParams) (any, error) {
	name, err := nameOf(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	if p.TextDocument.Text == nil {
		return nil, errors.New("a document without a text")
	}
	if filepath.Ext(name) != ".go" {
		return nil, nil
	}
	d := &document{name: name, uri: uri.URI(p.TextDocument.URI), text: newText([]byte(*p.TextDocument.Text))}
	if p.TextDocument.Version != nil {
		d.version = *p.TextDocument.Version
	}
	s.docs[name] = d
	delete(s.shown, name)
	// An editor that starts opens many, and each may need the go command.
	s.soon(20 * time.Millisecond)
	return nil, nil
}

func (s *server) didChange(p changeParams) (any, error) {
	name, err := nameOf(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	old := s.docs[name]
	if old == nil {
		if filepath.Ext(name) != ".go" {
			return nil, nil
		}
		return nil, fmt.Errorf("%s is not open", name)
	}
	d := *old
	if err := d.apply(s.encoding, p); err != nil {
		return nil, err
	}
	d.version++
	if p.TextDocument.Version != nil {
		d.version = *p.TextDocument.Version
	}
	s.docs[name] = &d // the worker may be looking at the old one
	if !s.opts.onSave {
		s.soon(s.opts.debounce)
	}
	return nil, nil
}

func (s *server) didSave(p documentParams) (any, error) {
	name, err := nameOf(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	s.pending.changed = append(s.pending.changed, name)
	s.soon(0)
	return nil, nil
}

func (s *server) didClose(p documentParams) (any, error) {
	name, err := nameOf(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	if s.docs[name] == nil {
		return nil, nil
	}
	delete(s.docs, name)
	s.pending.closed = append(s.pending.closed, name)
	s.soon(0)
	return nil, nil
}

func (s *server) didChangeWatchedFiles(p watchedParams) (any, error) {
	for _, c := range p.Changes {
		if name, err := nameOf(c.URI); err == nil {
			s.pending.changed = append(s.pending.changed, name)
		}
	}
	if len(p.Changes) > 0 {
		// A checkout changes many, in several messages.
		s.soon(50 * time.Millisecond)
	}
	return nil, nil
}

// below reports whether a file is in a folder.
func below(dir, name string) bool {
	rel, err := filepath.Rel(dir, name)
	return err == nil && filepath.IsLocal(rel)
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}
