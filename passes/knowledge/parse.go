package knowledge

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/asynclint/asynclint/passes/effect"
)

// Parse reads rows in the grammar of tables/*.txt: one row a line, the full
// name of a function and then its attributes, separated by blanks; # starts a
// comment. The error names file, line and the word it did not understand.
func Parse(file, text string) ([]Row, error) {
	var rows []Row
	n := 0
	for line := range strings.SplitSeq(text, "\n") {
		n++
		line, _, _ = strings.Cut(line, "#")
		words, err := splitWords(line)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, n, err)
		}
		if len(words) == 0 {
			continue
		}
		r, err := parseRow(words[0], words[1:])
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %s: %w", file, n, words[0], err)
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// splitWords cuts a line at its blanks. Blanks inside brackets, as in
// parked(IO wait) or (*p.Map[K, V]).Range, belong to the word.
func splitWords(line string) ([]string, error) {
	var words []string
	depth, start := 0, -1
	for i, c := range line {
		switch c {
		case '(', '[':
			depth++
		case ')', ']':
			depth--
		}
		if depth < 0 {
			return nil, fmt.Errorf("unbalanced %q in %q", c, strings.TrimSpace(line))
		}
		blank := (c == ' ' || c == '\t' || c == '\r') && depth == 0
		if blank && start >= 0 {
			words = append(words, line[start:i])
			start = -1
		} else if !blank && start < 0 {
			start = i
		}
	}
	if depth > 0 {
		return nil, fmt.Errorf("unclosed bracket in %q", strings.TrimSpace(line))
	}
	if start >= 0 {
		words = append(words, line[start:])
	}
	return words, nil
}

func parseRow(name string, attrs []string) (Row, error) {
	r := Row{Name: name}
	if key := parseKey(name); key.pkg == "" || key.name == "" || !strings.Contains(name, ".") {
		return Row{}, errors.New("not the full name of a function")
	}
	if len(attrs) == 0 {
		return Row{}, errors.New("no attributes: a row that says nothing")
	}
	seen := make(map[string]bool)
	for _, attr := range attrs {
		word, _, _ := strings.Cut(attr, "(")
		if seen[word] {
			return Row{}, fmt.Errorf("attribute %q given twice", word)
		}
		seen[word] = true
		if err := r.set(attr); err != nil {
			return Row{}, err
		}
	}
	return r, r.consistent()
}

// onePermit stands for the argument that counts permits where there is none:
// each call takes or gives back one.
const onePermit = 1 << 16

// set applies one attribute.
func (r *Row) set(attr string) error {
	word, arg, hasArg := strings.Cut(attr, "(")
	if hasArg {
		var closed bool
		if arg, closed = strings.CutSuffix(arg, ")"); !closed || arg == "" {
			return fmt.Errorf("malformed attribute %q", attr)
		}
	}
	flag, number, mode := r.flag(word), r.index(word), r.mode(word)
	switch {
	case flag != nil && !hasArg:
		*flag = true
	case word == "ctx" && arg == "recv":
		r.CtxRecv = true
	case !hasArg && (word == "acquires" || word == "tryacquires" || word == "releases"):
		*number = onePermit
	case number != nil && hasArg:
		n, err := strconv.Atoi(arg)
		if err != nil || n < 0 {
			return fmt.Errorf("%s wants an argument index, not %q", word, arg)
		}
		*number = n + 1
	case mode != nil && arg == "w":
		*mode = Write
	case mode != nil && arg == "r":
		*mode = Read
	case mode != nil && hasArg:
		return fmt.Errorf("%s wants w or r, not %q", word, arg)
	case word == "blocks" && hasArg:
		kind, ok := effect.ParseBlockKind(arg)
		if !ok {
			return fmt.Errorf("no way to block is called %q", arg)
		}
		r.Blocks = kind
	case word == "parked" && hasArg:
		r.Parked = arg
	case word == "unshown" && hasArg:
		r.Unshown = arg
	case word == "owes" || word == "frees":
		part, ok := parsePart(arg)
		if !ok {
			return fmt.Errorf("%s wants N, argN or recv, and .FIELD perhaps, not %q", word, arg)
		}
		if word == "owes" {
			r.owes = part
		} else {
			r.frees = part
		}
	case word == "group" && (arg == "waitgroup" || arg == "errgroup"):
		r.Group = arg
	case word == "wakes" && (arg == "one" || arg == "all"):
		r.Wakes = arg
	default:
		return fmt.Errorf("unknown attribute %q", attr)
	}
	return nil
}

