package checktest

import (
	"fmt"
	"go/scanner"
	"go/token"
	"os"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"
)

// extents knows where the tokens of a package are.
type extents struct {
	fset   *token.FileSet
	starts map[*token.File]map[int]token.Token // by offset
	ends   map[*token.File]map[int]bool
}

func extentsOf(t *testing.T, pkg *packages.Package) extents {
	x := extents{pkg.Fset, make(map[*token.File]map[int]token.Token), make(map[*token.File]map[int]bool)}
	for _, syntax := range pkg.Syntax {
		file := pkg.Fset.File(syntax.FileStart)
		src, err := os.ReadFile(file.Name())
		if err != nil {
			t.Error(err)
			continue
		}
		starts, ends := make(map[int]token.Token), make(map[int]bool)
		var s scanner.Scanner
		own := token.NewFileSet().AddFile(file.Name(), -1, len(src))
		for s.Init(own, src, nil, 0); ; {
			pos, tok, lit := s.Scan()
			if tok == token.EOF {
				break
			}
			if lit == "" || tok.IsOperator() {
				lit = tok.String()
			}
			starts[own.Offset(pos)], ends[own.Offset(pos)+len(lit)] = tok, true
		}
		x.starts[file], x.ends[file] = starts, ends
	}
	return x
}

// faults lists what is wrong with the extents of a finding. Editors underline
// these, so they are of whole syntax: a position of SSA is often that of a
// bracket. What is in another package is a place on a line: a driver with
// export data knows no more, so nothing may be computed from it.
func (x extents) faults(d analysis.Diagnostic) []string {
	var faults []string
	if _, own := x.starts[x.fset.File(d.Pos)]; !own {
		faults = append(faults, "the finding is not in a file of the package")
	} else if f := x.fault(d.Pos, d.End); f != "" {
		faults = append(faults, "the finding "+f)
	}
	for i, r := range d.Related {
		_, own := x.starts[x.fset.File(r.Pos)]
		if own {
			if f := x.fault(r.Pos, r.End); f != "" {
				faults = append(faults, fmt.Sprintf("step %d %s", i+1, f))
			}
		} else if r.End.IsValid() && r.End != r.Pos {
			faults = append(faults, fmt.Sprintf("step %d is in another package, and has an end", i+1))
		}
	}
	return faults
}

func (x extents) fault(pos, end token.Pos) string {
	file := x.fset.File(pos)
	if end <= pos || int(end) > file.Base()+file.Size() {
		return "has no end, or one in another file"
	}
	from, to := file.Offset(pos), file.Offset(end)
	first, ok := x.starts[file][from]
	if !ok || !x.ends[file][to] {
		return "begins or ends within a token"
	}
	if to == from+1 && first.IsOperator() && first != token.RBRACE { // the end of a function
		return "is one character, " + first.String()
	}
	return ""
}
