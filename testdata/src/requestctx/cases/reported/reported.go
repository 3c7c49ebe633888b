// Package reported has goroutines that use the context of a request after its
// end.
package reported

import (
	"context"
	"database/sql"
	"log"
	"net/http"
	"os/exec"
	"time"
)

// A Mailer sends mails.
type Mailer interface {
	Send(ctx context.Context, to string) error
}

// A Server has what handlers need.
type Server struct {
	mail Mailer
	db   *sql.DB
}

// Variable: the context is in a variable.
func (s *Server) Variable(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	go func() {
		_ = s.mail.Send(ctx, "a") // want `s\.mail\.Send gives up when the handler has returned, since net/http ends ctx then, and nobody waits for this goroutine; use context\.WithoutCancel\(ctx\), with a timeout`
	}()
}

// Timeout: a timeout of its own is not enough.
func (s *Server) Timeout(w http.ResponseWriter, r *http.Request) {
	go func() {
		ctx, cancel := context.WithTimeout(r.Context(), time.Minute)
		defer cancel()
		if _, err := s.db.ExecContext(ctx, "INSERT INTO visits DEFAULT VALUES"); err != nil { // want `s\.db\.ExecContext gives up when the handler has returned, since net/http ends r\.Context\(\) then`
			log.Print(err)
		}
		if err := s.mail.Send(ctx, "a"); err != nil {
			log.Print(err)
		}
	}()
	w.WriteHeader(http.StatusNoContent)
}

// Method starts a method, and gives it the context.
func (s *Server) Method(w http.ResponseWriter, r *http.Request) {
	go s.record(r.Context(), r.URL.Path) // want `s\.record gives up when the handler has returned, since net/http ends r\.Context\(\) then`
	w.WriteHeader(http.StatusNoContent)
}

func (s *Server) record(ctx context.Context, path string) {
	if _, err := s.db.ExecContext(ctx, "INSERT INTO visits VALUES (?)", path); err != nil {
		log.Print(err)
	}
}

// Args: a literal with parameters.
func (s *Server) Args(w http.ResponseWriter, r *http.Request) {
	go func(ctx context.Context, to string) {
		_ = s.mail.Send(ctx, to) // want `s\.mail\.Send gives up when the handler has returned, since net/http ends r\.Context\(\) then`
	}(r.Context(), r.Host)
}

// Handler returns a handler that is a literal.
func (s *Server) Handler() http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		go func() {
			if err := exec.CommandContext(r.Context(), "true").Run(); err != nil { // want `Run gives up when the handler has returned, since net/http ends r\.Context\(\) then`
				log.Print(err)
			}
		}()
	}
}

// Visit is a message of a protocol.
type Visit struct{ Name string }

// ProtoMessage makes it one.
func (*Visit) ProtoMessage() {}

// Record is a method of gRPC.
func (s *Server) Record(ctx context.Context, v *Visit) (*Visit, error) {
	go func() {
		_ = s.mail.Send(ctx, v.Name) // want `s\.mail\.Send gives up when the handler has returned, since gRPC ends ctx then`
	}()
	return v, nil
}
