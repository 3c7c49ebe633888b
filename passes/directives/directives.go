// Package directives finds the comments by which users silence a check, and
// the files that no human edits. It does not report any diagnostics itself.
//
// Understood are
//
//	//asynclint:ignore CHECK[,CHECK…] reason     this line, or the next
//	//lint:ignore CHECK[,CHECK…] reason          as staticcheck has it
//	//lint:file-ignore CHECK[,CHECK…] reason     the whole file
//	//nolint:asynclint  //nolint:CHECK           as golangci-lint has it
//
// A directive without a reason, where the form has one, has no effect: see
// [Set.Malformed].
//
// What checks would have said but for a directive is kept, see [Set.Silence]:
// a host may show it, and tell which directives silence nothing any more.
package directives

import (
	"cmp"
	"go/ast"
	"go/token"
	"reflect"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"
	"honnef.co/go/tools/analysis/facts/generated"
	"honnef.co/go/tools/analysis/lint"
)

// Analyzer provides *Set.
var Analyzer = &analysis.Analyzer{
	Name:       "asyncdirectives",
	Doc:        "find comments that silence checks, and generated files",
	Run:        run,
	Requires:   []*analysis.Analyzer{generated.Analyzer},
	ResultType: reflect.TypeFor[*Set](),
	// A directive means the same in a package that does not type-check.
	RunDespiteErrors: true,
}

// A Form is a way to write a directive: the word that it begins with.
type Form string

const (
	Own    Form = "asynclint" // ours
	Lint   Form = "lint"      // staticcheck's
	Nolint Form = "nolint"    // golangci-lint's
)

// A Directive silences checks on one line or in one file.
type Directive struct {
	Form   Form
	Pos    token.Pos
	Text   string   // of the comment
	Checks []string // names, or globs such as "*"; "asynclint" and "all" mean every check
	Reason string
	File   bool // the whole file, not one line
	Alone  bool // nothing else is on its line

	name  string // of the file
	first int    // first line it covers
	last  int    // last line it covers
}

// End is the end of the comment.
func (d Directive) End() token.Pos { return d.Pos + token.Pos(len(d.Text)) }

// Set is every directive of a package.
//
// The checks of a package share it, and a host may run them at the same time:
// what they silence is behind a mutex, the rest does not change.
type Set struct {
	Directives []Directive // in order of position
	// Malformed holds the directives that lack a check name or a reason and
	// so silence nothing.
	Malformed []Directive

	fset      *token.FileSet
	files     []*ast.File
	code      map[string]map[int]bool // by file name: the lines that have code
	generated map[string]bool

	mu       sync.Mutex
	silenced []Silenced
}

// Silenced is what a check would have said.
type Silenced struct {
	Check      string
	Diagnostic analysis.Diagnostic
	By         []Directive // all that cover it, in order of position; at least one
}

func run(pass *analysis.Pass) (any, error) {
	s := &Set{
		fset:      pass.Fset,
		files:     pass.Files,
		code:      make(map[string]map[int]bool),
		generated: make(map[string]bool),
	}
	marked := pass.ResultOf[generated.Analyzer].(map[string]generated.Generator)
	for _, file := range pass.Files {
		// Two corrections to what the text says: cgo marks the translation of
		// files that people do write, and a program that generates code has
		// the mark in a string.
		name := pass.Fset.File(file.FileStart).Name()
		kind, ok := marked[name]
		s.generated[name] = ok && kind != generated.Cgo && ast.IsGenerated(file)
	}
	for _, d := range lint.ParseDirectives(pass.Files, pass.Fset) {
		s.addLint(d)
	}
	for _, file := range pass.Files {
		for _, group := range file.Comments {
			for _, c := range group.List {
				s.addComment(c, file)
			}
		}
	}
	byPos := func(a, b Directive) int { return int(a.Pos) - int(b.Pos) }
	slices.SortFunc(s.Directives, byPos)
	slices.SortFunc(s.Malformed, byPos)
	return s, nil
}

// addLint takes over a //lint: directive as honnef parsed it.
func (s *Set) addLint(d lint.Directive) {
	if d.Command != "ignore" && d.Command != "file-ignore" {
		return
	}
	dir := Directive{Form: Lint, Pos: d.Directive.Pos(), Text: d.Directive.Text, File: d.Command == "file-ignore"}
	args := slices.DeleteFunc(slices.Clone(d.Arguments), func(a string) bool { return a == "" })
	if len(args) > 0 {
		dir.Checks, dir.Reason = names(args[0]), strings.Join(args[1:], " ")
	}
	node := token.NoPos
	if d.Node != nil {
		node = d.Node.Pos()
	}
	s.add(dir, node, true)
}

