package driver

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"go/token"
	"path/filepath"
	"reflect"
	"strings"
)

// An entry is what the cache holds of a package: a summary for those who
// import it, and what the user is told of it.
type entry struct {
	header
	types []byte // export data without positions; nil if nobody imported it
	facts []byte // those of its own
}

type header struct {
	Output output
	Types  int   // length; -1 if there are none
	Ran    []ran `json:",omitempty"`
	// Directives are without what they silence: see ran.Used.
	Directives []Directive `json:",omitempty"`
}

// An output is what a package that imports another one can see of it. If it
// stays the same, so does whatever was found in the importer.
type output struct {
	API hash
	// Facts are those of the package and of everything that it imports.
	Facts hash
}

// ran is an analyzer that has run, and what it said. An entry has them one by
// one, so that a run which asks for some of them needs nothing but the entry.
type ran struct {
	Check    string
	Salt     hash       // of its flags
	Findings []Finding  `json:",omitempty"`
	Silenced []Silenced `json:",omitempty"`
	Used     []int      `json:",omitempty"` // indices of the directives that silence it
}

var errDamaged = errors.New("damaged entry")

// errText is for text that JSON would change on the way.
var errText = errors.New("not UTF-8")

// encode is for a package in dir.
func (e *entry) encode(dir string) ([]byte, error) {
	h := e.header
	h.Types = -1
	if e.types != nil {
		h.Types = len(e.types)
	}
	h = moved(h, func(name string) string { return toRelative(dir, name) })
	head, err := json.Marshal(h)
	if err != nil {
		return nil, err
	}
	if bytes.Contains(head, []byte(`\ufffd`)) {
		return nil, errText
	}
	data := binary.AppendUvarint(nil, uint64(len(head)))
	data = append(data, head...)
	data = append(data, e.types...)
	return append(data, e.facts...), nil
}

// decodeEntry is the reverse, for a dir that may be another by now.
func decodeEntry(data []byte, dir string) (*entry, error) {
	size, n := binary.Uvarint(data)
	if n <= 0 || size > uint64(len(data)-n) {
		return nil, errDamaged
	}
	head, rest := data[n:n+int(size)], data[n+int(size):]
	e := new(entry)
	if err := json.Unmarshal(head, &e.header); err != nil {
		return nil, err
	}
	if e.Types > len(rest) {
		return nil, errDamaged
	}
	if e.Types >= 0 {
		e.types, rest = rest[:e.Types:e.Types], rest[e.Types:]
	}
	e.facts = rest
	e.header = moved(e.header, func(name string) string { return toAbsolute(dir, name) })
	return e, nil
}

// here is where a name begins that is relative to the directory of the
// package. No other name begins so: those of a FileSet are clean.
const here = "." + string(filepath.Separator)

func toRelative(dir, name string) string {
	if rest, ok := strings.CutPrefix(name, dir+string(filepath.Separator)); ok && dir != "" {
		return here + rest
	}
	return name
}

func toAbsolute(dir, name string) string {
	if rest, ok := strings.CutPrefix(name, here); ok {
		return dir + string(filepath.Separator) + rest
	}
	return name
}

// moved copies v, and renames the files of all positions in it. Whoever adds a
// position to what is stored need not think of it.
func moved[T any](v T, rename func(string) string) T {
	return movedPositions(v, func(p token.Position) token.Position {
		p.Filename = rename(p.Filename)
		return p
	})
}

// movedPositions does the like with whole positions.
func movedPositions[T any](v T, move func(token.Position) token.Position) T {
	return movedValue(reflect.ValueOf(v), move).Interface().(T)
}

func movedValue(v reflect.Value, move func(token.Position) token.Position) reflect.Value {
	to := reflect.New(v.Type()).Elem()
	to.Set(v)
	switch v.Kind() {
	case reflect.Slice:
		if v.IsNil() {
			break
		}
		to.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		for i := range v.Len() {
			to.Index(i).Set(movedValue(v.Index(i), move))
		}
	case reflect.Pointer:
		if v.IsNil() {
			break
		}
		to.Set(reflect.New(v.Type().Elem()))
		to.Elem().Set(movedValue(v.Elem(), move))
	case reflect.Struct:
		if p, ok := v.Interface().(token.Position); ok {
			to.Set(reflect.ValueOf(move(p)))
			break
		}
		for i := range v.NumField() {
			to.Field(i).Set(movedValue(v.Field(i), move))
		}
	}
	return to
}
