package lsp

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"time"

	"go.lsp.dev/protocol"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
)

// pending is what the worker has not looked at yet.
type pending struct {
	any     bool
	due     time.Time
	changed []string // on disk, perhaps
	closed  []string
	// edits counts what makes a run that is under way outdated.
	edits int
}

// soon has the worker look, after some time without anything else to look at.
func (s *server) soon(wait time.Duration) {
	s.pending.any = true
	s.pending.due = time.Now().Add(wait)
	s.pending.edits++
	s.poke()
}

func (s *server) poke() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// work looks whenever there is something to look at, until the end.
func (s *server) work() {
	for {
		s.mu.Lock()
		wait, stop := time.Duration(-1), s.state == stopped
		if s.pending.any && !stop {
			wait = max(time.Until(s.pending.due), 0)
		}
		s.mu.Unlock()
		var timer <-chan time.Time
		if wait == 0 {
			s.look()
			continue
		} else if wait > 0 {
			timer = time.After(wait)
		}
		select {
		case <-s.ctx.Done():
			return
		case <-s.wake:
		case <-timer:
		}
	}
}

// A snapshot is how things are when a run starts.
type snapshot struct {
	docs    map[string]*document
	changed []string
	closed  []string
	edits   int
}

// look brings everything up to date, and publishes it.
func (s *server) look() {
	s.mu.Lock()
	snap := snapshot{maps.Clone(s.docs), s.pending.changed, s.pending.closed, s.pending.edits}
	s.pending = pending{edits: s.pending.edits}
	s.mu.Unlock()
	s.forget(snap)

	byView := make(map[*view][]*document)
	for _, name := range slices.Sorted(maps.Keys(snap.docs)) {
		if v := s.viewOf(name); v != nil {
			byView[v] = append(byView[v], snap.docs[name])
		}
	}
	for _, key := range slices.Sorted(maps.Keys(s.views)) {
		v := s.views[key]
		v.changed = append(v.changed, snap.changed...)
		if len(byView[v]) == 0 {
			delete(s.views, key) // and all the memory that it has
			continue
		}
		if s.ctx.Err() != nil {
			return
		}
		s.update(v, byView[v], snap)
	}
}

// update brings one view up to date.
func (s *server) update(v *view, docs []*document, snap snapshot) {
	defer func() {
		if r := recover(); r != nil {
			s.log("internal error: %v", r)
		}
	}()
	if err := v.settle(s); err != nil {
		s.complain(v, err.Error())
		return
	}
	up := driver.Update{Overlay: make(map[string][]byte), Changed: v.changed, Reload: v.reload}
	for _, d := range docs {
		up.Overlay[d.name] = d.content
		if p := v.pattern(d.name); !slices.Contains(up.Patterns, p) {
			up.Patterns = append(up.Patterns, p)
		}
	}
	// Other views may have files of what is imported here.
	for name, d := range snap.docs {
		up.Overlay[name] = d.content
	}
	slices.Sort(up.Patterns)
	up.Outdated = func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.pending.edits != snap.edits || s.state == stopped
	}
	bar := s.newProgress()
	defer bar.end()
	up.Progress = bar.show
	ctx, cancel := context.WithCancel(s.ctx)
	defer cancel()
	all, err := v.ask(ctx, up)
	switch {
	case errors.Is(err, driver.ErrOutdated), s.ctx.Err() != nil:
		v.changed = nil
		v.reload = false
		return
	case err != nil:
		s.complain(v, err.Error())
		return
	}
	v.changed, v.reload, v.complaint = nil, false, ""
	s.publish(v, all, snap)
}

// complain tells the user once what keeps a whole view from being analyzed.
func (s *server) complain(v *view, what string) {
	if v.complaint != what {
		v.complaint = what
		s.message(protocol.MessageTypeError, fmt.Sprintf("asynclint: %s: %s", filepath.Base(v.dir), what))
	}
}
