package hosts

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/testmod"
)

// before and after are a file with a finding that has a step and a fix, and the
// same once it is applied.
const before = `package sample

import (
	"context"
	"time"
)

// Wait calls ready now and then until it is true.
func Wait(ctx context.Context, ready func() bool) error {
	for !ready() {
		time.Sleep(time.Second)
	}
	return nil
}
`

var after = strings.Replace(before, "time.Sleep(time.Second)\n", `select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
`, 1)

// An editor is one that a test drives, with the settings that docs/editors.md
// gives.
type editor struct {
	t       *testing.T
	dir     string // of the sample, and where it starts
	name    string // of the program
	homeDir string
}

// newEditor makes a sample for an editor, and skips the test if this machine has
// none. CI has it: see .ci/run.
func newEditor(t *testing.T, name string) editor {
	t.Helper()
	testmod.Env(t)
	if _, err := exec.LookPath(name); err != nil {
		missing(t, name)
	}
	return editor{t, testmod.Write(t, "-- sample.go --\n"+before), name, t.TempDir()}
}

// missing skips a test, but not in CI.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") != "" && os.Getenv("ASYNCLINT_EDITORS") != "none" && runtime.GOOS == "linux" {
		t.Fatalf("no %s, which .ci/run should have installed", what)
	}
	t.Skipf("no %s on this machine", what)
}

// write makes a file for the editor, outside of the sample, and returns its name.
func (e editor) write(name, text string) string {
	e.t.Helper()
	name = filepath.Join(e.t.TempDir(), name)
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		e.t.Fatal(err)
	}
	return name
}

// home is an environment in which nothing of the user is found, but what the go
// command needs.
func (e editor) home() []string {
	e.t.Helper()
	env := []string{"HOME=" + e.homeDir, "PATH=" + filepath.Dir(binary) + string(filepath.ListSeparator) + os.Getenv("PATH")}
	for _, v := range []string{"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"} {
		env = append(env, v+"="+filepath.Join(e.homeDir, v))
	}
	out, err := exec.Command("go", "env", "GOCACHE", "GOPATH", "GOMODCACHE").Output()
	if err != nil {
		e.t.Fatal(err)
	}
	values := strings.Split(string(out), "\n")
	return append(env, "GOCACHE="+values[0], "GOPATH="+values[1], "GOMODCACHE="+values[2])
}

// drive starts the editor, and returns what its script says in $OUT.
func (e editor) drive(args ...string) map[string]json.RawMessage {
	e.t.Helper()
	out := e.write("out", "")
	got := run(e.t, e.dir, append(e.home(), "OUT="+out), e.name, args...)
	data, err := os.ReadFile(out)
	if err != nil {
		e.t.Fatal(err)
	}
	said := make(map[string]json.RawMessage)
	for line := range strings.Lines(string(data)) {
		var doc struct {
			What  string
			Value json.RawMessage
		}
		if err := json.Unmarshal([]byte(line), &doc); err != nil {
			e.t.Fatalf("%v: %s", err, line)
		}
		said[doc.What] = doc.Value
	}
	if problem, failed := said["error"]; failed || len(said) == 0 {
		e.t.Fatalf("%s: %s\n%s\n%+v", e.name, problem, data, got)
	}
	return said
}

// mended complains unless the fix was among the actions, and is in the buffer
// and in the file.
func (e editor) mended(said map[string]json.RawMessage) {
	e.t.Helper()
	var actions []string
	var buffer string
	if err := json.Unmarshal(said["actions"], &actions); err != nil {
		e.t.Errorf("%v: %s", err, said["actions"])
	}
	if err := json.Unmarshal(said["buffer"], &buffer); err != nil {
		e.t.Errorf("%v: %s", err, said["buffer"])
	}
	if len(actions) < 2 || !strings.HasPrefix(actions[0], "Wait for ctx too") || !slices.ContainsFunc(actions, func(a string) bool { return strings.HasPrefix(a, "Ignore sleepctx") }) {
		e.t.Errorf("actions are %q", actions)
	}
	saved, err := os.ReadFile(filepath.Join(e.dir, "sample.go"))
	if err != nil {
		e.t.Fatal(err)
	}
	if buffer != after || string(saved) != after {
		e.t.Errorf("the buffer is\n%s\nthe file is\n%s\nwant\n%s", buffer, saved, after)
	}
}

