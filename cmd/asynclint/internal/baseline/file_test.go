package baseline_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/baseline"
)

const document = `{
  "version": 1,
  "entries": [
    {
      "check": "sleepctx",
      "path": "p.go",
      "message": "a < b",
      "count": 1
    },
    {
      "check": "deadctx",
      "path": "p/p.go",
      "function": "(*T).M",
      "message": "it \"waits\" 0 times",
      "count": 2
    }
  ]
}
`

func read(t testing.TB, text string) (*baseline.Baseline, error) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "b.json"), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return baseline.Read("b.json", dir)
}

func TestRead(t *testing.T) {
	b, err := read(t, document)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := b.Entries(), []baseline.Entry{
		{Check: "sleepctx", Path: "p.go", Message: "a < b", Count: 1, Line: 5},
		{Check: "deadctx", Path: "p/p.go", Function: "(*T).M", Message: `it "waits" 0 times`, Count: 2, Line: 11},
	}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got, err := b.Bytes(); err != nil || string(got) != document {
		t.Errorf("it is written as\n%s%v", got, err)
	}
	if got := fmt.Sprint(b.Entries()[1]); got != `p/p.go: (*T).M: it "waits" 0 times (deadctx, 2 times)` {
		t.Errorf("an entry in words: %s", got)
	}
	if b, err = read(t, `{"version":1,"entries":[]}`); err != nil || len(b.Entries()) != 0 {
		t.Errorf("no entries: %v %v", b, err)
	}
	if _, err := baseline.Read("nosuch", t.TempDir()); !errors.Is(err, fs.ErrNotExist) || !strings.HasPrefix(err.Error(), "nosuch: ") {
		t.Errorf("no file: %v", err)
	}
}

// TestReadStrictly: one change to a good file, and one line about it.
func TestReadStrictly(t *testing.T) {
	for _, test := range []struct{ old, new, want string }{
		{document, "", "1: no JSON: unexpected end of JSON input"},
		{document, "\n[]", "2: the document is not what belongs here"},
		{"{", "\x00", "1: no JSON: invalid character '\\x00' looking for beginning of value"},
		{`"count": 1` + "\n", `"count": 1,` + "\n", "9: no JSON: invalid character '}' looking for beginning of object key string"},
		{"  ]\n}\n", "  ]\n}\n{}\n", "19: no JSON: invalid character '{' after top-level value"},
		{`"version": 1`, `"version": 2`, "2: unknown version 2 (this asynclint knows 1)"},
		{`"version": 1`, `"version": "1"`, `2: the value of "version" is not what belongs there`},
		{`"version": 1,`, ``, "18: the version is missing"},
		{`"version": 1`, `"Version": 1`, `2: unknown field "Version"`},
		{`"version": 1,`, `"version": 1,` + "\n" + `"version": 1,`, `3: "version" is there twice`},
		{`"entries": [`, `"entries": null, "x": [`, `3: the value of "entries" is not what belongs here`},
		{`"entries": [`, `"entry": [`, `3: unknown field "entry"`},
		{"\"entries\": [\n", "\"entries\": [\n[],\n", `4: an entry is not what belongs here`},
		{`"check": "sleepctx"`, `"check": 1`, `5: the value of "check" is not what belongs there`},
		{`"check": "sleepctx"`, `"check": ""`, `5: an entry lacks check`},
		{`"message": "a < b",`, ``, `5: an entry lacks message`},
		{`"version": 1,`, `"version": 1,` + "\n" + `"entries": [{}],`, "3: an entry lacks check, path, message, count"},
		{`"message": "a < b"`, `"line": 3`, `7: unknown field "line"`},
		{`"message": "a < b"`, `"path": "p.go"`, `7: "path" is there twice`},
		{`"count": 1`, `"count": 0`, "8: the count 0 is below one"},
		{`"count": 1`, `"count": -1`, "8: the count -1 is below one"},
		{`"count": 1`, `"count": 1.5`, `8: the value of "count" is not what belongs there`},
		{`"p.go"`, `"../p.go"`, `6: the path "../p.go" is not one below the folder of this file`},
		{`"p.go"`, `"/p.go"`, `6: the path "/p.go" is not one below the folder of this file`},
		{`"p.go"`, `"./p.go"`, `6: the path "./p.go" is not one below the folder of this file`},
		{`"p.go"`, `""`, `6: the path "" is not one below the folder of this file`},
		{`"entries": [`, `"entries": [{"count": 7, "message": "a < b", "path": "p.go", "check": "sleepctx"},`, "5: the entry of line 3 again"},
	} {
		text := strings.Replace(document, test.old, test.new, 1)
		if text == document {
			t.Fatalf("%q is not in the document", test.old)
		}
		_, err := read(t, text)
		if want := "b.json:" + test.want; err == nil || err.Error() != want {
			t.Errorf("%q for %q:\n got %v\nwant %s", test.new, test.old, err, want)
		}
	}
}

