package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/cli"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
)

// A view is a module, or a file that is in none: what the command would be
// started for to see the files of the editor. For the go command a file is a
// package of its own then.
type view struct {
	dir     string
	module  bool
	project *cli.Project
	// sessions has one for each platform of the configuration.
	sessions []*driver.Session
	requests []driver.Request
	stamps   map[string]stamp // of the files that the settings come from
	env      []string
	foreign  []string // folders of the go command, which nobody edits

	changed   []string // files, since the last update
	reload    bool
	complaint string
	crashed   map[string]bool // what was told of
}

// A stamp tells whether a file has changed. Not every client says so.
type stamp struct {
	size int64
	time time.Time
}

func stampOf(name string) stamp {
	info, err := os.Stat(name)
	if err != nil {
		return stamp{}
	}
	return stamp{info.Size(), info.ModTime()}
}

// viewOf is where a file belongs; nil if it is nobody's to change.
func (s *server) viewOf(name string) *view {
	key := viewKey(name)
	v := s.views[key]
	if v == nil {
		dir, module := moduleOf(name)
		v = &view{dir: dir, module: module, crashed: make(map[string]bool)}
		if err := v.environment(s.ctx); err != nil {
			s.complain(v, err.Error())
		}
		s.views[key] = v
	}
	for _, f := range v.foreign {
		if below(f, name) && !slices.ContainsFunc(s.folders, func(folder string) bool { return below(f, folder) }) {
			return nil
		}
	}
	if slices.Contains(strings.Split(filepath.ToSlash(name), "/"), "vendor") {
		return nil
	}
	return v
}

func viewKey(name string) string {
	if dir, module := moduleOf(name); module {
		return dir
	}
	return name
}

// moduleOf is the folder of the nearest go.mod, or that of the file.
func moduleOf(name string) (dir string, module bool) {
	for dir = filepath.Dir(name); ; dir = filepath.Dir(dir) {
		if info, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil && !info.IsDir() {
			return dir, true
		}
		if dir == filepath.Dir(dir) {
			break
		}
	}
	// It may be that only the editor knows the folder.
	for dir = filepath.Dir(name); !exists(dir) && dir != filepath.Dir(dir); {
		dir = filepath.Dir(dir)
	}
	return dir, false
}

// environment makes one in which the go command neither writes nor asks the
// network: it runs whenever somebody types an import.
func (v *view) environment(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, "go", "env", "-json", "GOFLAGS", "GOROOT", "GOMODCACHE", "GOCACHE", "GOWORK")
	cmd.Dir = v.dir
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("go env: %w", err)
	}
	var vars struct{ GOFLAGS, GOROOT, GOMODCACHE, GOCACHE, GOWORK string }
	if err := json.Unmarshal(out, &vars); err != nil {
		return fmt.Errorf("go env: %w", err)
	}
	for _, dir := range []string{vars.GOROOT, vars.GOMODCACHE, vars.GOCACHE} {
		if filepath.IsAbs(dir) {
			v.foreign = append(v.foreign, realName(dir+string(filepath.Separator)))
		}
	}
	var flags []string
	for f := range strings.FieldsSeq(vars.GOFLAGS) {
		if strings.TrimLeft(f, "-") != "mod=mod" {
			flags = append(flags, f)
		}
	}
	v.env = []string{"GOPROXY=off", "GOFLAGS=" + strings.Join(flags, " ")}
	if work := vars.GOWORK; v.module && work != "" && work != "off" && !used(ctx, v.dir) {
		// The go command refuses to look at a module that go.work does not
		// list. It is somebody's module all the same.
		v.env = append(v.env, "GOWORK=off")
	}
	return nil
}

// used reports whether go.work lists the module in dir.
func used(ctx context.Context, dir string) bool {
	cmd := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}")
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		return true // let it say why
	}
	for line := range strings.Lines(string(out)) {
		if realName(strings.TrimSpace(line)) == dir {
			return true
		}
	}
	return false
}

// pattern is what the go command calls the package of a file.
func (v *view) pattern(name string) string {
	if !v.module {
		return name
	}
	return filepath.Dir(name)
}

// settle reads the settings unless they are as they were.
func (v *view) settle(s *server) error {
	if slices.ContainsFunc(v.changed, func(name string) bool { return filepath.Base(name) == "go.work" }) {
		v.env, v.project, v.sessions = nil, nil, nil // it may list this module by now, or not any more
	}
	fresh := v.project != nil
	for name, old := range v.stamps {
		fresh = fresh && stampOf(name) == old
	}
	if fresh {
		return nil
	}
	if v.env == nil {
		if err := v.environment(s.ctx); err != nil {
			return err
		}
	}
	c := s.Command
	c.Dir = v.dir
	project, err := c.Project(s.ctx, s.opts.flags)
	if err != nil && len(s.opts.flags) > 0 {
		// Is it what the client wants, or what the project says?
		if p, err2 := c.Project(s.ctx, nil); err2 == nil {
			s.complain(v, "initializationOptions: "+err.Error()+": ignored")
			project, err = p, nil
		}
	}
	// Also files that are not there yet.
	v.stamps = make(map[string]stamp)
	names := []string{".asynclint.yml", ".asynclint-baseline.json", "go.mod", "go.sum"}
	for i, name := range names {
		names[i] = filepath.Join(v.dir, name)
	}
	if err == nil {
		names = append(names, project.Files()...)
	}
	for _, name := range names {
		v.stamps[name] = stampOf(name)
	}
	if err != nil {
		return err
	}
	same := v.project != nil && slices.Equal(v.project.Functions(), project.Functions())
	v.project, v.reload = project, v.project != nil
	requests := project.Requests()
	for i := range requests {
		if requests[i].Env == nil {
			requests[i].Env = os.Environ()
		}
		requests[i].Env = append(requests[i].Env, v.env...)
	}
	if same && len(v.sessions) > 0 && reflect.DeepEqual(requests, v.requests) {
		return nil
	}
	v.requests, v.sessions = requests, nil
	for _, req := range requests {
		session, err := s.Engine.Session(req)
		if err != nil {
			v.sessions = nil
			return err
		}
		v.sessions = append(v.sessions, session)
	}
	return nil
}

// ask asks every session. What one platform makes nothing of, another one may.
func (v *view) ask(ctx context.Context, up driver.Update) ([]driver.Answer, error) {
	if len(v.sessions) == 0 {
		return nil, errors.New("no session")
	}
	if err := v.project.Apply(); err != nil {
		return nil, err
	}
	var all []driver.Answer
	for _, session := range v.sessions {
		answers, err := session.Update(ctx, up)
		if err != nil {
			return nil, err
		}
		all = append(all, answers...)
	}
	return all, nil
}
