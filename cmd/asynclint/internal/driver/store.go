package driver

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"honnef.co/go/tools/lintcmd/cache"
)

// This file is the only one that knows what the cache is on disk: that of
// honnef.co/go/tools, which promises no stable API. It is the go command's own
// design: files named after the hash of what they hold, an index named after
// the hash of what they were made from, every read verified, nothing locked.
// Its GOCACHEPROG and age limit come from there, too.

// marker is a file that says whose directory it is. No other is ever cleaned
// or filled.
const marker = "asynclint-cache.txt"

const markerText = "This directory is a cache of asynclint (https://github.com/asynclint/asynclint).\n" +
	"It can be removed at any time: asynclint -clean-cache\n"

// DefaultCacheSize is how much a cache holds unless told otherwise.
const DefaultCacheSize = 1 << 30

// A Cache keeps, on disk, what analysis has shown of packages. Several engines
// and processes may use one directory at once. A directory that cannot be used
// costs time and one of Result.Warnings, nothing else.
type Cache struct {
	Dir     string
	MaxSize int64 // bytes; 0 means DefaultCacheSize

	once sync.Once
	exe  []byte // hash of the program that is running
	err  error
}

// CacheDir returns the directory that the environment asks for: ASYNCLINT_CACHE,
// or asynclint in the user's cache directory. It is "" if ASYNCLINT_CACHE is
// off.
func CacheDir(getenv func(string) string) (string, error) {
	switch dir := getenv("ASYNCLINT_CACHE"); {
	case dir == "off":
		return "", nil
	case dir != "" && !filepath.IsAbs(dir):
		return "", fmt.Errorf("ASYNCLINT_CACHE=%s is not an absolute path (or off)", dir)
	case dir != "":
		return dir, nil
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("no place for a cache (set ASYNCLINT_CACHE): %w", err)
	}
	return filepath.Join(dir, "asynclint"), nil
}

// CleanCache removes a cache. It touches nothing that is not ours, and so
// leaves the directory itself if somebody has put other files there.
func CleanCache(dir string) error {
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if _, err := os.Stat(filepath.Join(dir, marker)); err != nil {
		return fmt.Errorf("%s is not a cache of asynclint: it has no %s", dir, marker)
	}
	for _, sub := range subdirs() {
		if err := os.RemoveAll(filepath.Join(dir, sub)); err != nil {
			return err
		}
	}
	// The marker goes last: until then another try is possible.
	for _, name := range []string{"trim.txt", trimmed, marker} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	os.Remove(dir) // only works, and only should, if it is empty
	return nil
}

// subdirs are the directories that the cache makes.
func subdirs() []string {
	var all []string
	for i := range 256 {
		all = append(all, fmt.Sprintf("%02x", i))
	}
	return all
}

// A store is a Cache in one run.
type store struct {
	disk *cache.DiskCache // nil if memory is used
	// memory takes the place of the disk in a Session without a cache.
	memory map[hash][]byte

	dir string
	max int64
	exe []byte

	mu      sync.Mutex
	written int64
	failed  error // the first failure to write: after it nothing is written
	damaged int
}

// open never fails for good: without a store a run is slow, with the error it
// can say why.
func (c *Cache) open() (*store, error) {
	c.once.Do(func() { c.exe, c.err = hashExecutable() })
	if c.err != nil {
		return nil, c.err
	}
	if err := claim(c.Dir); err != nil {
		return nil, err
	}
	disk, err := cache.Open(c.Dir)
	if err != nil {
		return nil, err
	}
	s := &store{disk: disk, dir: c.Dir, max: c.MaxSize, exe: c.exe}
	if s.max <= 0 {
		s.max = DefaultCacheSize
	}
	return s, nil
}