// TestNeovim: the finding, its page and its step are there, actions change the
// buffer, findings come and go while nothing is saved.
func TestNeovim(t *testing.T) {
	e := newEditor(t, "nvim")
	init := e.write("init.lua", e.neovimSettings())
	script, err := filepath.Abs("testdata/editors/drive.lua")
	if err != nil {
		t.Fatal(err)
	}
	said := e.drive("--headless", "-n", "-i", "NONE", "-u", init, "sample.go", "-c", "luafile "+script)
	e.mended(said)
	var findings []struct {
		Source, Code, Message string
		Lnum, Col             int
		EndCol                int `json:"end_col"`
		UserData              struct {
			LSP struct {
				CodeDescription    struct{ Href string }
				RelatedInformation []struct {
					Message  string
					Location struct {
						Range struct{ Start struct{ Line, Character int } }
					}
				}
			}
		} `json:"user_data"`
	}
	if err := json.Unmarshal(said["findings"], &findings); err != nil {
		t.Fatalf("%v: %s", err, said["findings"])
	}
	if len(findings) != 1 {
		t.Fatalf("%s", said["findings"])
	}
	f := findings[0]
	if f.Source != "asynclint" || f.Code != "sleepctx" || f.Lnum != 10 || f.Col != 2 || f.EndCol != 2+len("time.Sleep(time.Second)") {
		t.Errorf("%+v", f)
	}
	if lsp := f.UserData.LSP; !strings.HasSuffix(lsp.CodeDescription.Href, "/docs/checks/sleepctx.md") ||
		len(lsp.RelatedInformation) != 1 || lsp.RelatedInformation[0].Message != "ctx comes in here" || lsp.RelatedInformation[0].Location.Range.Start.Line != 8 {
		t.Errorf("%+v", lsp)
	}
}

// neovimSettings are those for the version at hand.
func (e editor) neovimSettings() string {
	e.t.Helper()
	if newer(run(e.t, e.dir, e.home(), "nvim", "--version").stdout, 11) {
		return block(e.t, "editors.md", "nvim")
	}
	return block(e.t, "editors.md", "nvim old")
}

// newer reports whether what `nvim --version` says is 0.MINOR or later.
func newer(version string, minor int) bool {
	m := regexp.MustCompile(`NVIM v(\d+)\.(\d+)`).FindStringSubmatch(version)
	if m == nil {
		return false
	}
	n, err := strconv.Atoi(m[2])
	return m[1] != "0" || err == nil && n >= minor
}

// TestEmacs: eglot shows the finding and applies the fix.
func TestEmacs(t *testing.T) {
	e := newEditor(t, "emacs")
	if got := run(t, e.dir, e.home(), "emacs", "--batch", "-l", "eglot", "-l", "go-mode"); got.code != 0 {
		missing(t, "eglot or go-mode for Emacs: "+got.stderr)
	}
	init := e.write("init.el", block(t, "editors.md", "eglot"))
	script, err := filepath.Abs("testdata/editors/drive.el")
	if err != nil {
		t.Fatal(err)
	}
	said := e.drive("--batch", "-l", init, "-l", script)
	e.mended(said)
	var findings []string
	if err := json.Unmarshal(said["findings"], &findings); err != nil {
		t.Fatalf("%v: %s", err, said["findings"])
	}
	if len(findings) != 1 || !strings.Contains(findings[0], "sleepctx") || !strings.Contains(findings[0], "ignores ctx") {
		t.Errorf("findings are %q", findings)
	}
}

// TestHelix shows the finding and applies the fix. Debian 12 has no Helix, so CI
// does without.
func TestHelix(t *testing.T) {
	for _, name := range []string{"hx", "tmux"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("no %s on this machine", name)
		}
	}
	e := newEditor(t, "hx")
	config := filepath.Join(e.homeDir, "XDG_CONFIG_HOME", "helix")
	if err := os.MkdirAll(config, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(config, "languages.toml"), []byte(block(t, "editors.md", "helix")), 0o666); err != nil {
		t.Fatal(err)
	}
	helix := e.terminal("hx", "sample.go:11:4")
	// Since 25.07 Helix asks before it starts any server.
	if strings.Contains(helix.wait("ignores ctx", "Trust this workspace?"), "Trust") {
		helix.keys("Enter")
	}
	helix.wait("ignores ctx")
	helix.keys("Space", "a")
	helix.wait("Wait for ctx too")
	helix.keys("Enter")
	helix.wait("case <-ctx.Done():")
	helix.keys(":wq", "Enter")
	for end := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		saved, err := os.ReadFile(filepath.Join(e.dir, "sample.go"))
		if err == nil && string(saved) == after {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%v: the file is\n%s", err, saved)
		}
	}
}

