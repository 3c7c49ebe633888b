package runtimeconf

import (
	"context"
	"errors"
	"io/fs"
	"math"
	"os"
	"runtime/debug"
	"runtime/pprof"
	"strconv"
	"strings"
)

// ErrNoLimit is returned where nothing limits the memory of the process.
var ErrNoLimit = errors.New("there is no memory limit")

// unlimited is from where on the number in a file of cgroup version 1 means none.
const unlimited = 1 << 60

// MemoryLimit returns the memory limit of the container in bytes. Root is the
// root of the file system, os.DirFS("/"): in a container, its own cgroup is
// mounted where that of the machine would be.
func MemoryLimit(root fs.FS) (int64, error) {
	for _, file := range []string{
		"sys/fs/cgroup/memory.max",                   // version 2
		"sys/fs/cgroup/memory/memory.limit_in_bytes", // version 1
	} {
		text, err := fs.ReadFile(root, file)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return 0, err
		}
		word := strings.TrimSpace(string(text))
		if word == "max" {
			return 0, ErrNoLimit
		}
		n, err := strconv.ParseInt(word, 10, 64)
		if err != nil {
			return 0, err
		}
		if n >= unlimited {
			return 0, ErrNoLimit
		}
		return n, nil
	}
	return 0, ErrNoLimit
}

// LimitMemory sets the limit of the heap to that of the container, without the
// share that is to stay free, 0.1 for a tenth. It returns the limit that holds,
// math.MaxInt64 if there is none. If GOMEMLIMIT is set that is left as it is.
func LimitMemory(root fs.FS, free float64) (int64, error) {
	if os.Getenv("GOMEMLIMIT") == "" {
		limit, err := MemoryLimit(root)
		switch {
		case errors.Is(err, ErrNoLimit):
			limit = math.MaxInt64
		case err != nil:
			return 0, err
		default:
			limit = int64(float64(limit) * (1 - free))
		}
		debug.SetMemoryLimit(limit)
	}
	return debug.SetMemoryLimit(-1), nil
}

// Named calls f, in this goroutine, under a name. Goroutines that f starts have
// it, too. It is the label "name" in profiles and in the dumps of a crash.
func Named(ctx context.Context, name string, f func(context.Context)) {
	pprof.Do(ctx, pprof.Labels("name", name), f)
}
