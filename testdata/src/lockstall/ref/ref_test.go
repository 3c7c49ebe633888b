package lockstall

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/asynclint/asynclint/testdata/witness"
)

// TestReadDuringUpdate: whoever wants to know a rate gets the last one that is
// known, even if the server takes its time over the next. In bad code it waits
// for the mutex, and by that for the server, however long that takes.
//
//asynclint:witness measure "calls of Rate that wait for the server = 1, want at most 0"
func TestReadDuringUpdate(t *testing.T) {
	asked, answer := make(chan struct{}), make(chan string)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked <- struct{}{}
		io.WriteString(w, <-answer)
	}))
	defer server.Close()

	var rates Rates
	updated := make(chan error)
	update := func() { updated <- rates.Update(server.URL) }
	go update()
	<-asked
	answer <- `{"EUR": 1.25}`
	if err := <-updated; err != nil {
		t.Fatal(err)
	}

	go update()
	<-asked
	read := make(chan float64, 1)
	go func() {
		rate, _ := rates.Rate("EUR")
		read <- rate
	}()
	waiting := 0
	rate, first := witness.Either(t, read, "(*Rates).Rate", "sync.Mutex.Lock")
	if !first {
		waiting++
	}
	witness.AtMost(t, "calls of Rate that wait for the server", waiting, 0)
	if first && rate != 1.25 {
		t.Errorf("the rate during the update is %v, want the last one, 1.25", rate)
	}
	answer <- `{"EUR": 1.5}`
	if err := <-updated; err != nil {
		t.Fatal(err)
	}
	if rate, ok := rates.Rate("EUR"); !ok || rate != 1.5 {
		t.Errorf("the rate after the update is %v, want 1.5", rate)
	}
}