// TestLintTool: what the Go extension of VS Code makes of the command's output.
// It runs the tool in the folder of the file, without arguments; drops all it
// says if it fails and there is something on standard error; joins lines that
// begin with a tab to the one before; and takes the others by this expression.
func TestLintTool(t *testing.T) {
	testmod.Env(t)
	var settings struct {
		Tool       string            `json:"go.lintTool"`
		Alternates map[string]string `json:"go.alternateTools"`
		OnSave     string            `json:"go.lintOnSave"`
	}
	if err := json.Unmarshal([]byte(block(t, "editors.md", "lintTool")), &settings); err != nil {
		t.Fatal(err)
	}
	tool := settings.Alternates[settings.Tool]
	if tool+filepath.Ext(binary) != filepath.Base(binary) || settings.OnSave != "package" {
		t.Fatalf("%+v", settings)
	}
	dir := fresh(t)
	for _, test := range []struct{ pkg, want string }{
		{"a", `a.go 17 3 return with l.mu held: `},
		{"b", `b.go 11 9 l.Flush gives up at once: `},
		{"c", `c.go 14 3 time.Sleep(time.Second) in this loop ignores ctx: `},
	} {
		got := run(t, filepath.Join(dir, test.pkg), nil, binary)
		if got.code != 1 || got.stderr != "" {
			t.Errorf("%s: %+v", test.pkg, got)
		}
		line := regexp.MustCompile(`^([^:]*: )?((.:)?[^:]*):(\d+)(:(\d+)?)?:(?:\w+:)? (.*)$`)
		var found []string
		for _, l := range strings.Split(got.stdout, "\n") {
			if m := line.FindStringSubmatch(l); strings.HasPrefix(l, "\t") && len(found) > 0 {
				found[len(found)-1] += "\n" + l
			} else if m != nil {
				found = append(found, strings.Join([]string{m[2], m[4], m[6], m[7]}, " "))
			} else if l != "" {
				t.Errorf("not understood: %q", l)
			}
		}
		if len(found) != 1 || !strings.HasPrefix(found[0], test.want) || !strings.Contains(found[0], "\n\t") {
			t.Errorf("%s: %q, want %s", test.pkg, found, test.want)
		}
	}
}

// TestVSCode runs the extension in docs/vscode in a stand-in for VS Code, that
// has what it uses. The client there speaks to the real server as far as
// initialize.
func TestVSCode(t *testing.T) {
	e := newEditor(t, "node")
	script, err := filepath.Abs("testdata/editors/drive.js")
	if err != nil {
		t.Fatal(err)
	}
	extension, err := filepath.Abs(filepath.Join(root, "docs", "vscode"))
	if err != nil {
		t.Fatal(err)
	}
	said := e.drive(script, extension)
	var started []struct {
		Name, Command string
		Args          []string
		Languages     []string
		Server        struct{ CodeActionProvider json.RawMessage }
	}
	if err := json.Unmarshal(said["started"], &started); err != nil {
		t.Fatalf("%v: %s", err, said["started"])
	}
	// Once when a Go file is opened, and again after a change of its settings.
	if len(started) != 2 {
		t.Fatalf("%s", said["started"])
	}
	for _, s := range started {
		if s.Name != "asynclint" || s.Command != "asynclint" || !slices.Equal(s.Args, []string{"lsp"}) ||
			!slices.Equal(s.Languages, []string{"go"}) || len(s.Server.CodeActionProvider) == 0 {
			t.Errorf("%+v", s)
		}
	}
	if got := string(said["stopped"]); got != "2" {
		t.Errorf("%s of 2 clients were stopped", got)
	}
	if got := string(said["failed"]); !strings.Contains(got, "asynclint.path") {
		t.Errorf("if there is no program, it says %s", got)
	}
}

