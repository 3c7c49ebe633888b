// Package flagged has the variants that are reported.
package flagged

import (
	"context"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func always(t *testing.T, work func() error) {
	go func() {
		err := work()
		t.Log("done", err) // want `t.Log may be called after the test has returned`
	}()
}

func assertion(t *testing.T, client *http.Client) {
	go func() {
		_, err := client.Get("http://localhost")
		assert.Error(t, err) // want `assert.Error may be called after the test has returned`
	}()
}

func expects(t *testing.T, client *http.Client, req *http.Request) {
	go func() {
		if _, err := client.Do(req); err == nil {
			t.Error("the request should fail") // want `t.Error may be called after the test has returned`
		}
	}()
}

func cancelled(t *testing.T, call func(context.Context) error) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		if err := call(ctx); err != nil {
			t.Errorf("call: %v", err) // want `t.Errorf may be called after the test has returned`
		}
	}()
	time.Sleep(time.Second)
}

func serves(t *testing.T, l net.Listener) {
	go func() {
		if err := http.Serve(l, nil); err != nil {
			t.Logf("serve: %v", err) // want `t.Logf may be called after the test has returned`
		}
	}()
	t.Cleanup(func() { l.Close() })
}

func consumer(t *testing.T, in <-chan int) {
	go func() {
		for v := range in {
			t.Log(v) // want `t.Log may be called after the test has returned`
		}
	}()
}

func inSubtest(t *testing.T, work func() error) {
	t.Run("sub", func(t *testing.T) {
		go func() {
			t.Log("begin") // want `t.Log may be called after the test has returned`
		}()
	})
}

func declared(t *testing.T) {
	go logs(t)
}

func logs(t testing.TB) {
	time.Sleep(time.Second)
	t.Log("late") // want `t.Log may be called after the test has returned`
}
