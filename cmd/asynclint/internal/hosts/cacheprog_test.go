package hosts

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/testmod"
)

// cacheDir is the variable that makes this test a cache of the go command,
// kept in a directory.
const cacheDir = "HOSTS_TEST_CACHE_DIR"

// TestCacheProg: what one machine has vetted, another has at once, if they
// share a cache by GOCACHEPROG.
func TestCacheProg(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles the standard library, into a new cache")
	}
	testmod.Env(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	shared, dir := t.TempDir(), fresh(t)
	env := []string{"CACHEPROG=" + self, cacheDir + "=" + shared, "GOFLAGS=-x"}
	calls := regexp.MustCompile(`(?m)^.*asynclint\S* .*vet\.cfg`)
	for machine, want := range []bool{true, false} {
		r := shell(t, dir, append(env, "GOCACHE="+t.TempDir()), block(t, "hosts.md", "cacheprog"))
		for _, name := range []string{"a/a.go:17:3: ", "b/b.go:11:9: ", "c/c.go:14:3: "} {
			if r.code != 1 || !strings.Contains(filepath.ToSlash(r.stderr), name) {
				t.Errorf("machine %d: exit %d and no finding at %s", machine, r.code, name)
			}
		}
		if called := calls.MatchString(r.stderr); called != want {
			t.Errorf("machine %d: asynclint called: %t, want %t", machine, called, want)
		}
	}
}

// serveCache speaks the protocol that cmd/go/internal/cacheprog describes, one
// request at a time.
func serveCache(dir string, in io.Reader, out io.Writer) error {
	dec, enc := json.NewDecoder(bufio.NewReader(in)), json.NewEncoder(out)
	type response struct {
		ID            int64
		Err           string   `json:",omitempty"`
		KnownCommands []string `json:",omitempty"`
		Miss          bool     `json:",omitempty"`
		OutputID      []byte   `json:",omitempty"`
		Size          int64    `json:",omitempty"`
		DiskPath      string   `json:",omitempty"`
	}
	if err := enc.Encode(response{KnownCommands: []string{"get", "put", "close"}}); err != nil {
		return err
	}
	for {
		var req struct {
			ID                 int64
			Command            string
			ActionID, OutputID []byte
			BodySize           int64
		}
		if err := dec.Decode(&req); err != nil {
			return err
		}
		res := response{ID: req.ID}
		action := filepath.Join(dir, hex.EncodeToString(req.ActionID)+"-action")
		switch req.Command {
		case "get":
			output, err := os.ReadFile(action)
			if err != nil {
				res.Miss = true
				break
			}
			res.OutputID, res.DiskPath = output, filepath.Join(dir, hex.EncodeToString(output))
			if info, err := os.Stat(res.DiskPath); err == nil {
				res.Size = info.Size()
			} else {
				res = response{ID: req.ID, Miss: true}
			}
		case "put":
			var body []byte
			if req.BodySize > 0 {
				if err := dec.Decode(&body); err != nil {
					return err
				}
			}
			res.DiskPath = filepath.Join(dir, hex.EncodeToString(req.OutputID))
			if err := os.WriteFile(res.DiskPath, body, 0o666); err != nil {
				res.Err = err.Error()
			} else if err := os.WriteFile(action, req.OutputID, 0o666); err != nil {
				res.Err = err.Error()
			}
		}
		if err := enc.Encode(res); err != nil {
			return err
		}
		if req.Command == "close" {
			return nil
		}
	}
}
