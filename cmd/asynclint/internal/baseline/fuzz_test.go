package baseline

import (
	"bytes"
	"strings"
	"testing"
)

// FuzzParse: whatever is in a file, it is read or refused in one line, and what
// was read is what is written.
func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"version":1,"entries":[{"check":"c","path":"p","function":"f","message":"m","count":1}]}`))
	f.Add([]byte(`{"version":1,"entries":[]}`))
	f.Add([]byte(`{"version":2,"entries":null,"x":[{}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		entries, err := parse(data)
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("more than a line: %q", err)
			}
			return
		}
		out, err := (&Baseline{entries: entries}).Bytes()
		if err != nil {
			t.Fatal(err)
		}
		again, err := parse(out)
		if err != nil {
			t.Fatalf("%v in what was written:\n%s", err, out)
		}
		if twice, err := (&Baseline{entries: again}).Bytes(); err != nil || !bytes.Equal(out, twice) {
			t.Errorf("written as\n%s\nand then as\n%s%v", out, twice, err)
		}
	})
}
