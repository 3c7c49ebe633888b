package output_test

import (
	"os"
	"regexp"
	"testing"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/output"
)

var example = regexp.MustCompile("(?s)<!-- example: ([a-z]+) -->\n```([a-z]+)\n(.*?)```\n<!-- /example -->\n")

// TestDocs keeps the examples of docs/formats.md true, -update renews them.
func TestDocs(t *testing.T) {
	skip(t)
	const file = "../../../../docs/formats.md"
	doc, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	const src = dir + "/cache/cache.go"
	files[src] = "package cache\n\nfunc (c *Cache) Get(key string) (Item, error) {\n\tc.mu.Lock()\n\titem, ok := c.items[key]\n\tif !ok {\n\t\treturn Item{}, ErrMissing\n\t}\n\tc.mu.Unlock()\n\treturn item, nil\n}\n"
	defer delete(files, src)
	o := options()
	o.Root, o.Checks = dir, o.Checks[:1]
	o.Checks[0] = check("unlockpath", o.Checks[0].Tier)
	o.Checks[0].Analyzer.URL = "https://github.com/asynclint/asynclint/blob/main/docs/checks/unlockpath.md"
	finding := driver.Finding{
		Check: "unlockpath", Package: "example.com/app/cache", Func: "(*Cache).Get",
		Pos: at(src, 4, 2), End: at(src, 4, 13),
		Message: "c.mu is locked here and stays locked when !ok; unlock it on every path",
		URL:     o.Checks[0].Analyzer.URL,
		Steps:   []driver.Step{{Pos: at(src, 7, 3), End: at(src, 7, 28), Message: "returns with c.mu locked"}},
		Fixes: []driver.Fix{{Message: "unlock before the return", Edits: []driver.Edit{
			{Pos: at(src, 7, 3), End: at(src, 7, 3), NewText: "c.mu.Unlock()\n\t\t"},
		}}},
	}
	seen := make(map[string]bool)
	want := example.ReplaceAllStringFunc(string(doc), func(block string) string {
		m := example.FindStringSubmatch(block)
		seen[m[1]] = true
		got := format(t, m[1], o, output.Report{Findings: []driver.Finding{finding}, Complete: true})
		return "<!-- example: " + m[1] + " -->\n```" + m[2] + "\n" + got + "```\n<!-- /example -->\n"
	})
	for _, name := range output.Names {
		if !seen[name] {
			t.Errorf("no example of %s", name)
		}
	}
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o666); err != nil {
			t.Fatal(err)
		}
	} else if want != string(doc) {
		t.Errorf("%s is not up to date: -update rewrites it", file)
	}
}
