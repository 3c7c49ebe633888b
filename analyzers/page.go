package analyzers

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	"golang.org/x/tools/txtar"

	"github.com/asynclint/asynclint/analyzers/internal/prose"
	"github.com/asynclint/asynclint/testdata"
)

// Summary is what the check reports, in half a sentence.
func Summary(c Check) string {
	p, err := readDoc(c.Name())
	if err != nil {
		return c.Analyzer.Doc // a test sees to it that there is prose
	}
	return p.summary
}

// Page is all there is to know about a check, in Markdown: its prose, the
// pitfall and the reference as they are tested, and how they were proven. It is
// what docs/checks has, what `asynclint -explain` prints and what editors show.
func Page(c Check) (string, error) {
	doc, err := readDoc(c.Name())
	if err != nil {
		return "", err
	}
	bad, err := readFixture(c.Name(), "bad")
	if err != nil {
		return "", err
	}
	ref, err := readFixture(c.Name(), "ref")
	if err != nil {
		return "", err
	}
	proof, err := proof(c.Name())
	if err != nil {
		return "", err
	}

	var b strings.Builder
	section := func(heading, text string) { fmt.Fprintf(&b, "## %s\n\n%s\n\n", heading, text) }
	fmt.Fprintf(&b, "# %s\n\nReports %s.\n\n%s\n\n", c.Name(), doc.lead, standing(c))
	if doc.intro != "" {
		fmt.Fprintf(&b, "%s\n\n", doc.intro)
	}
	section("Why", doc.sections["Why"])
	section("What is reported", doc.sections["What is reported"])
	section("The pitfall", prose.Block("go", bad.code())+"\n\n`asynclint` says:\n\n"+prose.Block("text", bad.findings(c.Name())))
	if fixes, err := fixes(c.Name(), bad); err != nil {
		return "", err
	} else if fixes != "" {
		section("The fix", fixes)
	}
	section("The reference", prose.Block("go", ref.code()))
	section("What is not reported", doc.sections["What is not reported"]+debts(c.Name()))
	silence := doc.sections["How to silence"]
	if ignore := "//asynclint:ignore " + c.Name(); !strings.Contains(silence, ignore) {
		silence += "\n\nOr say why it is right, on the line or on the one above:\n\n" + prose.Block("go", ignore+" reason")
	}
	section("How to silence", silence)
	section("Proof", doc.sections["Proof"]+"\n\n"+proof)
	if c.Evidence != "" {
		section("Evidence", c.Evidence)
	}
	section("References", doc.sections["References"])
	return strings.TrimSpace(b.String()) + "\n", nil
}

// standing is the line of what the suite says about the check.
func standing(c Check) string {
	state := "on"
	switch {
	case c.Nursery:
		state = "off (nursery)"
	case !c.Default():
		state = "off"
	}
	return fmt.Sprintf("tier: **%s** · default: **%s** · pitfall: **%s** · since: %s", c.Tier, state, c.Pitfall, c.Since)
}

// Table is the list of checks, in Markdown, with links relative to the root of
// the repository.
func Table() (string, error) {
	var b strings.Builder
	b.WriteString("| check | reports | pitfall | tier | default |\n|---|---|---|---|---|\n")
	for _, c := range Suite() {
		p, err := readDoc(c.Name())
		if err != nil {
			return "", err
		}
		state := "on"
		if !c.Default() {
			state = "off"
		}
		fmt.Fprintf(&b, "| [%s](docs/checks/%[1]s.md) | %s | %s | %s | %s |\n",
			c.Name(), strings.ReplaceAll(p.lead, "|", `\|`), c.Pitfall, c.Tier, state)
	}
	return b.String(), nil
}

// A fixture is the one source file of half a pair.
type fixture struct {
	file  string // bad.go or ref.go
	lines []testdata.Line
}

func readFixture(check, half string) (*fixture, error) {
	src, err := fs.ReadFile(testdata.FS, "src/"+check+"/"+half+"/"+half+".go")
	if err != nil {
		return nil, fmt.Errorf("the pair is not complete: %w", err)
	}
	return &fixture{half + ".go", testdata.Lines(src)}, nil
}

// code is the source as a reader should see it: a line that is reported says so.
func (f *fixture) code() string {
	var b strings.Builder
	for _, line := range f.lines {
		b.WriteString(line.Code)
		if len(line.Wants) > 0 {
			b.WriteString(" // <-- reported")
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// findings is what the check says, as text output has it.
func (f *fixture) findings(check string) string {
	var b strings.Builder
	for i, line := range f.lines {
		for _, want := range line.Wants {
			fmt.Fprintf(&b, "%s:%d: %s (%s)\n", f.file, i+1, testdata.Plain(want), check)
		}
	}
	return b.String()
}

// fixes shows what each suggested fix changes in bad, if there is any.
func fixes(check string, bad *fixture) (string, error) {
	golden, err := fs.ReadFile(testdata.FS, "src/"+check+"/bad/bad.go.golden")
	if err != nil {
		return "", nil // no fix
	}
	archive := txtar.Parse(golden)
	if len(archive.Files) == 0 {
		archive.Files = []txtar.File{{Data: golden}}
	}
	var parts []string
	for _, fix := range archive.Files {
		if fix.Name != "" {
			parts = append(parts, fix.Name+":")
		}
		parts = append(parts, prose.Block("diff", diff(bad.lines, testdata.Lines(fix.Data))))
	}
	return strings.Join(parts, "\n\n"), nil
}

// debts lists the cases that show known errors of a check.
func debts(check string) string {
	var b strings.Builder
	for _, kind := range []struct{ prefix, words string }{
		{"fp_", "Known false reports"}, {"fn_", "Known misses"},
	} {
		dirs, _ := fs.Glob(testdata.FS, "src/"+check+"/cases/"+kind.prefix+"*")
		for i, dir := range dirs {
			if i == 0 {
				fmt.Fprintf(&b, "\n\n%s, kept as tests:", kind.words)
			}
			fmt.Fprintf(&b, " [`%s`](../../testdata/%s)", path.Base(dir), dir)
		}
	}
	return b.String()
}

// proof is the list of witnesses, or why there is none.
func proof(check string) (string, error) {
	witnesses, reason, err := testdata.Witnesses(check)
	if err != nil {
		return "", err
	}
	if len(witnesses) == 0 {
		return "There is no witness: " + reason + ".", nil
	}
	file := "testdata/src/" + check + "/bad/bad_test.go"
	var b strings.Builder
	fmt.Fprintf(&b, "The same test runs beside both, [`%s`](../../%[1]s). On the reference it passes, also under the race detector. On the bad code\n", file)
	for _, w := range witnesses {
		fmt.Fprintf(&b, "\n- `%s` fails with `%s` (%s)", w.Test, w.Text, kinds[w.Kind])
	}
	return b.String() + ".", nil
}

// kinds puts the kinds of witness into words.
var kinds = map[string]string{
	"syn":     "`testing/synctest` finds the goroutines of a bubble stuck",
	"leak":    "the runtime's goroutine leak profile proves it stuck for ever",
	"die":     "the process dies",
	"panic":   "the process panics",
	"measure": "a number is above its bound",
}
