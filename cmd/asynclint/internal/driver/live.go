package driver

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
)

// live is what a Session knows of a node beside what every run does.
type live struct {
	// fresh: nothing that the node depends on has changed since it was looked
	// at; but see round.
	fresh bool
	// round is the update in which what importers see of it has changed last,
	// looked that in which it was looked at.
	round, looked int
	// importers are all packages that import it, open or not.
	importers []*node
	// inherited is set while a graph takes over from the last.
	inherited bool
	// open: an editor has files of it.
	open bool
	// shown: when it was looked at, it was imported.
	shown bool
	// bad: it is broken now; good is what was told of it when it was not.
	bad bool
	// mended: it is, but what can be told is told.
	mended bool
	good   *told

	// unsaved puts what was found into the cache, where it does not belong
	// before the files are what was analyzed.
	unsaved func()
	// texts are the files as they were when it was not broken.
	texts map[string][]byte

	block []parsed // the files, in order
}

// parsed is a file, and the place for it.
type parsed struct {
	name string
	src  []byte
	file *ast.File
	err  error
	base int
	room int
}

// slack is how much a file may grow before the files of its package need new
// places.
func slack(size int) int { return size/4 + 4096 }

// parse gives u its files, and parses those that have changed. Positions are
// in the order of the files, as they are in every other run: some analyzers
// call the first of several the first. So each file has its place in the
// FileSet, with some room to grow.
func (l *live) parse(u *unit, fset *token.FileSet, mode parser.Mode, read func(name string) ([]byte, error)) {
	sources := make([][]byte, len(u.CompiledGoFiles))
	fits := len(l.block) == len(sources)
	for i, name := range u.CompiledGoFiles {
		src, err := read(name)
		if err != nil {
			u.errors.parse = append(u.errors.parse, err)
			l.drop(fset)
			return
		}
		sources[i] = src
		fits = fits && l.block[i].name == name && len(src) <= l.block[i].room
	}
	if !fits {
		l.drop(fset)
		l.reserve(u.CompiledGoFiles, sources, fset)
	}
	for i := range l.block {
		p := &l.block[i]
		if p.file == nil && p.err == nil || !bytes.Equal(p.src, sources[i]) {
			p.parse(sources[i], fset, mode)
		}
		if p.file != nil {
			u.files = append(u.files, p.file)
		}
		if p.err != nil {
			u.errors.parse = append(u.errors.parse, p.err)
		}
	}
}

// drop forgets all files.
func (l *live) drop(fset *token.FileSet) {
	for _, p := range l.block {
		if p.file != nil {
			fset.RemoveFile(fset.File(p.file.FileStart))
		}
	}
	l.block = nil
}

// reserve takes places for files. No other worker can get in between: it is one
// file to the FileSet, until its place is cleared for ours.
func (l *live) reserve(names []string, sources [][]byte, fset *token.FileSet) {
	total := 0
	for _, src := range sources {
		total += len(src) + slack(len(src)) + 1
	}
	all := fset.AddFile("", -1, total)
	fset.RemoveFile(all)
	base := all.Base()
	for i, src := range sources {
		room := len(src) + slack(len(src))
		l.block = append(l.block, parsed{name: names[i], base: base, room: room})
		base += room + 1
	}
}

func (p *parsed) parse(src []byte, fset *token.FileSet, mode parser.Mode) {
	if p.file != nil {
		fset.RemoveFile(fset.File(p.file.FileStart))
	}
	// The parser puts a file behind all others of a FileSet, so it gets one
	// that ends where the place begins.
	own := token.NewFileSet()
	if p.base > 1 {
		own.AddFile("", 1, p.base-2)
	}
	p.src = src
	p.file, p.err = parser.ParseFile(own, p.name, src, mode)
	if p.file != nil {
		fset.AddExistingFiles(own.File(p.file.FileStart))
	}
}

// saved reports whether n is what is on disk.
func (r *run) saved(n *node) bool {
	if !r.lasting {
		return true
	}
	for _, list := range [][]string{n.CompiledGoFiles, n.OtherFiles, n.IgnoredFiles} {
		for _, name := range list {
			if src, ok := r.overlay[name]; ok {
				if disk, err := os.ReadFile(name); err != nil || !bytes.Equal(disk, src) {
					return false
				}
			}
		}
	}
	return true
}

// over reports whether nobody wants to know about n any more.
func (r *run) over(n *node) bool {
	return r.ctx.Err() != nil || n.live != nil && n.live.open && r.outdated()
}
