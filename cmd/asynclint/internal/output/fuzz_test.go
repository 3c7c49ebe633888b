package output_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"go/token"
	"io"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/output"
)

// FuzzFormats: whatever a finding says and wherever it is, every format stays
// what it is.
func FuzzFormats(f *testing.F) {
	for _, text := range []string{
		"", "plain", `"quoted" 'too' \`, "]]>", "<![CDATA[ <!-- &amp; </failure>", "two\nlines\r\n", "\x00\x1b[31m\x7f\u0085\u2028\u202e",
		"invalid \xff\xc3", "100%0A%", "::error file=a::b", "[a](1) f[i](2)", "世界 😀 e\u0301", "\ufffe\uffff\ufffd", "a,b:c;d", "\t\t",
	} {
		f.Add(text, "a.go", 1, 1)
		f.Add("message", text, 3, 2)
		f.Add(text, "dir/"+text+".go", -1, 1<<30)
	}
	f.Fuzz(func(t *testing.T, text, file string, line, column int) {
		o := options()
		o.ReadFile = func(string) ([]byte, error) { return []byte(text + "\n" + text), nil }
		pos := token.Position{Filename: file, Line: line, Column: column}
		end := token.Position{Filename: file, Line: line + 1, Column: 1}
		finding := driver.Finding{
			Check: "first", Package: text, Func: text, Pos: pos, End: end, Message: text, URL: text,
			Steps: []driver.Step{{Pos: pos, End: end, Message: text}, {Pos: end, End: pos, Message: file}},
			Fixes: []driver.Fix{{Message: text, Edits: []driver.Edit{{Pos: pos, End: pos, NewText: text}, {Pos: end, End: end, NewText: text}}}},
		}
		r := output.Report{
			Findings: []driver.Finding{finding, finding},
			Problems: []string{text},
			Silenced: []driver.Silenced{{Finding: finding, Directive: pos, Reason: text}},
		}
		for _, name := range output.Names {
			got := format(t, name, o, r)
			if again := format(t, name, o, r); again != got {
				t.Errorf("%s: other bytes for the same findings", name)
			}
			lines := strings.Split(strings.TrimSuffix(got, "\n"), "\n")
			switch name {
			case "json", "sarif", "codeclimate", "rdjson":
				if !json.Valid([]byte(got)) || !utf8.ValidString(got) {
					t.Errorf("%s: no JSON: %q", name, got)
				}
			case "jsonl", "rdjsonl":
				for _, line := range lines {
					if !json.Valid([]byte(line)) || !utf8.ValidString(line) {
						t.Errorf("%s: no JSON: %q", name, line)
					}
				}
				want := 2
				if name == "jsonl" {
					want++ // the finding that is ignored
				}
				if len(lines) != want {
					t.Errorf("%s: %d lines", name, len(lines))
				}
			case "checkstyle", "junit":
				for d := xml.NewDecoder(strings.NewReader(got)); ; {
					if _, err := d.Token(); errors.Is(err, io.EOF) {
						break
					} else if err != nil {
						t.Fatalf("%s: %v: %q", name, err, got)
					}
				}
			case "github":
				for _, line := range lines {
					if !strings.HasPrefix(line, "::error ") {
						t.Errorf("no command: %q", line)
					}
				}
				if len(lines) != 2 || strings.Contains(got, "\r") {
					t.Errorf("%d lines: %q", len(lines), got)
				}
			case "stylish":
				for _, r := range strings.ReplaceAll(got, "\n", "") {
					if unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control) {
						t.Errorf("talks to the terminal: %q", got)
						break
					}
				}
			}
		}
	})
}
