package runtimeconf

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"math"
	"regexp"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/asynclint/asynclint/testdata/witness"
)

func TestMain(m *testing.M) { witness.Main(m) }

const (
	v2 = "sys/fs/cgroup/memory.max"
	v1 = "sys/fs/cgroup/memory/memory.limit_in_bytes"
)

// container is a file system with these files, name after name with its text.
func container(files ...string) fs.FS {
	root := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		root[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return root
}

func TestMemoryLimit(t *testing.T) {
	for _, test := range []struct {
		name string
		root fs.FS
		want int64
		none bool
	}{
		{"version 2", container(v2, "536870912\n"), 512 << 20, false},
		{"version 1", container(v1, "268435456\n"), 256 << 20, false},
		{"both", container(v1, "1\n", v2, "2\n"), 2, false},
		{"version 2, no limit", container(v2, "max\n"), 0, true},
		{"version 1, no limit", container(v1, "9223372036854771712\n"), 0, true},
		{"no container", container(), 0, true},
	} {
		got, err := MemoryLimit(test.root)
		if got != test.want || errors.Is(err, ErrNoLimit) != test.none || err != nil && !test.none {
			t.Errorf("%s: %d, %v", test.name, got, err)
		}
	}
	if _, err := MemoryLimit(container(v2, "much\n")); err == nil || errors.Is(err, ErrNoLimit) {
		t.Errorf("of nonsense: %v", err)
	}
}

func TestLimitMemory(t *testing.T) {
	before := debug.SetMemoryLimit(-1)
	defer debug.SetMemoryLimit(before)
	t.Setenv("GOMEMLIMIT", "")
	got, err := LimitMemory(container(v2, "536870912\n"), 0.1)
	if err != nil || debug.SetMemoryLimit(-1) != got {
		t.Errorf("%d, %v", got, err)
	}
	witness.Measured(t, "limit of a container with 512 MiB, a tenth left free", got)

	if got, err := LimitMemory(container(), 0.1); got != math.MaxInt64 || err != nil {
		t.Errorf("without a limit: %d, %v", got, err)
	}
	if _, err := LimitMemory(container(v2, "much\n"), 0.1); err == nil {
		t.Error("of nonsense: no error")
	}
	t.Setenv("GOMEMLIMIT", "1GiB") // somebody decided
	debug.SetMemoryLimit(1 << 30)
	if got, err := LimitMemory(container(v2, "536870912\n"), 0.1); got != 1<<30 || err != nil {
		t.Errorf("with GOMEMLIMIT: %d, %v", got, err)
	}
}

func TestNamed(t *testing.T) {
	release := make(chan struct{})
	var wg sync.WaitGroup
	var began sync.WaitGroup
	began.Add(2)
	wg.Go(func() {
		Named(t.Context(), "the importer", func(ctx context.Context) {
			wg.Go(func() { began.Done(); <-release })
			began.Done()
			<-release
		})
	})
	began.Wait()
	var profile bytes.Buffer
	if err := pprof.Lookup("goroutine").WriteTo(&profile, 1); err != nil {
		t.Fatal(err)
	}
	close(release)
	wg.Wait()
	n := 0
	for block := range strings.SplitSeq(profile.String(), "\n\n") {
		if strings.Contains(block, `"name":"the importer"`) {
			m := regexp.MustCompile(`(?m)^(\d+) @ `).FindStringSubmatch(block) // how many are at the same place
			if m == nil {
				t.Fatalf("a profile of another form:\n%s", block)
			}
			some, _ := strconv.Atoi(m[1])
			n += some
		}
	}
	witness.Measured(t, "goroutines in a profile under the name of the one that started them", n)
}

func TestProcessors(t *testing.T) {
	t.Setenv("GOMAXPROCS", "3")
	end := witness.Exec(t, func() {
		if n := runtime.GOMAXPROCS(0); n != 3 {
			t.Errorf("GOMAXPROCS is %d", n)
		}
	})
	if end.Code != 0 {
		t.Errorf("the environment was not heeded:\n%s", end.Output)
	}
}

func TestOneProcessor(t *testing.T) {
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	release, answers := make(chan struct{}), make(chan struct{}, 10_000)
	var wg sync.WaitGroup
	for range 10_000 {
		wg.Go(func() { <-release; answers <- struct{}{} })
	}
	close(release)
	wg.Wait()
	witness.Measured(t, "answers of 10000 goroutines that wait at the same time, GOMAXPROCS 1", len(answers))
}

// deep needs a stack of depth times a kilobyte.
func deep(depth int) byte {
	var page [1024]byte
	page[depth%len(page)] = 1
	if depth > 0 {
		page[0] += deep(depth - 1)
	}
	return page[depth%len(page)]
}

func TestStack(t *testing.T) {
	done := make(chan byte)
	go func() { done <- deep(10 << 10) }()
	<-done
}
