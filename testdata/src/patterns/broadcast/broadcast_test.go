package broadcast

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/asynclint/asynclint/testdata/witness"
)

func TestMain(m *testing.M) { witness.Main(m) }

// publish publishes 0 to n-1.
func publish(t *testing.T, h *Hub[int], n int) {
	t.Helper()
	for i := range n {
		if err := h.Publish(i); err != nil {
			t.Error(err)
		}
	}
}

// all receives until the end.
func all(s *Subscription[int]) []int {
	var got []int
	for v := range s.C {
		got = append(got, v)
	}
	return got
}

// upTo returns from to n-1.
func upTo(from, n int) []int {
	var want []int
	for i := from; i < n; i++ {
		want = append(want, i)
	}
	return want
}

func TestSlow(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		start := time.Now()
		var h Hub[int]
		dead := h.Subscribe(10, DropOldest)
		done := make(chan struct{})
		go func() { publish(t, &h, 100); close(done) }()
		<-done
		witness.Measured(t, "time that 100 calls of Publish take while nobody receives", time.Since(start))
		h.Close()
		got := all(dead)
		if !slices.Equal(got, upTo(90, 100)) {
			t.Errorf("got %v", got)
		}
		witness.Measured(t, "items that a subscriber with room for 10 still gets of 100", len(got))
		witness.Measured(t, "items that it knows to have lost", dead.Lost())
	})
}

func TestOrder(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		var h Hub[int]
		h.Publish(-1) // before anyone listens
		a, b := h.Subscribe(100, Disconnect), h.Subscribe(100, DropOldest)
		publish(t, &h, 50)
		late := h.Subscribe(50, Disconnect)
		for i := 50; i < 100; i++ {
			h.Publish(i)
		}
		h.Close()
		for s, from := range map[*Subscription[int]]int{a: 0, b: 0, late: 50} {
			if got := all(s); !slices.Equal(got, upTo(from, 100)) || s.Lost() != 0 || s.Err() != ErrClosed {
				t.Errorf("from %d: %v, lost %d, %v", from, got, s.Lost(), s.Err())
			}
		}
	})
}

func TestLatest(t *testing.T) {
	var h Hub[int]
	watch := h.Subscribe(1, DropOldest)
	publish(t, &h, 5)
	if v := <-watch.C; v != 4 {
		t.Errorf("the latest value is %d", v)
	}
	h.Publish(7)
	if v := <-watch.C; v != 7 || watch.Lost() != 4 {
		t.Errorf("the latest value is %d, lost %d", v, watch.Lost())
	}
	watch.Close()
}

func TestDisconnect(t *testing.T) {
	var h Hub[int]
	slow, quick := h.Subscribe(10, Disconnect), h.Subscribe(100, Disconnect)
	publish(t, &h, 100)
	if got := all(slow); !slices.Equal(got, upTo(0, 10)) || slow.Err() != ErrLagged {
		t.Errorf("got %v, %v", got, slow.Err())
	}
	h.Close()
	if got := all(quick); !slices.Equal(got, upTo(0, 100)) {
		t.Errorf("the other got %v", got)
	}
}

func TestLeaveAnywhere(t *testing.T) {
	const n = 20
	for stay := range n + 1 {
		for _, leave := range []func(*Subscription[int]){
			func(s *Subscription[int]) { s.Close(); s.Close() },
			func(s *Subscription[int]) {}, // it has panicked, say: it just does not receive any more
		} {
			witness.Bubble(t, func(t *testing.T) {
				var h Hub[int]
				leaving, staying := h.Subscribe(1, DropOldest), h.Subscribe(n, Disconnect)
				for i := range n {
					if i == stay {
						leave(leaving)
					}
					h.Publish(i)
					if i < stay {
						if v := <-leaving.C; v != i {
							t.Errorf("got %d, want %d", v, i)
						}
					}
				}
				h.Close()
				if got := all(staying); !slices.Equal(got, upTo(0, n)) {
					t.Errorf("the other got %v when one left after %d", got, stay)
				}
			})
		}
	}
}

func TestClose(t *testing.T) {
	var h Hub[int]
	s := h.Subscribe(5, DropOldest)
	publish(t, &h, 3)
	h.Close()
	h.Close()
	if err := h.Publish(9); err != ErrClosed {
		t.Errorf("Publish: %v", err)
	}
	if got := all(s); !slices.Equal(got, upTo(0, 3)) {
		t.Errorf("got %v", got)
	}
	s.Close()
	if late := h.Subscribe(1, DropOldest); all(late) != nil || late.Err() != ErrClosed {
		t.Errorf("a subscription after the end: %v", late.Err())
	}
}

func TestStorm(t *testing.T) {
	var h Hub[int]
	var publishers, subscribers sync.WaitGroup
	for i := range 4 {
		publishers.Go(func() { publish(t, &h, 500) })
		subscribers.Go(func() {
			s := h.Subscribe(1+i, Policy(i%2))
			defer s.Close()
			n := 0
			for range s.C {
				if n++; n == 100*(i+1) {
					return
				}
			}
		})
	}
	publishers.Wait()
	h.Close()
	subscribers.Wait()
}
