package callbackstall

import (
	"io"
	"net"
	"net/http"
	"testing"

	"github.com/asynclint/asynclint/testdata/witness"
)

// TestServes: a server answers although nobody asks for its connections yet. In
// bad code it accepts none meanwhile.
//
//asynclint:witness measure "requests that wait for Next = 1, want at most 0"
func TestServes(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "hello") })}
	w := Watch(srv)
	served := make(chan error)
	go func() { served <- srv.Serve(listener) }()

	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer := make(chan string, 1)
	get := func() {
		resp, err := client.Get("http://" + listener.Addr().String())
		if err != nil {
			answer <- err.Error()
			return
		}
		defer resp.Body.Close()
		text, _ := io.ReadAll(resp.Body)
		answer <- string(text)
	}
	go get()
	waiting := 0
	text, first := witness.Either(t, answer, "Watch.func", "chan send")
	if !first {
		waiting++
	}
	witness.AtMost(t, "requests that wait for Next", waiting, 0)

	if addr := w.Next(); addr == "" {
		t.Error("the connection has no address")
	}
	if !first {
		text = <-answer
	}
	if text != "hello" {
		t.Errorf("the answer is %q, want hello", text)
	}
	srv.Close()
	<-served
}
