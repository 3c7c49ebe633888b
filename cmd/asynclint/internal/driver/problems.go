package driver

import (
	"errors"
	"fmt"
	"go/scanner"
	"go/token"
	"go/types"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/packages"
)

// packageErrors are the errors of one package, by who found them.
type packageErrors struct {
	list  []packages.Error // the go command
	parse []error
	types []types.Error
}

func (e packageErrors) empty() bool { return len(e.list)+len(e.parse)+len(e.types) == 0 }

// onlyTypes reports whether everything but type-checking went well.
func (e packageErrors) onlyTypes() bool { return len(e.list)+len(e.parse) == 0 }

// A lineError is an error in the one form that users see.
type lineError struct {
	pos token.Position
	msg string
}

// lines returns the errors of the first stage that failed: what later stages
// say of the same package mostly follows from that.
func (e packageErrors) lines() []lineError {
	var all []lineError
	add := func(pos token.Position, msg string) {
		l := lineError{pos, oneLine(msg)}
		if !slices.Contains(all, l) {
			all = append(all, l)
		}
	}
	switch {
	case len(e.list) > 0:
		for _, err := range e.list {
			pos, msg := parsePosition(err.Pos), err.Msg
			if first, rest, ok := strings.Cut(msg, ": "); ok && !pos.IsValid() && filepath.IsAbs(first) {
				// Now and then the position is in the message only.
				if p := parsePosition(first); p.IsValid() {
					pos, msg = p, rest
				}
			}
			add(pos, msg)
		}
	case len(e.parse) > 0:
		for _, err := range e.parse {
			var list scanner.ErrorList
			var path *fs.PathError
			switch {
			case errors.As(err, &list):
				list.RemoveMultiples() // on one line, the first is the cause
				for _, err := range list {
					add(err.Pos, err.Msg)
				}
			case errors.As(err, &path):
				add(token.Position{Filename: path.Path, Line: 1}, path.Err.Error())
			default:
				add(token.Position{}, err.Error())
			}
		}
	default:
		for _, err := range e.types {
			if strings.HasPrefix(err.Msg, "\t") {
				continue // goes on about the error before it
			}
			add(err.Fset.Position(err.Pos), err.Msg)
		}
		// go/types checks in an order of its own.
		slices.SortStableFunc(all, func(a, b lineError) int { return comparePositions(a.pos, b.pos) })
	}
	return all
}

// An outcome is what remains of a package for the account of what is broken.
type outcome struct {
	*node
	lines []lineError // its own errors, not those that follow from an import's
}

// brokenProblems makes one problem of each broken package. Variants of a
// package are one package.
func brokenProblems(outcomes []outcome) []Problem {
	lines := make(map[string][]lineError)
	for _, o := range outcomes {
		path := o.plainPath()
		for _, l := range o.lines {
			if !slices.Contains(lines[path], l) {
				lines[path] = append(lines[path], l)
			}
		}
	}
	blocked := make(map[string][]string) // by the path that blocks
	for _, o := range outcomes {
		if o.role != full || o.cause == nil {
			continue
		}
		path, cause := o.plainPath(), o.cause.plainPath()
		// A package that is broken itself is told of in its own line.
		if lines[path] == nil && !slices.Contains(blocked[cause], path) {
			blocked[cause] = append(blocked[cause], path)
		}
	}
	var problems []Problem
	for path, list := range lines {
		slices.Sort(blocked[path])
		problems = append(problems, Problem{
			Kind:    Broken,
			Package: path,
			Pos:     list[0].pos,
			Message: list[0].msg,
			More:    len(list) - 1,
			Blocked: blocked[path],
		})
	}
	return problems
}

// plainPath is the import path that the user knows: p for p, p [p.test],
// p_test [p.test] and p.test.
func (n *node) plainPath() string {
	if n.ForTest != "" && (n.PkgPath == n.ForTest || n.PkgPath == n.ForTest+"_test") {
		return n.ForTest
	}
	if isTestMain(n.Package) {
		return strings.TrimSuffix(n.PkgPath, ".test")
	}
	return n.PkgPath
}

// oneLine folds the continuation lines that the go command and go/types like
// to write, and drops the source lines that a C compiler quotes.
func oneLine(msg string) string {
	var parts []string
	for line := range strings.Lines(msg) {
		line = strings.TrimSpace(line)
		quoted := strings.HasPrefix(strings.TrimLeft(line, "0123456789 "), "|")
		if line != "" && !quoted && !strings.HasPrefix(line, "# ") {
			parts = append(parts, line)
		}
	}
	return strings.Join(parts, " ")
}

// parsePosition reads "file:line:col", "file:line" and "file"; "" and "-" are
// no position.
func parsePosition(s string) token.Position {
	if s == "" || s == "-" {
		return token.Position{}
	}
	pos := token.Position{Filename: s}
	var numbers []int
	for range 2 {
		i := strings.LastIndexByte(pos.Filename, ':')
		if i < 0 {
			break
		}
		n, err := strconv.Atoi(pos.Filename[i+1:])
		if err != nil {
			break
		}
		numbers = append(numbers, n)
		pos.Filename = pos.Filename[:i]
	}
	switch len(numbers) {
	case 1:
		pos.Line = numbers[0]
	case 2:
		pos.Line, pos.Column = numbers[1], numbers[0]
	}
	return pos
}

// internalProblem is an analyzer that failed.
func internalProblem(n *node, check string, err error, stack string) Problem {
	return Problem{
		Kind:    Internal,
		Package: n.plainPath(),
		Check:   check,
		Message: oneLine(err.Error()),
		Stack:   stack,
	}
}

func panicError(v any) error { return fmt.Errorf("panic: %v", v) }
