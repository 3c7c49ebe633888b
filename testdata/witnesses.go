package testdata

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"strconv"
	"strings"
)

// Kinds of witness, and what each leaves in the output of a failing test: the
// mark shows that it failed in the manner of its kind.
var Kinds = map[string]string{
	"syn":     "deadlock: ",
	"leak":    "leaked: ",
	"die":     "fatal error: all goroutines are asleep - deadlock!",
	"panic":   "panic: ",
	"measure": "measure: ",
}

// A Witness is a test that proves a pitfall, as its directive declares it.
type Witness struct {
	Test string // the name of the test function
	Kind string // a key of Kinds
	Text string // to be found in the output
}

// Witnesses returns what the test file of a check's pair declares: witnesses,
// or else the reason why there is none.
func Witnesses(check string) (all []Witness, reason string, err error) {
	name := "src/" + check + "/bad/bad_test.go"
	src, err := fs.ReadFile(FS, name)
	if err != nil {
		return nil, "", err
	}
	file, err := parser.ParseFile(token.NewFileSet(), name, src, parser.ParseComments)
	if err != nil {
		return nil, "", err
	}
	owner := make(map[*ast.CommentGroup]string)
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Doc != nil && strings.HasPrefix(f.Name.Name, "Test") {
			owner[f.Doc] = f.Name.Name
		}
	}
	for _, group := range file.Comments {
		for _, c := range group.List {
			if r, ok := strings.CutPrefix(c.Text, "//asynclint:nowitness"); ok {
				reason = strings.TrimSpace(r)
			}
			rest, ok := strings.CutPrefix(c.Text, "//asynclint:witness ")
			if !ok {
				continue
			}
			kind, quoted, _ := strings.Cut(strings.TrimSpace(rest), " ")
			text, err := strconv.Unquote(strings.TrimSpace(quoted))
			switch {
			case Kinds[kind] == "":
				return nil, "", fmt.Errorf("%s: %q is not a kind of witness", name, kind)
			case err != nil || text == "":
				return nil, "", fmt.Errorf("%s: a witness needs a quoted text: %s", name, c.Text)
			case owner[group] == "":
				return nil, "", fmt.Errorf("%s: a witness is declared in the doc comment of a test: %s", name, c.Text)
			}
			all = append(all, Witness{owner[group], kind, text})
		}
	}
	if len(all) == 0 && reason == "" {
		return nil, "", fmt.Errorf("%s declares neither a witness nor, by //asynclint:nowitness, why there is none", name)
	}
	if len(all) > 0 && reason != "" {
		return nil, "", fmt.Errorf("%s declares witnesses, and that there is none", name)
	}
	return all, reason, nil
}
