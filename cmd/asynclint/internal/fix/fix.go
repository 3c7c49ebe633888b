// Package fix applies suggested fixes to files: `asynclint -fix` and -diff.
//
// A [Plan] is made from findings. It takes the first fix of each, which is the
// best, and applies all edits of a fix or none, in however many files they are.
// Nothing is touched before [Plan.Write].
//
//   - Edits that several fixes have in common are made once. A fix that
//     overlaps one accepted before it is left out: after the run another one
//     finds it again, if it is still needed. Two insertions at one place
//     overlap unless they are the same, because nothing says which goes first.
//   - What comes out is in gofmt's form if the file was. Otherwise only the
//     changed lines are, so that a fix does not bury itself in a diff of a
//     whole file. Line ends and byte order mark stay.
//   - Imports that a fix leaves without a use are removed.
//   - Generated files, links, and what is not below a main module are left
//     alone: see [Places].
//   - A file that is not what the findings were found in is left alone.
//
// For the command, -diff prints the plan instead of findings and exits 1 if it
// is not empty; -fix writes it, runs again, and prints what that finds; with
// both nothing is written. Findings without a fix do not count for -diff, so
// that it says whether -fix would change something.
package fix

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"github.com/aymanbagabas/go-udiff"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
)

// A Plan is what to make of some files.
type Plan struct {
	// Fixed are the findings whose fixes are in the plan, Left all others, in
	// the order and with the positions they came with.
	Fixed, Left []driver.Finding
	// Overlaps counts the fixes that were left out because they overlap others.
	Overlaps int
	// Skipped are the files that have fixes but are left alone, by name.
	Skipped []Skip
	// Broken are the files whose fixes were left out because the result is no
	// Go, or because the fix itself makes no sense: a mistake of ours.
	Broken []Skip

	files []change // those that change, by name
}

// A Skip is a file that is left alone, and why.
type Skip struct{ Name, Reason string }

// A change is what becomes of one file.
type change struct {
	name          string
	before, after []byte
}

// A File reads a file that may be changed. Its error says why this one may not:
// see [Places.Read].
type File func(name string) ([]byte, error)

// New makes a plan. It reads each file once.
func New(findings []driver.Finding, read File) *Plan {
	b := builder{read: read, files: make(map[string]*source)}
	var fixes []*candidate
	for i, f := range findings {
		if len(f.Fixes) > 0 && len(f.Fixes[0].Edits) > 0 {
			fixes = append(fixes, b.candidate(i, f.Fixes[0]))
		}
	}
	p := new(Plan)
	// A fix that is taken back, as its file cannot be formatted, may make room
	// for others and is part of what is done to other files: start again.
	for again := true; again; {
		again = false
		p.Overlaps, p.files = 0, nil
		b.reset()
		for _, c := range fixes {
			c.accepted = false
			if b.spoilt(c) {
				continue
			}
			if c.accepted = b.accept(c); !c.accepted {
				p.Overlaps++
			}
		}
		for _, name := range b.names() {
			src := b.files[name]
			if len(src.accepted) == 0 {
				continue
			}
			after, err := src.result()
			if err != nil {
				src.refusal = &refusal{fmt.Errorf("the result is no Go: %w", err), true}
				again = true
				continue
			}
			if !bytes.Equal(after, src.text) {
				p.files = append(p.files, change{name: name, before: src.text, after: after})
			}
		}
	}
	p.account(findings, fixes, &b)
	return p
}

// account says which findings are settled, and what was left alone.
func (p *Plan) account(findings []driver.Finding, fixes []*candidate, b *builder) {
	settled := make([]bool, len(findings))
	for _, c := range fixes {
		settled[c.index] = c.accepted
	}
	for i, f := range findings {
		if settled[i] {
			p.Fixed = append(p.Fixed, f)
		} else {
			p.Left = append(p.Left, f)
		}
	}
	for _, name := range b.names() {
		switch r := b.files[name].refusal; {
		case r == nil:
		case r.broken:
			p.Broken = append(p.Broken, Skip{name, r.Error()})
		default:
			p.Skipped = append(p.Skipped, Skip{name, r.Error()})
		}
	}
}

// A candidate is the fix of a finding.
type candidate struct {
	index    int                     // of the finding
	edits    map[string][]udiff.Edit // by file, ordered
	accepted bool
}

// A source is a file with the edits that were accepted for it.
type source struct {
	text     []byte
	refusal  *refusal
	accepted []udiff.Edit // ordered
}

// A refusal says why a file is left alone.
type refusal struct {
	error
	broken bool // a mistake of ours
}

type builder struct {
	read  File
	files map[string]*source
}

// names returns the files in order.
func (b *builder) names() []string {
	var names []string
	for name := range b.files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func (b *builder) reset() {
	for _, src := range b.files {
		src.accepted = nil
	}
}

// source reads a file.
func (b *builder) source(name string) *source {
	src := b.files[name]
	if src == nil {
		src = new(source)
		b.files[name] = src
		text, err := b.read(name)
		if err == nil && generated(text) {
			err = errors.New("generated code: fix what generates it")
		}
		if err != nil {
			src.refusal = &refusal{err, false}
		}
		src.text = text
	}
	return src
}

// candidate takes the edits of a fix apart by file. What is wrong with one is
// recorded with its file.
func (b *builder) candidate(index int, f driver.Fix) *candidate {
	c := &candidate{index: index, edits: make(map[string][]udiff.Edit)}
	for _, e := range f.Edits {
		src := b.source(e.Pos.Filename)
		c.edits[e.Pos.Filename] = append(c.edits[e.Pos.Filename], udiff.Edit{Start: e.Pos.Offset, End: e.End.Offset, New: e.NewText})
		switch {
		case src.refusal != nil:
		case e.End.Filename != e.Pos.Filename || e.End.Offset < e.Pos.Offset:
			src.refusal = &refusal{fmt.Errorf("an edit of the fix %q ends before it starts", f.Message), true}
		case !at(src.text, e.Pos) || !at(src.text, e.End):
			src.refusal = &refusal{errors.New("changed since it was analyzed: run again"), false}
		}
	}
	for name, edits := range c.edits {
		udiff.SortEdits(edits)
		edits = slices.Compact(edits)
		for i := 1; i < len(edits); i++ {
			if src := b.files[name]; edits[i].Start < edits[i-1].End && src.refusal == nil {
				src.refusal = &refusal{fmt.Errorf("the fix %q overlaps itself", f.Message), true}
			}
		}
		c.edits[name] = edits
	}
	return c
}

// spoilt reports whether a file that c changes is left alone.
func (b *builder) spoilt(c *candidate) bool {
	for name := range c.edits {
		if b.files[name].refusal != nil {
			return true
		}
	}
	return false
}

// accept adds all edits of c, or none.
func (b *builder) accept(c *candidate) bool {
	merged := make(map[string][]udiff.Edit)
	whole := b.has(c)
	for name, edits := range c.edits {
		list, ok := merge(b.files[name].accepted, edits, whole)
		if !ok {
			return false
		}
		merged[name] = list
	}
	for name, list := range merged {
		b.files[name].accepted = list
	}
	return true
}

// has reports whether all that c does is done already.
func (b *builder) has(c *candidate) bool {
	for name, edits := range c.edits {
		for _, e := range edits {
			if !slices.Contains(b.files[name].accepted, e) {
				return false
			}
		}
	}
	return true
}
