package fix

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Places says which files are the user's to change: those of main modules,
// which the go command calls so because it does not get them from elsewhere.
// Never one of Go, of the caches, or of a vendor directory, where the next
// `go mod vendor` would undo the change.
type Places struct {
	roots   []string // of the main modules; none without modules
	foreign []string // Go, caches
}

// FindPlaces asks the go command, in dir, with env (nil is ours).
func FindPlaces(ctx context.Context, dir string, env []string) (*Places, error) {
	goCommand := func(args ...string) ([]byte, error) {
		cmd := exec.CommandContext(ctx, "go", args...)
		cmd.Dir = dir
		if cmd.Env = env; env == nil {
			cmd.Env = cmd.Environ()
		}
		out, err := cmd.Output()
		if exit, ok := errors.AsType[*exec.ExitError](err); ok {
			err = errors.New(strings.Join(strings.Fields(string(exit.Stderr)), " "))
		}
		return out, err
	}
	out, err := goCommand("env", "-json", "GOMOD", "GOWORK", "GOROOT", "GOMODCACHE", "GOCACHE")
	if err != nil {
		return nil, err
	}
	var vars struct{ GOMOD, GOWORK, GOROOT, GOMODCACHE, GOCACHE string }
	if err := json.Unmarshal(out, &vars); err != nil {
		return nil, fmt.Errorf("go env: %w", err)
	}
	p := new(Places)
	for _, name := range []string{vars.GOROOT, vars.GOMODCACHE, vars.GOCACHE} {
		if filepath.IsAbs(name) {
			p.foreign = append(p.foreign, real(name))
		}
	}
	if (vars.GOMOD == "" || vars.GOMOD == os.DevNull) && (vars.GOWORK == "" || vars.GOWORK == "off") {
		return p, nil
	}
	if out, err = goCommand("list", "-m", "-f", "{{.Dir}}"); err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(out)) {
		if line = strings.TrimSpace(line); line != "" {
			p.roots = append(p.roots, real(line))
		}
	}
	return p, nil
}

// Read reads a file that may be changed, and says of any other why it may not.
func (p *Places) Read(name string) ([]byte, error) {
	info, err := os.Lstat(name)
	switch {
	case err != nil:
		return nil, reason(err)
	case info.Mode()&os.ModeSymlink != 0:
		return nil, errors.New("a link: fix the file that it leads to")
	case !info.Mode().IsRegular():
		return nil, errors.New("not a regular file")
	}
	if err := p.own(real(name)); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(name)
	return text, reason(err)
}

// own is nil if a file belongs to a main module.
func (p *Places) own(name string) error {
	for _, dir := range p.foreign {
		if _, ok := below(dir, name); ok {
			return fmt.Errorf("below %s, which belongs to the go command", dir)
		}
	}
	root, rel := "", name
	for _, dir := range p.roots {
		if r, ok := below(dir, name); ok && len(dir) > len(root) {
			root, rel = dir, r
		}
	}
	if root == "" && len(p.roots) > 0 {
		return errors.New("outside of the main module")
	}
	for _, elem := range strings.Split(filepath.Dir(rel), string(filepath.Separator)) {
		if elem == "vendor" {
			return errors.New("in a vendor directory")
		}
	}
	if root == "" {
		return nil
	}
	for dir := filepath.Dir(name); dir != root && dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Lstat(filepath.Join(dir, "go.mod")); err == nil {
			return fmt.Errorf("in another module, that of %s", dir)
		}
	}
	return nil
}

// below returns name from dir on, if it is there.
func below(dir, name string) (string, bool) {
	rel, err := filepath.Rel(dir, name)
	return rel, err == nil && filepath.IsLocal(rel)
}

// real resolves links, as far as they lead somewhere.
func real(name string) string {
	if resolved, err := filepath.EvalSymlinks(name); err == nil {
		return resolved
	}
	return filepath.Clean(name)
}

// reason is an error without the name of the file, which stands beside it.
func reason(err error) error {
	if path, ok := errors.AsType[*os.PathError](err); ok {
		return path.Err
	}
	return err
}