// TestVSCodeClient: the same with the real client, which the npm registry has.
func TestVSCodeClient(t *testing.T) {
	if _, err := exec.LookPath("npm"); err != nil {
		t.Skip("no npm on this machine")
	}
	e := newEditor(t, "node")
	extension := t.TempDir()
	if err := os.CopyFS(extension, os.DirFS(filepath.Join(root, "docs", "vscode"))); err != nil {
		t.Fatal(err)
	}
	if got := run(t, extension, nil, "npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"); got.code != 0 {
		t.Skipf("vscode-languageclient cannot be had: %s", got.stderr)
	}
	script, err := filepath.Abs("testdata/editors/client.js")
	if err != nil {
		t.Fatal(err)
	}
	said := e.drive(script, extension)
	type finding struct {
		File, Source, Code, Page string
		Line, From, To, Steps    int
	}
	var findings []finding
	if err := json.Unmarshal(said["findings"], &findings); err != nil {
		t.Fatalf("%v: %s", err, said["findings"])
	}
	if len(findings) != 1 || !strings.HasSuffix(findings[0].Page, "/docs/checks/sleepctx.md") {
		t.Fatalf("%+v", findings)
	}
	findings[0].Page = ""
	want := finding{File: filepath.Join(e.dir, "sample.go"), Source: "asynclint", Code: "sleepctx", Line: 10, From: 2, To: 2 + len("time.Sleep(time.Second)"), Steps: 1}
	if findings[0] != want {
		t.Errorf("%+v, want %+v", findings[0], want)
	}
}

// TestVSCodeManifest: the settings that the extension reads are declared, and
// so are its options, as the server knows them.
func TestVSCodeManifest(t *testing.T) {
	var manifest struct {
		Name, Publisher, Version, Main, License string
		ActivationEvents                        []string
		Engines, Dependencies                   map[string]string
		Contributes                             struct {
			Commands      []struct{ Command, Title string }
			Configuration struct {
				Properties map[string]struct {
					Default    any
					Properties map[string]any
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(readFile(t, "docs/vscode/package.json")), &manifest); err != nil {
		t.Fatal(err)
	}
	code := readFile(t, "docs/vscode/"+strings.TrimPrefix(manifest.Main, "./"))
	if manifest.Engines["vscode"] == "" || manifest.Dependencies["vscode-languageclient"] == "" || !slices.Equal(manifest.ActivationEvents, []string{"onLanguage:go"}) {
		t.Errorf("%+v", manifest)
	}
	if !strings.Contains(readFile(t, "docs/editors.md"), manifest.Name+"-"+manifest.Version+".vsix") {
		t.Error("docs/editors.md installs another version")
	}
	properties := manifest.Contributes.Configuration.Properties
	for name := range properties {
		if _, key, _ := strings.Cut(name, "."); !strings.Contains(code, `settings.get("`+key+`")`) {
			t.Errorf("setting %s is not read", name)
		}
	}
	for _, m := range regexp.MustCompile(`settings\.get\("(\w+)"\)`).FindAllStringSubmatch(code, -1) {
		if _, ok := properties["asynclint."+m[1]]; !ok {
			t.Errorf("setting %s is not declared", m[1])
		}
	}
	for _, c := range manifest.Contributes.Commands {
		if !strings.Contains(code, `registerCommand("`+c.Command+`"`) {
			t.Errorf("command %s does not exist", c.Command)
		}
	}
	var options []string
	for _, m := range regexp.MustCompile("`(\\w+)`").FindAllStringSubmatch(optionRows(t), -1) {
		if !slices.Contains([]string{"onType", "onSave"}, m[1]) {
			options = append(options, m[1])
		}
	}
	declared := properties["asynclint.options"].Properties
	for _, name := range options {
		if declared[name] == nil {
			t.Errorf("option %s of docs/editors.md is not declared", name)
		}
	}
	if len(options) != len(declared) {
		t.Errorf("docs/editors.md has options %q, the extension %d", options, len(declared))
	}
}

// optionRows is the first column of the table of options in docs/editors.md.
func optionRows(t *testing.T) string {
	t.Helper()
	_, rest, _ := strings.Cut(readFile(t, "docs/editors.md"), "\n## Options\n")
	table, _, _ := strings.Cut(rest, "\n## ")
	var out strings.Builder
	for line := range strings.Lines(table) {
		if cells := strings.Split(line, "|"); len(cells) > 3 {
			out.WriteString(cells[1])
		}
	}
	return out.String()
}