// claim makes dir ours unless something else is there.
func claim(dir string) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	name := filepath.Join(dir, marker)
	if _, err := os.Stat(name); err == nil {
		return nil
	}
	list, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	if len(list) > 0 {
		if _, err := os.Stat(name); err == nil {
			return nil // another process was just a little faster
		}
		return fmt.Errorf("%s holds other files, and no %s", dir, marker)
	}
	return os.WriteFile(name, []byte(markerText), 0o666)
}

// hashExecutable identifies the code of all analyzers. The build ID would not
// do: reading it back from an executable fails for some formats.
func hashExecutable() ([]byte, error) {
	name, err := os.Executable()
	if runtime.GOOS == "linux" {
		// What is running, even if the file was replaced since.
		name, err = "/proc/self/exe", nil
	}
	if err != nil {
		return nil, err
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return nil, err
	}
	return h.Sum(nil), nil
}

// get returns what was put under key, nil if there is nothing, or nothing that
// is what was put.
func (s *store) get(key hash) []byte {
	if s.disk == nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.memory[key]
	}
	found, err := s.disk.Get(cache.ActionID(key))
	if err != nil {
		return nil
	}
	data, err := os.ReadFile(s.disk.OutputFile(found.OutputID))
	if err != nil {
		return nil
	}
	if sha256.Sum256(data) == found.OutputID {
		return data
	}
	if int64(len(data)) == found.Size { // else another process is still writing
		s.mu.Lock()
		defer s.mu.Unlock()
		s.damaged++
	}
	return nil
}

func (s *store) put(key hash, data []byte) {
	s.mu.Lock()
	failed := s.failed != nil
	if s.disk == nil {
		s.memory[key] = data
	}
	s.mu.Unlock()
	if s.disk == nil {
		return
	}
	if failed {
		return
	}
	// No verification: an entry grows with the checks that have run.
	_, n, err := cache.PutNoVerify(s.disk, cache.ActionID(key), bytes.NewReader(data))
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failed == nil {
		s.failed = err
	}
	s.written += n
}

// warning is what the user should know about the cache, "" if nothing.
func (s *store) warning() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.failed != nil:
		return cacheWarning(s.failed)
	case s.damaged > 0:
		return fmt.Sprintf("%d damaged entries of the cache in %s were not used", s.damaged, s.dir)
	}
	return ""
}

func cacheWarning(err error) string {
	return fmt.Sprintf("the cache cannot be used, so this takes longer: %v", err)
}

// trimmed is a file whose time says when the size was last looked at.
const trimmed = "size.txt"

// trim removes what has not been used for days, and, if that is still too
// much, what was used longest ago. To look costs a few milliseconds, so a run
// that has written little leaves it to another one, an hour later.
func (s *store) trim() {
	if s.written == 0 || s.disk == nil {
		return
	}
	s.disk.Trim()
	stamp := filepath.Join(s.dir, trimmed)
	if info, err := os.Stat(stamp); err == nil && time.Since(info.ModTime()) < time.Hour && s.written < s.max/64 {
		return
	}
	os.WriteFile(stamp, nil, 0o666)
	now := time.Now()
	os.Chtimes(stamp, now, now)
	type file struct {
		name string
		size int64
		used time.Time
	}
	var files []file
	var total int64
	for _, sub := range subdirs() {
		list, err := os.ReadDir(filepath.Join(s.dir, sub))
		if err != nil {
			continue
		}
		for _, entry := range list {
			info, err := entry.Info()
			if err != nil || !strings.HasSuffix(entry.Name(), "-a") && !strings.HasSuffix(entry.Name(), "-d") {
				continue
			}
			files = append(files, file{filepath.Join(s.dir, sub, entry.Name()), info.Size(), info.ModTime()})
			total += info.Size()
		}
	}
	if total <= s.max {
		return
	}
	slices.SortFunc(files, func(a, b file) int { return a.used.Compare(b.used) })
	for _, f := range files {
		if total <= s.max*3/4 { // or the next run would have to trim again
			break
		}
		if os.Remove(f.name) == nil {
			total -= f.size
		}
	}
}