// addComment parses our own form and golangci-lint's.
func (s *Set) addComment(c *ast.Comment, file *ast.File) {
	if rest, ok := strings.CutPrefix(c.Text, "//asynclint:ignore"); ok {
		if rest != "" && rest[0] != ' ' && rest[0] != '\t' {
			return // another directive, such as //asynclint:ignored
		}
		fields := strings.Fields(rest)
		dir := Directive{Form: Own, Pos: c.Pos(), Text: c.Text}
		if len(fields) > 0 {
			dir.Checks, dir.Reason = names(fields[0]), strings.Join(fields[1:], " ")
		}
		s.add(dir, token.NoPos, true)
		return
	}
	// golangci-lint takes "//nolint" and "// nolint" alike.
	rest, ok := strings.CutPrefix(strings.TrimLeft(strings.TrimPrefix(c.Text, "//"), " "), "nolint")
	if !ok || !strings.HasPrefix(c.Text, "//") {
		return
	}
	dir := Directive{Form: Nolint, Pos: c.Pos(), Text: c.Text}
	list, isList := strings.CutPrefix(rest, ":")
	if !isList {
		if rest == "" || rest[0] == ' ' || rest[0] == '/' {
			dir.Checks = []string{"all"}
			s.add(dir, token.NoPos, false)
		}
		return
	}
	list, reason, _ := strings.Cut(list, "//")
	list = strings.ToLower(list) // golangci-lint does not care, either
	dir.Checks = strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
	dir.Reason = strings.TrimSpace(reason)
	if c.Pos() < file.Package {
		dir.File = true // golangci-lint: above the package clause it covers the file
	}
	s.add(dir, token.NoPos, false)
}

// names splits a list at its commas.
func names(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' })
}

// add records d. Behind code it covers that line, on a line of its own also the
// next; node, where known, is the start of what it is attached to, which may be
// further down below a longer comment.
func (s *Set) add(d Directive, node token.Pos, wantsReason bool) {
	p := s.fset.Position(d.Pos)
	d.name, d.first, d.last = p.Filename, p.Line, p.Line+1
	d.Alone = !s.hasCode(p)
	if len(d.Checks) == 0 || wantsReason && d.Reason == "" {
		s.Malformed = append(s.Malformed, d)
		return
	}
	if !d.Alone {
		d.last = p.Line
		s.Directives = append(s.Directives, d)
		return
	}
	if n := s.fset.Position(node); node.IsValid() && n.Filename == p.Filename && n.Line > d.last {
		d.last = n.Line
	}
	s.Directives = append(s.Directives, d)
}

// hasCode reports whether anything but comments is on a line.
func (s *Set) hasCode(p token.Position) bool {
	lines, ok := s.code[p.Filename]
	if !ok {
		lines = make(map[int]bool)
		s.code[p.Filename] = lines
		for _, file := range s.files {
			if s.fset.Position(file.FileStart).Filename != p.Filename {
				continue
			}
			ast.Inspect(file, func(n ast.Node) bool {
				switch n.(type) {
				case nil, *ast.Comment, *ast.CommentGroup:
					return false
				case *ast.File:
					lines[s.fset.Position(file.Package).Line] = true
					return true
				}
				lines[s.fset.Position(n.Pos()).Line] = true
				lines[s.fset.Position(n.End()).Line] = true
				return true
			})
		}
	}
	return lines[p.Line]
}

// Silences returns the first directive that silences check at pos.
func (s *Set) Silences(check string, pos token.Pos) (Directive, bool) {
	by := s.covering(check, pos)
	if len(by) == 0 {
		return Directive{}, false
	}
	return by[0], true
}

// covering returns the directives that silence check at pos.
func (s *Set) covering(check string, pos token.Pos) []Directive {
	var by []Directive
	p := s.fset.Position(pos)
	for _, d := range s.Directives {
		if d.name == p.Filename && (d.File || d.first <= p.Line && p.Line <= d.last) && d.Names(check) {
			by = append(by, d)
		}
	}
	return by
}

// Silence reports whether a directive silences check at d.Pos, and if so keeps
// d for [Set.Silenced].
func (s *Set) Silence(check string, d analysis.Diagnostic) bool {
	by := s.covering(check, d.Pos)
	if len(by) == 0 {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.silenced = append(s.silenced, Silenced{check, d, by})
	return true
}

// Silenced returns what was kept until now, in order of position.
func (s *Set) Silenced() []Silenced {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := slices.Clone(s.silenced)
	slices.SortStableFunc(list, func(a, b Silenced) int {
		return cmp.Or(
			cmp.Compare(a.Diagnostic.Pos, b.Diagnostic.Pos),
			cmp.Compare(a.Check, b.Check),
			cmp.Compare(a.Diagnostic.Message, b.Diagnostic.Message),
		)
	})
	return list
}

// WithoutNolint returns a Set in which //nolint does not speak for those names,
// because the host takes care of them. It has silenced nothing yet.
func (s *Set) WithoutNolint(names ...string) *Set {
	out := &Set{Malformed: s.Malformed, fset: s.fset, generated: s.generated}
	for _, d := range s.Directives {
		if d.Form == Nolint {
			d.Checks = slices.DeleteFunc(slices.Clone(d.Checks), func(c string) bool { return slices.Contains(names, c) })
		}
		if len(d.Checks) > 0 {
			out.Directives = append(out.Directives, d)
		}
	}
	return out
}

// Names reports whether d speaks of check.
func (d Directive) Names(check string) bool {
	for _, c := range d.Checks {
		if prefix, glob := strings.CutSuffix(c, "*"); c == check || c == "asynclint" || c == "all" || glob && strings.HasPrefix(check, prefix) {
			return true
		}
	}
	return false
}

// Generated reports whether pos is in a file that says it is generated.
func (s *Set) Generated(pos token.Pos) bool {
	return s.generated[s.fset.File(pos).Name()]
}
