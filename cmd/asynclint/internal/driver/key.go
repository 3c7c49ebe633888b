package driver

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"flag"
	"fmt"
	"go/types"
	gohash "hash"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// format is the layout of entries. The executable is in the key as well, so
// it is for those who build the same thing twice.
const format = "1"

type hash [sha256.Size]byte

// MarshalText makes the hash short in JSON.
func (h hash) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, h[:]), nil }

// UnmarshalText is the reverse.
func (h *hash) UnmarshalText(text []byte) error {
	if hex.DecodedLen(len(text)) != len(h) {
		return errDamaged
	}
	_, err := hex.Decode(h[:], text)
	return err
}

// A hasher takes parts so that no two lists of parts look the same.
type hasher struct{ h gohash.Hash }

func newHasher(parts ...string) hasher {
	h := hasher{sha256.New()}
	for _, p := range parts {
		h.text(p)
	}
	return h
}

func (h hasher) bytes(b []byte) {
	h.h.Write(binary.AppendUvarint(nil, uint64(len(b))))
	h.h.Write(b)
}

func (h hasher) text(s string) { h.bytes([]byte(s)) }

func (h hasher) sum() (sum hash) {
	h.h.Sum(sum[:0])
	return sum
}

// analyzerSalt is what one analyzer is: its name, the values of its flags, and
// the same of all that it requires. Its code is in the executable.
func analyzerSalt(a *analysis.Analyzer) hash {
	h := newHasher(a.Name)
	a.Flags.VisitAll(func(f *flag.Flag) { // in order of name
		h.text(f.Name)
		h.text(f.Value.String())
	})
	for _, req := range a.Requires {
		sum := analyzerSalt(req)
		h.bytes(sum[:])
	}
	return h.sum()
}

// runSalt is what all packages of a run have in common: the program, and the
// analyzers whose facts travel. What is selected beyond these is no part of
// it: see ran.
//
// GOOS, GOARCH, tags, CGO_ENABLED and the version of Go are no part of it,
// either: they act through the files that the go command selects, through the
// sizes of types, and through the APIs of imports, which keys have. GODEBUG is
// because go/types listens to it.
func runSalt(exe []byte, p plan) hash {
	h := newHasher(format, os.Getenv("GODEBUG"))
	h.bytes(exe)
	for _, a := range p.sortedFacts() {
		sum := p.salts[a]
		h.bytes(sum[:])
	}
	return h.sum()
}

// key identifies everything that the analysis of n can depend on; false if
// there is no telling.
//
// Files are hashed by content; what was read is kept, so that analysis sees
// the same. The exception are files of the module cache, which cannot change:
// the version of the module stands for them, as it does in the go command's
// own index. GOROOT is where people try things out, so of what is imported
// from std the size and the time of each file count: to read them all would be
// half the work of a run that finds everything in the cache. On another
// machine the times differ, so that std is type-checked again; it comes out
// the same, and that is all.
func (r *run) key(n *node) (hash, bool) {
	h := newHasher(n.PkgPath, n.Name, n.ForTest)
	h.bytes(r.salt[:])
	h.text(n.goVersion)
	h.text(fmt.Sprint(n.role == typesOnly, sizes(n.TypesSizes)))
	frozen := ""
	if m := n.Module; m != nil {
		h.text(m.Path)
		h.text(m.Version)
		if m.Replace == nil && m.Version != "" && strings.HasSuffix(m.Dir, "@"+m.Version) {
			frozen = m.Dir + string(filepath.Separator)
		}
	}
	h.text(frozen[:min(len(frozen), 1)]) // whether there is one
	dir := n.Dir + string(filepath.Separator)
	n.sources = make(map[string][]byte)
	for _, list := range [][]string{n.CompiledGoFiles, n.OtherFiles, n.IgnoredFiles} {
		h.text("files")
		for _, name := range list {
			if rest, ok := strings.CutPrefix(name, dir); ok {
				h.text(rest) // else cgo has made it, under the hash of its content
			}
			if _, open := r.overlay[name]; !open && frozen != "" && strings.HasPrefix(name, frozen) {
				continue
			}
			if _, open := r.overlay[name]; !open && n.role == typesOnly && n.Module == nil && isStd(n.Package) {
				info, err := os.Stat(name)
				if err != nil {
					return hash{}, false
				}
				h.text(fmt.Sprint(info.Size(), info.ModTime().UnixNano()))
				continue
			}
			src, err := r.readFile(n, name)
			if err != nil {
				return hash{}, false
			}
			n.sources[name] = src
			h.bytes(src)
		}
	}
	h.text("imports")
	for _, path := range n.importPaths() {
		dep := r.nodes[n.Imports[path]]
		if dep == nil || dep.output == nil {
			return hash{}, false
		}
		h.text(path)
		h.text(dep.PkgPath)
		h.bytes(dep.output.API[:])
		if n.role != typesOnly {
			h.bytes(dep.output.Facts[:])
		}
	}
	return h.sum(), true
}

// importPaths returns what n imports, as it is spelt there, in order.
func (n *node) importPaths() []string {
	paths := make([]string, 0, len(n.Imports))
	for path := range n.Imports {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	return paths
}

// sizes tells apart the platforms that go/types can.
func sizes(s types.Sizes) []int64 {
	if s == nil {
		return nil
	}
	var all []int64
	for _, t := range []types.BasicKind{types.Int, types.Uintptr, types.Int64, types.Float64, types.Complex128, types.String} {
		all = append(all, s.Sizeof(types.Typ[t]), s.Alignof(types.Typ[t]))
	}
	return all
}

// readFile reads a file of n: what the key has seen, what an editor has open,
// or what is on disk.
func (r *run) readFile(n *node, name string) ([]byte, error) {
	if src, ok := n.sources[name]; ok {
		return src, nil
	}
	if src, ok := r.overlay[name]; ok {
		return src, nil
	}
	return os.ReadFile(name)
}
