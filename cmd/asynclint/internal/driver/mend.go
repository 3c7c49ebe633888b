package driver

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
)

// What is being typed mostly does not type-check: a call of something that is
// not there yet, an argument short. If every error is inside of functions, a
// Session puts the bodies that these functions had when the package was whole
// in place of those that they have now, and analyzes that. So the rest of the
// package is as it is now, and what the broken functions do for others (they
// receive, they unlock, they stop) is what it was: to take the bodies away
// would make leaks of all that. A function that is new has no body instead, as
// if it were written in assembly, which no check believes anything of.
//
// What is found is then moved to where it is in the text that the user sees.
// What has no place there, because its lines were edited, is not told.

// mend returns a unit of n without errors, nil if there is no way.
func (r *run) mend(u *unit) *unit {
	l := u.live
	if l == nil || !l.open || u.role != full || !u.errors.onlyTypes() || len(u.errors.types) == 0 || len(l.block) != len(u.CompiledGoFiles) {
		return nil
	}
	broken := make(map[int][]*ast.FuncDecl) // by file
	for _, err := range u.errors.types {
		i, fn := l.function(err.Pos)
		if fn == nil {
			return nil
		}
		if !slices.Contains(broken[i], fn) {
			broken[i] = append(broken[i], fn)
		}
	}
	m := make(mapping)
	for i, list := range broken {
		p := &l.block[i]
		good := l.texts[p.name]
		if good == nil || bytes.Contains(p.src, []byte("//line ")) || bytes.Contains(p.src, []byte("/*line ")) {
			return nil
		}
		s := p.splice(list, good)
		if s == nil || len(s.text) > p.room {
			return nil
		}
		m[p.name] = s
	}
	for i := range broken {
		p := &l.block[i]
		p.parse(m[p.name].text, r.fset, parser.AllErrors|parser.SkipObjectResolution|parser.ParseComments)
	}
	again := checkTypes(u.node, r.fset, func(name string) ([]byte, error) {
		if s := m[name]; s != nil {
			return s.text, nil
		}
		return r.readFile(u.node, name)
	}, r.importIn(u.node))
	if !again.errors.empty() {
		return nil
	}
	again.mended = m
	return again
}

// function is the declared function in whose body a position is.
func (l *live) function(pos token.Pos) (file int, fn *ast.FuncDecl) {
	for i := range l.block {
		f := l.block[i].file
		if f == nil || pos < f.FileStart || f.FileEnd < pos {
			continue
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil && fn.Body.Lbrace < pos && pos <= fn.Body.Rbrace {
				return i, fn
			}
		}
	}
	return 0, nil
}

// A mapping leads from spliced files to what the user sees.
type mapping map[string]*splice

// A splice is a text in which bodies were replaced.
type splice struct {
	text   []byte // with the old bodies
	real   []byte // what the user sees
	pieces []piece
}

// A piece of the text takes the place of another one in the real text. The two
// begin and end alike for so many bytes.
type piece struct {
	from, to         int
	realFrom, realTo int
	head, tail       int
}

// splice replaces the bodies of functions in p by those in an older text.
func (p *parsed) splice(list []*ast.FuncDecl, text []byte) *splice {
	good, err := parser.ParseFile(token.NewFileSet(), p.name, text, parser.SkipObjectResolution)
	if err != nil {
		return nil
	}
	slices.SortFunc(list, func(a, b *ast.FuncDecl) int { return int(a.Pos() - b.Pos()) })
	s := &splice{real: p.src}
	done := 0
	for _, fn := range list {
		from, to := int(fn.Body.Lbrace-p.file.FileStart), int(fn.Body.Rbrace-p.file.FileStart)+1
		if to > len(p.src) {
			return nil
		}
		s.text = append(s.text, p.src[done:from]...)
		signature := p.src[int(fn.Type.Pos()-p.file.FileStart):from]
		body := bodyOf(good, text, fn, signature)
		start := len(s.text)
		s.text = append(s.text, body...)
		if body == nil {
			// Lines stay what they are.
			for _, c := range p.src[from:to] {
				if c != '\n' {
					c = ' '
				}
				s.text = append(s.text, c)
			}
		}
		x := piece{from: start, to: len(s.text), realFrom: from, realTo: to}
		x.head, x.tail = alike(s.text[x.from:x.to], p.src[from:to])
		s.pieces = append(s.pieces, x)
		done = to
	}
	s.text = append(s.text, p.src[done:]...)
	return s
}

// bodyOf is the body that a function has in an older text; nil if it was not
// there, or was another.
func bodyOf(file *ast.File, src []byte, fn *ast.FuncDecl, signature []byte) []byte {
	for _, d := range file.Decls {
		old, ok := d.(*ast.FuncDecl)
		if !ok || old.Body == nil || old.Name.Name != fn.Name.Name || (old.Recv == nil) != (fn.Recv == nil) {
			continue
		}
		if fn.Recv != nil && (len(fn.Recv.List) != 1 || len(old.Recv.List) != 1 || receiver(fn.Recv.List[0].Type) != receiver(old.Recv.List[0].Type)) {
			continue
		}
		at := func(pos token.Pos) int { return int(pos - file.FileStart) }
		if !bytes.Equal(src[at(old.Type.Pos()):at(old.Body.Lbrace)], signature) {
			return nil
		}
		return src[at(old.Body.Lbrace) : at(old.Body.Rbrace)+1]
	}
	return nil
}

// alike is for how many bytes two texts begin and end alike, in whole lines.
func alike(a, b []byte) (head, tail int) {
	n := min(len(a), len(b))
	for i := 0; i < n && a[i] == b[i]; i++ {
		if a[i] == '\n' {
			head = i + 1
		}
	}
	for i := 1; i <= n-head && a[len(a)-i] == b[len(b)-i]; i++ {
		if a[len(a)-i] == '\n' {
			tail = i - 1 // what follows the line end
		}
	}
	return head, tail
}

// position moves p; not ok if it has no place in the real text.
func (m mapping) position(p token.Position) (token.Position, bool) {
	s := m[p.Filename]
	if s == nil {
		return p, true
	}
	shift := 0
	for _, x := range s.pieces {
		if p.Offset < x.from {
			break
		}
		if p.Offset < x.to {
			switch {
			case p.Offset <= x.from+x.head:
				shift = x.realFrom - x.from
			case p.Offset >= x.to-x.tail:
				shift = x.realTo - x.to
			default:
				return p, false
			}
			break
		}
		shift = x.realTo - x.to
	}
	p.Offset += shift
	if p.Offset < 0 || p.Offset > len(s.real) {
		return p, false
	}
	before := s.real[:p.Offset]
	p.Line = bytes.Count(before, []byte("\n")) + 1
	p.Column = p.Offset - bytes.LastIndexByte(before, '\n')
	return p, true
}

// told moves all positions, and leaves out what has none any more.
func (m mapping) told(t told) told {
	t.findings = moveAll(m, t.findings)
	t.silenced = moveAll(m, t.silenced)
	t.directives = moveAll(m, t.directives)
	return t
}

func moveAll[T any](m mapping, list []T) []T {
	var kept []T
	for _, x := range list {
		ok := true
		y := movedPositions(x, func(p token.Position) token.Position {
			to, fine := m.position(p)
			ok = ok && (fine || !p.IsValid())
			return to
		})
		if ok {
			kept = append(kept, y)
		}
	}
	return kept
}