func TestFind(t *testing.T) {
	for _, test := range []struct {
		name, files, dir, want string
	}{
		{"no module", "", ".", ""},
		{"module", "go.mod", ".", "."},
		{"below a module", "go.mod x/y/", "x/y", "."},
		{"module in a module", "go.mod x/go.mod " + baseline.Name, "x", "x"},
		{"workspace", "go.work x/go.mod", "x", "."},
		{"workspace, one of a module", "go.work x/go.mod x/" + baseline.Name, "x", "x"},
		{"workspace, both", "go.work x/go.mod x/" + baseline.Name + " " + baseline.Name, "x", "x"},
		{"workspace, at its root", "go.work x/go.mod x/" + baseline.Name, ".", "."},
		{"folder called go.mod", "go.mod x/go.mod/", "x", "."},
	} {
		root := t.TempDir()
		for name := range strings.FieldsSeq(test.files) {
			path := filepath.Join(root, filepath.FromSlash(name))
			dir := filepath.Dir(path)
			if strings.HasSuffix(name, "/") {
				dir = path
			}
			if err := os.MkdirAll(dir, 0o777); err != nil {
				t.Fatal(err)
			}
			if dir != path {
				if err := os.WriteFile(path, nil, 0o666); err != nil {
					t.Fatal(err)
				}
			}
		}
		want := ""
		if test.want != "" {
			want = filepath.Join(root, test.want, baseline.Name)
		}
		if got := baseline.Find(filepath.Join(root, test.dir)); got != want {
			t.Errorf("%s: got %q, want %q", test.name, got, want)
		}
	}
}

func TestWrite(t *testing.T) {
	b, err := read(t, document)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	name := filepath.Join(dir, "b.json")
	expect := func(mode fs.FileMode) {
		t.Helper()
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if runtime.GOOS != "windows" && info.Mode().Perm() != mode {
			t.Errorf("the mode is %v, want %v", info.Mode(), mode)
		}
		if got, err := os.ReadFile(name); err != nil || string(got) != document {
			t.Errorf("the file is %q %v", got, err)
		}
	}
	if err := b.Write("b.json", dir); err != nil {
		t.Fatal(err)
	}
	expect(0o644)

	if err := os.WriteFile(name, []byte("old"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(name, 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(name, link); err != nil {
		link = name // some systems have none
	}
	if err := b.Write(link, dir); err != nil {
		t.Fatal(err)
	}
	expect(0o600)
	if got, err := os.Readlink(link); link != name && got != name {
		t.Errorf("the link is %q %v", got, err)
	}

	if err := os.Chmod(name, 0o400); err != nil {
		t.Fatal(err)
	}
	if err := b.Write("b.json", dir); err == nil || err.Error() != "b.json: not written: read-only" {
		t.Errorf("read-only: %v", err)
	}
	if err := b.Write("nosuch/b.json", dir); err == nil || strings.Contains(err.Error(), dir) {
		t.Errorf("no folder: %v", err)
	}
	if list, err := filepath.Glob(filepath.Join(dir, ".*")); err != nil || len(list) > 0 {
		t.Errorf("left behind: %v %v", list, err)
	}
}
