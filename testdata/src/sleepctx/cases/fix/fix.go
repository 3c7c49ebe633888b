// Package fix has a function for each way to return from it.
package fix

import (
	"context"
	"net/http"
	"net/url"
	"sync"
	"time"
	"unsafe"
)

func try() bool { return time.Now().Second() == 0 }

type (
	config struct{ n int }
	id     string
	level  int
	set    map[string]bool
	alias  = config
)

func nothing(ctx context.Context, d time.Duration) {
	for !try() {
		time.Sleep(d) // want `ignores ctx`
	}
}

func justError(ctx context.Context) error {
	time.Sleep(2 * time.Second) // want `ignores ctx`
	return nil
}

func basics(ctx context.Context, d time.Duration) (int, string, bool, float64, id, level, unsafe.Pointer, error) {
	for {
		time.Sleep(d) // want `ignores ctx`
	}
}

func nils(ctx context.Context, d time.Duration) (*config, []int, set, chan int, func(), any, http.Handler, error) {
	for {
		time.Sleep(d) // want `ignores ctx`
	}
}

func composites(ctx context.Context, d time.Duration) (config, alias, [2]int, url.URL, struct{ a, b int }, time.Time, error) {
	for {
		time.Sleep(d) // want `ignores ctx`
	}
}

func named(ctx context.Context, d time.Duration) (a, b int, c config, err error) {
	for {
		time.Sleep(d) // want `ignores ctx`
	}
}

func generic[T any, P *T](ctx context.Context, d time.Duration) (T, []T, P, error) {
	for {
		time.Sleep(d) // want `ignores ctx`
	}
}

type pair[K comparable, V any] struct {
	k K
	v V
}

func (p pair[K, V]) method(ctx context.Context, d time.Duration) (pair[K, V], pair[string, int], error) {
	for {
		time.Sleep(d) // want `ignores ctx`
	}
}

func literal(ctx context.Context, d time.Duration) (int, string) {
	func() (config, error) {
		for ctx.Err() == nil {
			time.Sleep(d) // want `ignores ctx`
		}
		return config{}, nil
	}()
	return 0, ""
}

func inSelect(ctx context.Context, in chan int, d time.Duration) {
	for {
		select {
		case <-in:
			time.Sleep(d) /* a comment */ // want `ignores ctx`
		default:
			switch {
			case try():
				time.Sleep(d * 2) // want `ignores ctx`
			}
		}
	}
}

func handler(w http.ResponseWriter, r *http.Request) {
	time.Sleep(3 * time.Second) // want `ignores r\.Context\(\)`
}

func rangeFunc(ctx context.Context, seq func(func(int) bool), d time.Duration) (int, error) {
	for range seq {
		time.Sleep(d) // want `ignores ctx`
	}
	return 0, nil
}

func deferredUnlock(ctx context.Context, mu *sync.Mutex, d time.Duration) error {
	mu.Lock()
	defer mu.Unlock()
	for !try() {
		time.Sleep(d) // want `ignores ctx`
	}
	return nil
}

// No fix from here on.

func resultIsNoError(ctx context.Context, d time.Duration) bool {
	for !try() {
		time.Sleep(d) // want `ignores ctx`
	}
	return true
}

type failure struct{}

func (failure) Error() string { return "" }

func resultIsConcrete(ctx context.Context, d time.Duration) *failure {
	for !try() {
		time.Sleep(d) // want `ignores ctx`
	}
	return nil
}

func typeIsShadowed(ctx context.Context, d time.Duration) (config, error) {
	config := config{1}
	for {
		time.Sleep(d * time.Duration(config.n)) // want `ignores ctx`
	}
}

func packageIsShadowed(ctx context.Context, d time.Duration) (url.URL, error) {
	for url := ""; ; url += "/" {
		time.Sleep(d * time.Duration(len(url))) // want `ignores ctx`
	}
}

func nilIsShadowed(ctx context.Context, d time.Duration) (*config, error) {
	nil := d
	for {
		time.Sleep(nil) // want `ignores ctx`
	}
}

func skipsUnlock(ctx context.Context, mu *sync.Mutex, d time.Duration) error {
	mu.Lock()
	for !try() {
		time.Sleep(d) // want `ignores ctx`
	}
	mu.Unlock()
	return nil
}

func skipsDone(ctx context.Context, wg *sync.WaitGroup, d time.Duration) {
	for !try() {
		time.Sleep(d) // want `ignores ctx`
	}
	wg.Done()
}

func skipsClose(ctx context.Context, done chan int, d time.Duration) {
	for !try() {
		time.Sleep(d) // want `ignores ctx`
	}
	close(done)
}

func skipsResult(ctx context.Context, result chan<- int, d time.Duration) {
	for !try() {
		time.Sleep(d) // want `ignores ctx`
	}
	result <- 1
}
