package driver

import (
	"encoding/json"
	"go/token"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzEntry makes entries of what it is given, reads them back, and reads
// nonsense.
func FuzzEntry(f *testing.F) {
	f.Add("/m/p", "/m/p/f.go", "message", []byte("types"), []byte("facts"), []byte("nonsense"))
	f.Add("", "", "", []byte(nil), []byte(nil), []byte(nil))
	f.Add("/m/p", "./f.go", "a\\ufffdb\u2028", []byte{}, []byte{1}, []byte{2, '{', '}'})
	f.Add("/", "//x", "\xff", []byte(nil), []byte{1}, []byte{3, '{', '}', ' '})
	f.Fuzz(func(t *testing.T, dir, name, text string, types, facts, junk []byte) {
		if e, err := decodeEntry(junk, dir); (e == nil) == (err == nil) {
			t.Error("neither an entry nor an error, or both")
		}
		at := token.Position{Filename: name, Offset: len(text), Line: 1, Column: len(dir)}
		want := &entry{header: header{Ran: []ran{{Check: text, Findings: []Finding{{
			Check: text, Package: dir, Func: text, Pos: at, End: at, Message: text, URL: text,
			Steps: []Step{{at, at, text, &Span{at, at}}}, Fixes: []Fix{{text, []Edit{{at, at, text}}}},
		}}}, {Check: dir}}}, types: types, facts: facts}
		copy(want.Output.API[:], text)
		data, err := want.encode(dir)
		if err != nil {
			if all := dir + name + text; utf8.ValidString(dir) && utf8.ValidString(name) && utf8.ValidString(text) && !strings.Contains(all, `\ufffd`) {
				t.Fatal(err)
			}
			return
		}
		got, err := decodeEntry(data, dir)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(name, here) {
			return // no FileSet has such a name
		}
		if !reflect.DeepEqual(got.Ran, want.Ran) || got.Output != want.Output {
			t.Errorf("got %+v, want %+v", got, want)
		}
		if string(got.types) != string(types) || (got.types == nil) != (types == nil) || string(got.facts) != string(facts) {
			t.Errorf("types %q and facts %q, want %q and %q", got.types, got.facts, types, facts)
		}
		back, err := got.encode(dir)
		if err != nil || string(back) != string(data) {
			t.Errorf("another encoding of the same: %v", err)
		}
		for i := range data {
			decodeEntry(data[:i], dir) // must not panic
		}
	})
}

// TestEntryHoldsAll fails if a field is added that an entry would lose.
func TestEntryHoldsAll(t *testing.T) {
	filled := fill(reflect.TypeFor[header]()).Interface().(header)
	e := &entry{header: filled, types: make([]byte, filled.Types)}
	data, err := e.encode("/dir")
	if err != nil {
		t.Fatal(err)
	}
	got, err := decodeEntry(data, "/elsewhere")
	if err != nil {
		t.Fatal(err)
	}
	want, _ := json.Marshal(moved(filled, func(name string) string { return strings.Replace(name, "/dir/", "/elsewhere/", 1) }))
	have, _ := json.Marshal(got.header)
	if string(have) != string(want) {
		t.Errorf("got %s\nwant %s", have, want)
	}
	if n := strings.Count(string(want), "/elsewhere/x"); n == 0 || strings.Count(string(data), `"./x"`) != n {
		t.Errorf("the entry knows where it was made: %s", data)
	}
}

// fill makes a value without a zero in it.
func fill(typ reflect.Type) reflect.Value {
	v := reflect.New(typ).Elem()
	switch typ.Kind() {
	case reflect.String:
		v.SetString("/dir/x")
	case reflect.Int, reflect.Int64:
		v.SetInt(7)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Array:
		for i := range v.Len() {
			v.Index(i).Set(fill(typ.Elem()))
		}
	case reflect.Uint8:
		v.SetUint(7)
	case reflect.Slice:
		v.Set(reflect.Append(v, fill(typ.Elem())))
	case reflect.Pointer:
		v.Set(reflect.New(typ.Elem()))
		v.Elem().Set(fill(typ.Elem()))
	case reflect.Struct:
		for i := range v.NumField() {
			v.Field(i).Set(fill(typ.Field(i).Type))
		}
	}
	return v
}
