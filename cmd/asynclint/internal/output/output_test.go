package output_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"flag"
	"fmt"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/tools/go/analysis"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/output"
)

var update = flag.Bool("update", false, "rewrite the golden files and docs/formats.md")

const dir = "/src/app"

// files are the sources of the findings.
var files = map[string]string{
	dir + "/a/a.go":             "package a\n\nfunc F() {\n\t/* 世界 😀 */ mu.Lock()\n\treturn\n}\n",
	dir + "/with space/100%.go": "package spaces\r\n\r\nvar x = f(\r\n\t1,\r\n)",
	"/go/src/time/sleep.go":     "package time\n\nfunc Sleep(d Duration)\n",
}

func at(file string, line, column int) token.Position {
	offset := 0
	for i, l := range slices.Collect(strings.Lines(files[file])) {
		if i < line-1 {
			offset += len(l)
		}
	}
	return token.Position{Filename: file, Offset: offset + column - 1, Line: line, Column: column}
}

// findings have whatever is hard to print.
func findings() []driver.Finding {
	const (
		a      = dir + "/a/a.go"
		spaces = dir + "/with space/100%.go"
		std    = "/go/src/time/sleep.go"
		gone   = dir + "/gone.go"
	)
	return []driver.Finding{
		{Check: "second", Package: "app/with space", Pos: at(spaces, 3, 9), End: at(spaces, 5, 2), Message: "100% of\nlines, \"quoted\" <&>: f[i](1) \x1b[31m"},
		{Check: "first", Package: "app/a", Func: "F", Pos: at(a, 4, 20), End: at(a, 4, 29),
			Message: "mu is locked here, and the return on line 5 leaves it locked", URL: "https://example.com/first",
			Steps: []driver.Step{
				{Pos: at(a, 5, 2), End: at(a, 5, 8), Message: "leaves with [mu] locked"},
				{Pos: at(std, 3, 6), End: at(std, 3, 6), Message: "in another module"},
			},
			Fixes: []driver.Fix{{Message: "unlock it", Edits: []driver.Edit{{Pos: at(a, 5, 2), End: at(a, 5, 2), NewText: "mu.Unlock()\n\t"}}}},
		},
		{Check: "third", Package: "app", Pos: at(gone, 7, 3), End: at(gone, 7, 9), Message: "the file has gone"},
		{Check: "third", Package: "time", Func: "Sleep", Pos: at(std, 3, 6), End: at(std, 3, 11), Message: "outside of the module"},
		{Check: "third", Package: "app", Pos: at(gone, 17, 3), End: at(gone, 17, 3), Message: "the file has gone"},
	}
}

func check(name string, tier analyzers.Tier) analyzers.Check {
	a := &analysis.Analyzer{Name: name, Doc: name + " of all", URL: "https://example.com/" + name}
	return analyzers.Check{Analyzer: a, Tier: tier, Pitfall: analyzers.Locks}
}

func options() output.Options {
	return output.Options{
		Dir:  dir,
		Root: "/src",
		Checks: []analyzers.Check{
			check("first", analyzers.Bug), check("second", analyzers.Suspicious), check("third", analyzers.Advice),
		},
		Page: func(c analyzers.Check) (string, error) {
			return "# " + c.Name() + "\n\nReports all\nof it.\n\nSee [bad](../../testdata/bad.go).\n", nil
		},
		Version: "v1.2.3",
		Context: 1,
		ReadFile: func(name string) ([]byte, error) {
			if text, ok := files[filepath.ToSlash(name)]; ok {
				return []byte(text), nil
			}
			return nil, fs.ErrNotExist
		},
	}
}

func format(t *testing.T, name string, o output.Options, r output.Report) string {
	t.Helper()
	f, err := output.New(name, o)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Format(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// skip says why paths are those of Unix.
func skip(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("/src is not absolute here")
	}
}

func TestGolden(t *testing.T) {
	skip(t)
	colored := options()
	colored.Color, colored.Context = true, 1000
	for _, test := range []struct {
		name, format string
		options      output.Options
	}{
		{"text.txt", "text", options()},
		{"stylish.txt", "stylish", options()},
		{"stylish-color.txt", "stylish", colored},
		{"findings.json", "json", options()},
		{"findings.jsonl", "jsonl", options()},
		{"findings.sarif", "sarif", options()},
		{"github.txt", "github", options()},
		{"codeclimate.json", "codeclimate", options()},
		{"checkstyle.xml", "checkstyle", options()},
		{"junit.xml", "junit", options()},
		{"rdjson.json", "rdjson", options()},
		{"rdjsonl.jsonl", "rdjsonl", options()},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := format(t, test.format, test.options, output.Report{Findings: findings(), Complete: true})
			file := filepath.Join("testdata", test.name)
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got\n%s\nwant\n%s\n(-update rewrites it)", got, want)
			}

			// The order in which they were found does not matter.
			other := findings()
			slices.Reverse(other)
			if again := format(t, test.format, test.options, output.Report{Findings: other, Complete: true}); again != got {
				t.Errorf("in another order:\n%s", again)
			}
		})
	}
}

