package unreleased

import (
	"fmt"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"

	"github.com/asynclint/asynclint/analyzers/internal/owedtext"
	"github.com/asynclint/asynclint/analyzers/internal/report"
)

// Analyzer reports rows, bodies, processes that are lost before they are
// released.
var Analyzer = &analysis.Analyzer{
	Name:     "unreleased",
	Doc:      "report rows, bodies, processes that are lost before they are released",
	URL:      report.URL("unreleased"),
	Requires: append([]*analysis.Analyzer{inspect.Analyzer}, owedtext.Requires...),
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	piles(pass)
	owedtext.Each(pass, func(l *owedtext.Loss) {
		w := wordsFor(l)
		if w == nil {
			return
		}
		report.Report(pass, report.Finding{
			At:      l.At,
			Message: fmt.Sprintf("%s %s%s %s %s: %s; %s", w.what, l.By(), l.Since(), w.not, l.When, w.lost, w.todo),
			Steps:   l.Steps("it is made here", "another path releases it here"),
		})
	})
	return nil, nil
}

// words are what there is to say about one kind of thing.
type words struct {
	what string // "the rows of"
	not  string // "are not closed"
	lost string // what that costs
	todo string
}

// kinds are the words by the beginning of the name of the function that makes
// the thing; the longest counts. Contexts in fields are for cancelfield, tickers
// and timers for tickerstop.
var kinds = map[string]words{
	"(*database/sql.DB).Begin": {"the transaction of", "is neither committed nor rolled back",
		"its connection never comes back to the pool, and what waits for its locks waits for ever", "defer tx.Rollback() once it has begun: after Commit that does nothing"},
	"(*database/sql.Conn).Begin": {"the transaction of", "is neither committed nor rolled back",
		"its connection stays taken, and what waits for its locks waits for ever", "defer tx.Rollback() once it has begun: after Commit that does nothing"},
	"(*database/sql.DB).Conn": {"the connection of", "is not closed",
		"it never comes back to the pool, and in the end whoever wants one waits for ever", "defer its Close"},
	"(*database/sql.DB).Prepare": {"the statement of", "is not closed",
		"it stays prepared in the database for as long as the connection lives", "defer its Close"},
	"(*database/sql.": {"the rows of", "are not closed",
		"their connection never comes back to the pool, and in the end whoever wants one waits for ever", "defer rows.Close() after the error is checked"},
	"net/http.": {"the body of the response of", "is not closed",
		"its connection and the goroutines that serve it stay", "defer resp.Body.Close() after the error is checked"},
	"(*net/http.": {"the body of the response of", "is not closed",
		"its connection and the goroutines that serve it stay", "defer resp.Body.Close() after the error is checked"},
	"(net/http.": {"the body of the response of", "is not closed",
		"its connection and the goroutines that serve it stay", "defer resp.Body.Close() after the error is checked"},
	"iter.": {"the iterator of", "is not stopped",
		"the function that it iterates over never ends, and what it has deferred never runs", "defer stop()"},
	"(*os/exec.": {"the process of", "is not waited for",
		"it stays as a zombie when it has ended, and so do the goroutines that copy its output", "call Wait here too"},
	"os/signal.NotifyContext": {"the context of", "is not stopped",
		"its goroutine stays, and the signals keep being caught", "defer stop()"},
	"os/signal.Notify": {"the channel of", "is not stopped",
		"the signals keep being caught, and go to a channel that nobody reads", "defer signal.Stop as soon as it is notified"},
	"context.AfterFunc": {"the function of", "is not taken back",
		"it is kept, with all that it refers to, until the context is done, and runs then", "defer stop()"},
	"time.AfterFunc": {"the timer of", "is not stopped",
		"it keeps all that its function refers to until it fires, and runs it then, when nobody expects it any more", "defer its Stop"},
	"context.": {"the context of", "is not cancelled",
		"it stays with its parent, and its timer and whoever waits for it stay, too", "defer its cancel as soon as it is made"},
	"io.Pipe": {"the reader of", "is not closed",
		"whoever writes to the pipe is blocked for ever", "close it here too, CloseWithError tells the writer why"},
}

// wordsFor returns the words for a loss, nil if it is not ours.
func wordsFor(l *owedtext.Loss) *words {
	name := l.Row.Name
	inContext := strings.HasPrefix(name, "context.With") || name == "os/signal.NotifyContext"
	switch {
	case strings.HasPrefix(name, "time.") && name != "time.AfterFunc":
		return nil
	case inContext && (l.Field != "" || l.Idle):
		return nil // cancelfield has it, or it is collected
	case strings.HasPrefix(name, "context.With") && l.Direct() && !l.Used:
		return nil // go vet's lostcancel has it
	}
	return wordsOf(name)
}

// wordsOf returns the words for what a function of the table makes.
func wordsOf(name string) *words {
	best := ""
	for prefix := range kinds {
		if strings.HasPrefix(name, prefix) && len(prefix) > len(best) {
			best = prefix
		}
	}
	w, ok := kinds[best]
	if !ok {
		return nil
	}
	return &w
}
