package lsp

import (
	"fmt"
	"sync/atomic"
	"time"

	"go.lsp.dev/protocol"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
)

// patience is how long work may take before there is a bar for it.
const patience = 400 * time.Millisecond

// A progress is the bar of one update. An edit never has one; the first load
// of a module does.
type progress struct {
	s     *server
	start time.Time
	last  time.Time
	token protocol.ProgressToken
	begun bool
	dead  bool // the client does not want it
}

var tokens atomic.Int64

func (s *server) newProgress() *progress {
	return &progress{s: s, start: time.Now(), dead: !s.client.progress}
}

// show is called by one goroutine at a time.
func (p *progress) show(at driver.Progress) {
	now := time.Now()
	if p.dead {
		return
	}
	if !p.begun {
		// The go command says nothing for a second, so the bar is there from
		// the start of it.
		if at.Phase != driver.Listing && now.Sub(p.start) < patience {
			return
		}
		p.begun = true
		p.token = protocol.String(fmt.Sprintf("asynclint-%d", tokens.Add(1)))
		if err := p.s.call("window/workDoneProgress/create", &protocol.WorkDoneProgressCreateParams{Token: p.token}); err != nil {
			p.dead = true
			return
		}
		p.value(`{"kind":"begin","title":"asynclint","message":"loading packages"}`)
		return
	}
	if at.Phase == driver.Analyzing && now.Sub(p.last) >= 100*time.Millisecond && at.Total > 0 {
		p.last = now
		p.value(fmt.Sprintf(`{"kind":"report","message":"%d of %d packages","percentage":%d}`, at.Done, at.Total, 100*at.Done/at.Total))
	}
}

func (p *progress) end() {
	if p.begun && !p.dead {
		p.value(`{"kind":"end"}`)
	}
}

func (p *progress) value(json string) {
	p.s.notify("$/progress", &protocol.ProgressParams{Token: p.token, Value: protocol.LSPAny(json)})
}
