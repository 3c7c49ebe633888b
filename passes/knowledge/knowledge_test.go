package knowledge

import (
	"flag"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/asynclint/asynclint/passes/effect"
)

var update = flag.Bool("update", false, "rewrite tables/std.list from the go command in use")

// TestStdList compares tables/std.list with what the go command lists today.
// Newer releases than this one may list less: the list may hold more.
func TestStdList(t *testing.T) {
	cmd := exec.Command("go", "list", "std")
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOFLAGS=")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list std: %v", err)
	}
	var today []string
	for path := range strings.FieldsSeq(string(out)) {
		if !strings.HasPrefix(path, "vendor/") {
			today = append(today, path)
		}
	}
	if *update {
		slices.Sort(today)
		text := strings.Join(today, "\n") + "\n"
		if err := os.WriteFile("tables/std.list", []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return // the embedded copy is still the old one
	}
	for _, path := range today {
		if !IsStd(path) {
			t.Errorf("%s is in std but not in tables/std.list; run this test with -update", path)
		}
	}
	for _, path := range []string{"", "sample", "golang.org/x/sync/errgroup", "vendor/golang.org/x/net/idna"} {
		if IsStd(path) {
			t.Errorf("IsStd(%q) = true", path)
		}
	}
}

func TestLookup(t *testing.T) {
	r, ok := ByName("(*net/http.Client).Do")
	if !ok || r.Blocks != effect.HTTP || !r.Request {
		t.Errorf("ByName((*net/http.Client).Do) = %+v, %t", r, ok)
	}
	if i, ok := r.CtxArg(); i != 0 || !ok {
		t.Errorf("CtxArg of (*net/http.Client).Do = %d, %t; want 0, true", i, ok)
	}
	if _, ok := r.Spawns(); ok {
		t.Error("(*net/http.Client).Do spawns")
	}
	if r, ok := ByName("net/http.Nothing"); ok {
		t.Errorf("ByName(net/http.Nothing) = %+v", r)
	}
	if r := Of(nil); r != (Row{}) {
		t.Errorf("Of(nil) = %+v", r)
	}
	if rows := Rows(); !slices.IsSortedFunc(rows, func(a, b Row) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("Rows is not in order of name")
	}
}

func TestPackages(t *testing.T) {
	for _, test := range []struct {
		path                string
		covered, concurrent bool
	}{
		{"sync", true, true},
		{"time", true, true},
		{"context", true, true},
		{"database/sql", true, true}, // carries contexts
		{"golang.org/x/sync/semaphore", true, true},
		{"strings", true, false},
		{"log", true, false},
		{"bufio", true, false},
		{"math", false, false},
		{"", false, false},
	} {
		if got := Covers(test.path); got != test.covered {
			t.Errorf("Covers(%q) = %t", test.path, got)
		}
		if got := Concurrent(test.path); got != test.concurrent {
			t.Errorf("Concurrent(%q) = %t", test.path, got)
		}
	}
}

func TestPackageOf(t *testing.T) {
	for name, want := range map[string]string{
		"net/http.Get":                    "net/http",
		"(*net/http.Client).Do":           "net/http",
		"(io.Reader).Read":                "io",
		"(*sync/atomic.Pointer[T]).Load":  "sync/atomic",
		"(*a.org/b/v5.Map[K, V]).Range":   "a.org/b/v5",
		"gopkg.in/yaml.v3.Unmarshal":      "gopkg.in/yaml.v3",
		"(*gopkg.in/yaml.v3.Encoder).Set": "gopkg.in/yaml.v3",
	} {
		if got := packageOf(name); got != want {
			t.Errorf("packageOf(%q) = %q, want %q", name, got, want)
		}
	}
}
