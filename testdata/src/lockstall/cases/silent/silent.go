// Package silent waits with locks held that nobody minds, or does not hold them.
package silent

import (
	"bufio"
	"net"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"time"
)

type state struct {
	mu   sync.Mutex
	rw   sync.RWMutex
	n    int
	conn net.Conn
	file *os.File
	w    *bufio.Writer
	done chan struct{}
	wg   sync.WaitGroup

	requests sync.Mutex
	alone    sync.Mutex
	polled   sync.Mutex
	keys     map[string]*sync.Mutex
	shards   []struct{ mu sync.Mutex }
	once     sync.Once
}

func (s *state) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}

func (s *state) readCount() int {
	s.rw.RLock()
	defer s.rw.RUnlock()
	return s.n
}

func (s *state) unlockedOk(url string) {
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
	http.Get(url)
}

func (s *state) unlockedBetweenOk(url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.n < 10 {
		s.mu.Unlock()
		http.Get(url)
		s.mu.Lock()
		s.n++
	}
}

// Only on some path.
func (s *state) someOk(locked bool, url string) {
	if locked {
		s.mu.Lock()
		defer s.mu.Unlock()
	}
	http.Get(url)
}

func (s *state) shortOk() {
	s.mu.Lock()
	defer s.mu.Unlock()
	time.Sleep(5 * time.Millisecond)
}

// Channels, WaitGroups and other locks are for lockwait to judge.
func (s *state) waitsOk() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.done
	s.wg.Wait()
	s.rw.Lock()
	s.n++
	s.rw.Unlock()
}

// A mutex for a connection or a file keeps writes apart.
func (s *state) writeOk(p []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conn.Write(p)
	s.conn.Read(p)
	s.file.Write(p)
	s.file.Sync()
	s.w.Flush()
}

// All users of requests make one.
func (s *state) oneOk(url string) {
	s.requests.Lock()
	defer s.requests.Unlock()
	http.Get(url)
}

func (s *state) otherOk(url string) {
	s.requests.Lock()
	defer s.requests.Unlock()
	http.Head(url)
	s.n++
}

func (s *state) processOk(name string) {
	s.requests.Lock()
	defer s.requests.Unlock()
	exec.Command(name).Run()
}

// Nobody else has a use for alone.
func (s *state) aloneOk(url string) {
	s.alone.Lock()
	defer s.alone.Unlock()
	http.Get(url)
}

// The others only try.
func (s *state) polledOk(url string) {
	s.polled.Lock()
	defer s.polled.Unlock()
	http.Get(url)
}

func (s *state) poll() bool {
	if !s.polled.TryLock() {
		return false
	}
	defer s.polled.Unlock()
	s.n++
	return true
}

type readers struct {
	rw sync.RWMutex
	n  int
}

// There are only readers.
func (r *readers) readersOk(url string) {
	r.rw.RLock()
	defer r.rw.RUnlock()
	http.Get(url)
}

func (r *readers) read() int {
	r.rw.RLock()
	defer r.rw.RUnlock()
	return r.n
}

// One lock for each key.
func (s *state) keyOk(key, url string) {
	s.keys[key].Lock()
	defer s.keys[key].Unlock()
	http.Get(url)
}

func (s *state) keyAdd(key string) {
	s.keys[key].Lock()
	defer s.keys[key].Unlock()
	s.n++
}

func (s *state) shardOk(i int, url string) {
	s.shards[i].mu.Lock()
	defer s.shards[i].mu.Unlock()
	http.Get(url)
}

func (s *state) shardAdd(i int) {
	s.shards[i].mu.Lock()
	defer s.shards[i].mu.Unlock()
	s.n++
}

// Locks of local variables.
func localOk(urls []string) int {
	var mu sync.Mutex
	var wg sync.WaitGroup
	n := 0
	for _, url := range urls {
		wg.Go(func() {
			mu.Lock()
			defer mu.Unlock()
			http.Get(url)
			n++
		})
	}
	wg.Go(func() {
		mu.Lock()
		defer mu.Unlock()
		n++
	})
	wg.Wait()
	return n
}

// Goroutines do not hold the lock.
func (s *state) goOk(url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	go http.Get(url)
	go func() { time.Sleep(time.Minute) }()
	time.AfterFunc(time.Minute, func() { http.Get(url) })
}

// A literal that is kept for later.
func (s *state) laterOk(url string) func() {
	s.mu.Lock()
	defer s.mu.Unlock()
	return func() { http.Get(url) }
}

func (s *state) onceOk(url string) {
	s.once.Do(func() { http.Get(url) })
}

// Nothing is known of what these do.
func (s *state) unknownOk(f func(), i interface{ Fetch() }) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
	i.Fetch()
}

var (
	mu    sync.Mutex
	ready bool
)

func isReady() bool {
	mu.Lock()
	defer mu.Unlock()
	return ready
}

// Nobody waits yet.
func init() {
	mu.Lock()
	defer mu.Unlock()
	time.Sleep(time.Second)
	ready = true
}

type fake struct {
	mu sync.Mutex
	n  int
}

// What only tests do is no user.
func (f *fake) slowOk() {
	f.mu.Lock()
	defer f.mu.Unlock()
	time.Sleep(time.Second)
}

// slow takes its time on purpose, nearly always.
type slow struct {
	mu    sync.Mutex
	pause time.Duration
	calls map[string]int
}

func (s *slow) count(name string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[name]
}

func (s *slow) openOk() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls["open"]++
	time.Sleep(s.pause)
}

func (s *slow) closeOk() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls["close"]++
	time.Sleep(s.pause)
}

func (s *slow) readOk() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls["read"]++
	time.Sleep(s.pause)
}

func (s *slow) writeOk() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls["write"]++
	time.Sleep(s.pause)
}

func (s *slow) statOk() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls["stat"]++
	time.Sleep(s.pause)
}

// Nobody knows it yet.
func newOk(url string) *state {
	s := &state{}
	s.mu.Lock()
	defer s.mu.Unlock()
	http.Get(url)
	return s
}