func TestUnknown(t *testing.T) {
	if _, err := output.New("xml", options()); err == nil || !strings.HasPrefix(err.Error(), `unknown format "xml" (`) {
		t.Error(err)
	}
	for _, name := range output.Names {
		if _, err := output.New(name, options()); err != nil {
			t.Error(err)
		}
	}
}

// TestEmpty: the documents are documents even without a finding.
func TestEmpty(t *testing.T) {
	for name, want := range map[string]string{
		"text": "", "stylish": "", "jsonl": "", "github": "",
		"json":        "{\n  \"version\": 1,\n  \"tool\": {\n    \"name\": \"asynclint\",\n    \"version\": \"v1.2.3\"\n  },\n  \"complete\": false,\n  \"findings\": []\n}\n",
		"sarif":       "",
		"codeclimate": "[]\n",
		"checkstyle":  xml.Header + "<checkstyle version=\"4.3\"></checkstyle>\n",
		"rdjson":      "{\n  \"source\": {\n    \"name\": \"asynclint\",\n    \"url\": \"https://github.com/asynclint/asynclint\"\n  },\n  \"diagnostics\": []\n}\n",
		"rdjsonl":     "",
		"junit": xml.Header + `<testsuites name="asynclint" tests="1" failures="0" errors="1">
  <testsuite name="asynclint" tests="1" failures="0" errors="1">
    <testcase classname="asynclint" name="run">
      <error message="not everything could be analyzed" type="incomplete">app/b: it does not build&#xA;app/c: neither does it</error>
    </testcase>
  </testsuite>
</testsuites>
`,
	} {
		got := format(t, name, options(), output.Report{Problems: []string{"app/b: it does not build", "app/c: neither does it"}})
		if name == "sarif" {
			if !strings.Contains(got, `"results": []`) || !strings.Contains(got, `"executionSuccessful": false`) {
				t.Errorf("sarif:\n%s", got)
			}
			validate(t, sarifSchema(), decode(t, got))
		} else if got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func decode(t *testing.T, text string) any {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func compile(t *testing.T, schema string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	s, err := c.Compile(schema)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func validate(t *testing.T, schema string, v any) {
	t.Helper()
	if err := compile(t, schema).Validate(v); err != nil {
		t.Error(err)
	}
}

const jsonSchema = "../../../../docs/asynclint-findings.schema.json"

func TestJSONSchema(t *testing.T) {
	r := output.Report{Findings: findings(), Complete: true}
	doc := decode(t, format(t, "json", options(), r))
	validate(t, jsonSchema, doc)
	var lines []any
	for line := range strings.Lines(format(t, "jsonl", options(), r)) {
		lines = append(lines, decode(t, line))
		validate(t, jsonSchema+"#/$defs/finding", lines[len(lines)-1])
	}
	list := doc.(map[string]any)["findings"]
	if got, want := fmt.Sprint(lines...), fmt.Sprint(list.([]any)...); got != want {
		t.Errorf("jsonl has\n%s\njson has\n%s", got, want)
	}

	// The description names every field that there is.
	described, err := os.ReadFile(jsonSchema)
	if err != nil {
		t.Fatal(err)
	}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for key, value := range v {
				if !bytes.Contains(described, []byte(`"`+key+`": {`)) {
					t.Errorf("the schema does not have %s", key)
				}
				walk(value)
			}
		case []any:
			for _, value := range v {
				walk(value)
			}
		}
	}
	walk(doc)
}

// TestIgnored: the formats for people and programs show silenced findings
// behind all others, and the count of stylish has none of them.
func TestIgnored(t *testing.T) {
	all := findings()
	r := output.Report{Findings: all[:1], Complete: true, Silenced: []driver.Silenced{{Finding: all[1], Directive: at(dir+"/a/a.go", 4, 2), Reason: "it is meant"}}}
	without := r
	without.Silenced = nil
	for _, name := range []string{"text", "stylish"} {
		plain, got := format(t, name, options(), without), format(t, name, options(), r)
		if !strings.Contains(got, "ignored here: it is meant") || !strings.Contains(got, "ignored") || !strings.Contains(got, strings.SplitAfter(plain, "\n")[0]) {
			t.Errorf("%s:\n%s", name, got)
		}
	}
	if got := format(t, "stylish", options(), r); !strings.Contains(got, "\n1 finding: ") {
		t.Errorf("stylish counts what is ignored:\n%s", got)
	}
	doc := decode(t, format(t, "json", options(), r)).(map[string]any)
	validate(t, jsonSchema, doc)
	list := doc["ignored"].([]any)
	if len(doc["findings"].([]any)) != 1 || len(list) != 1 || list[0].(map[string]any)["ignored"].(map[string]any)["reason"] != "it is meant" {
		t.Errorf("json: %v", doc)
	}
	if lines := strings.Count(format(t, "jsonl", options(), r), "\n"); lines != 2 {
		t.Errorf("jsonl has %d lines", lines)
	}
	for _, name := range []string{"github", "codeclimate", "checkstyle", "junit", "rdjson", "rdjsonl"} {
		if format(t, name, options(), r) != format(t, name, options(), without) {
			t.Errorf("%s shows what is ignored", name)
		}
	}
}

// TestTextIgnored: what is silenced stands behind what is not, and by what.
func TestTextIgnored(t *testing.T) {
	where := func(line int) token.Position { return at(dir+"/a/a.go", line, 2) }
	r := output.Report{
		Findings: []driver.Finding{{Check: "c", Pos: where(9), Message: "last"}},
		Silenced: []driver.Silenced{
			{Finding: driver.Finding{Check: "c", Pos: where(5), Message: "five"}, Directive: where(4), Reason: "it is\nmeant"},
			{Finding: driver.Finding{Check: "c", Pos: where(3), Message: "three", Steps: []driver.Step{{Pos: where(1), Message: "story"}}}, Directive: where(3)},
		},
	}
	want := "a/a.go:9:2: last (c)\n" +
		"a/a.go:3:2: three (c, ignored)\n\ta/a.go:1:2: story\n\ta/a.go:3:2: ignored here, without a reason\n" +
		"a/a.go:5:2: five (c, ignored)\n\ta/a.go:4:2: ignored here: it is meant\n"
	if got := format(t, "text", output.Options{Dir: dir}, r); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// sarifSchema is our own description of the part of SARIF that we write: the
// official schema is OASIS's, under terms of its own, so it is not in this
// repository. ASYNCLINT_SARIF_SCHEMA names a copy of it to validate with.
func sarifSchema() string {
	if official := os.Getenv("ASYNCLINT_SARIF_SCHEMA"); official != "" {
		return official
	}
	return "testdata/sarif-part.schema.json"
}

func TestSARIF(t *testing.T) {
	skip(t)
	text := format(t, "sarif", options(), output.Report{Findings: findings(), Complete: true})
	validate(t, sarifSchema(), decode(t, text))

	var log struct {
		Runs []struct {
			Tool struct {
				Driver struct{ Rules []struct{ ID string } }
			}
			Results []struct {
				RuleID    string
				RuleIndex int
				Message   struct{ Text string }
				Locations []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI, URIBaseID string }
						Region           struct{ StartLine, StartColumn, EndLine, EndColumn int }
					}
				}
				RelatedLocations []struct{ ID int }
			}
		}
	}
	if err := json.Unmarshal([]byte(text), &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	for _, r := range run.Results {
		if run.Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID {
			t.Errorf("%s has the index of another rule", r.RuleID)
		}
		for _, rel := range r.RelatedLocations {
			if !strings.Contains(r.Message.Text, fmt.Sprintf("](%d)", rel.ID)) {
				t.Errorf("no link to %d in %q", rel.ID, r.Message.Text)
			}
		}
		// What the region selects in UTF-16 is what the finding is about.
		if r.RuleID == "first" {
			region := r.Locations[0].PhysicalLocation.Region
			line := utf16.Encode([]rune(strings.Split(files[dir+"/a/a.go"], "\n")[region.StartLine-1]))
			if got := string(utf16.Decode(line[region.StartColumn-1 : region.EndColumn-1])); got != "mu.Lock()" {
				t.Errorf("the region is of %q", got)
			}
		}
	}
}

// TestSARIFRun: what was silenced, and how the run went.
func TestSARIFRun(t *testing.T) {
	skip(t)
	all := findings()
	r := output.Report{
		Findings: all[:1],
		Silenced: []driver.Silenced{{Finding: all[1], Directive: at(dir+"/a/a.go", 4, 2), Reason: "it is\nmeant"}},
		Problems: []string{"app/b: a[i](1) is not declared"},
		ExitCode: 2,
	}
	text := format(t, "sarif", options(), r)
	validate(t, sarifSchema(), decode(t, text))
	var log struct {
		Runs []struct {
			Invocations []struct {
				ExecutionSuccessful        bool
				ExitCode                   int
				ToolExecutionNotifications []struct{ Message struct{ Text string } }
			}
			Results []struct {
				RuleID       string
				Suppressions []struct{ Justification string }
			}
		}
	}
	if err := json.Unmarshal([]byte(text), &log); err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprintf("%v", log.Runs), `[{[{false 2 [{{app/b: a\[i\](1) is not declared}}]}] [{second []} {first [{it is meant}]}]}]`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if strings.Count(text, `"suppressions": []`) != 1 {
		t.Error("the finding that is not silenced does not say so")
	}
	if strings.Contains(format(t, "sarif", options(), output.Report{Findings: all}), "suppressions") {
		t.Error("suppressions, but nothing is silenced")
	}
}

// TestGitHub undoes the escapes: text must come out.
func TestGitHub(t *testing.T) {
	skip(t)
	o, r := options(), output.Report{Findings: findings()}
	unescape := strings.NewReplacer("%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",", "%25", "%").Replace
	var text strings.Builder
	for line := range strings.Lines(format(t, "github", o, r)) {
		command, data, ok := strings.Cut(strings.TrimPrefix(line, "::"), "::")
		if !ok {
			t.Fatalf("no command: %q", line)
		}
		_, properties, _ := strings.Cut(command, " ")
		for property := range strings.SplitSeq(properties, ",") {
			name, value, _ := strings.Cut(property, "=")
			if value = unescape(value); name == "file" && files["/src/"+value] == "" && files[value] == "" && value != "app/gone.go" {
				t.Errorf("there is no file %q", value)
			}
		}
		text.WriteString(unescape(strings.TrimSuffix(data, "\n")) + "\n")
	}
	// The worst come first: here those of the checks, in their order.
	var want strings.Builder
	for _, check := range o.Checks {
		of := slices.DeleteFunc(findings(), func(f driver.Finding) bool { return f.Check != check.Name() })
		want.WriteString(format(t, "text", o, output.Report{Findings: of}))
	}
	if got := text.String(); got != want.String() {
		t.Errorf("got\n%s\nwant\n%s", got, &want)
	}
}

// TestGitHubLimit: GitHub shows ten of a kind, and fifty in all; so however
// many there are, errors are first, and in the log is everything.
func TestGitHubLimit(t *testing.T) {
	skip(t)
	var list []driver.Finding
	for i := range 60 {
		f := findings()[2]
		f.Check, f.Pos.Line = []string{"third", "first", "second"}[i%3], i+1
		list = append(list, f)
	}
	var kinds []string
	for line := range strings.Lines(format(t, "github", options(), output.Report{Findings: list})) {
		kind, _, _ := strings.Cut(strings.TrimPrefix(line, "::"), " ")
		kinds = append(kinds, kind)
	}
	if got, want := strings.Join(kinds, " "), strings.TrimSpace(strings.Repeat("error ", 20)+strings.Repeat("warning ", 20)+strings.Repeat("notice ", 20)); got != want {
		t.Errorf("got %s", got)
	}
}

func TestFingerprint(t *testing.T) {
	skip(t)
	prints := func(list ...driver.Finding) string {
		var all []string
		for line := range strings.Lines(format(t, "jsonl", options(), output.Report{Findings: list})) {
			var f struct{ Fingerprint string }
			if err := json.Unmarshal([]byte(line), &f); err != nil {
				t.Fatal(err)
			}
			all = append(all, f.Fingerprint)
		}
		return strings.Join(all, " ")
	}
	base := findings()[1]
	with := func(change func(f *driver.Finding)) driver.Finding {
		f := base
		change(&f)
		return f
	}
	moved := with(func(f *driver.Finding) {
		f.Pos.Line, f.Message = 99, strings.Replace(f.Message, "line 5", "line 100", 1)
	})
	elsewhere := with(func(f *driver.Finding) { f.Pos.Filename = "/home/me/app/a/a.go" })
	for name, f := range map[string]driver.Finding{"moved": moved, "elsewhere": elsewhere} {
		if prints(f) != prints(base) {
			t.Errorf("%s: another fingerprint", name)
		}
	}
	for name, f := range map[string]driver.Finding{
		"check":    with(func(f *driver.Finding) { f.Check = "second" }),
		"package":  with(func(f *driver.Finding) { f.Package = "app/b" }),
		"file":     with(func(f *driver.Finding) { f.Pos.Filename = dir + "/a/b.go" }),
		"function": with(func(f *driver.Finding) { f.Func = "G" }),
		"message":  with(func(f *driver.Finding) { f.Message = strings.Replace(f.Message, "mu", "mu2", 1) }),
	} {
		if prints(f) == prints(base) {
			t.Errorf("another %s: the same fingerprint", name)
		}
	}
	both := strings.Fields(prints(base, moved))
	if both[0] != prints(base) || both[0] == both[1] {
		t.Errorf("two in a function: %v", both)
	}
}