// parsePart reads what owes and frees are about: result N, argN, recv.
func parsePart(text string) (Part, bool) {
	whole, field, dotted := strings.Cut(text, ".")
	if dotted && field == "" {
		return Part{}, false
	}
	if whole == "recv" {
		return Part{Of: OfRecv, Field: field}, true
	}
	of := OfResult
	number, isArg := strings.CutPrefix(whole, "arg")
	if isArg {
		of = OfArg
	}
	n, err := strconv.Atoi(number)
	return Part{Of: of, Index: n, Field: field}, err == nil && n >= 0
}

// flag returns the field that an attribute without argument sets.
func (r *Row) flag(word string) *bool {
	switch word {
	case "request":
		return &r.Request
	case "late":
		return &r.Late
	case "cancel":
		return &r.Cancel
	case "detached":
		return &r.Detached
	case "once":
		return &r.Once
	case "apart":
		return &r.Apart
	case "joins":
		return &r.Joins
	case "failnow":
		return &r.FailNow
	case "parallel":
		return &r.Parallel
	case "leakcheck":
		return &r.LeakCheck
	case "noreturn":
		return &r.NoReturn
	case "paired":
		return &r.Paired
	case "borrows":
		return &r.Borrows
	}
	return nil
}

// index returns the field that an attribute with an argument index sets.
func (r *Row) index(word string) *int {
	switch word {
	case "ctx":
		return &r.ctx
	case "derives":
		return &r.derives
	case "carries":
		return &r.carries
	case "spawns":
		return &r.spawns
	case "calls":
		return &r.calls
	case "wraps":
		return &r.wraps
	case "serial":
		return &r.serial
	case "registers":
		return &r.registers
	case "acquires":
		return &r.acquires
	case "tryacquires":
		return &r.tryAcquires
	case "releases":
		return &r.releases
	case "drains":
		return &r.drains
	}
	return nil
}

// mode returns the field that an attribute with a lock mode sets.
func (r *Row) mode(word string) *Mode {
	switch word {
	case "locks":
		return &r.Locks
	case "trylocks":
		return &r.TryLocks
	case "unlocks":
		return &r.Unlocks
	}
	return nil
}

// consistent rejects attributes that mean nothing without another one.
func (r Row) consistent() error {
	blocking := r.Blocks != effect.NotBlocking
	made := r.derives > 0 || r.carries > 0
	for _, rule := range []struct {
		broken bool
		text   string
	}{
		{r.Parked != "" && !blocking, "parked without blocks"},
		{r.Unshown != "" && !blocking, "unshown without blocks"},
		{r.Parked != "" && r.Unshown != "", "parked and unshown exclude each other"},
		{(r.ctx > 0 || r.CtxRecv) && !blocking, "ctx without blocks: there is nothing to give up"},
		{r.ctx > 0 && r.CtxRecv, "ctx given twice"},
		{r.Request && r.ctx == 0, "request without ctx"},
		{r.Late && r.ctx == 0, "late without ctx"},
		{r.Cancel && !made, "cancel without derives"},
		{r.Detached && r.derives == 0, "detached without derives"},
		{r.Apart && r.calls == 0, "apart without calls"},
		{r.Once && r.calls == 0 && r.wraps == 0, "once without calls or wraps"},
		{r.Locks != NoMode && r.Blocks != effect.Lock, "locks without blocks(lock)"},
		{r.Paired && r.owes.Of == NoPart && !r.Cancel, "paired without owes or cancel"},
		{r.Borrows && r.drains > 0, "borrows says less than drains"},
		{r.Borrows && r.frees.Of != NoPart, "borrows and frees exclude each other"},
		{r.acquires > 0 && r.Blocks != effect.Permit, "acquires without blocks(permit)"},
	} {
		if rule.broken {
			return errors.New(rule.text)
		}
	}
	return nil
}
