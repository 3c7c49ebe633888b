package knowledge

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"io/fs"
	"io/ioutil" //lint:ignore SA1019 programs still call it, so the table has it
	"net/textproto"
	"strings"
)

// reading probes a function that reads from a pipe to which nobody writes.
func reading(read func(r *io.PipeReader)) probe {
	return func(e *env) func(context.Context) {
		r, w := io.Pipe()
		e.onRelease(func() { _ = w.Close() })
		return func(context.Context) { read(r) }
	}
}

// writing probes a function that writes to a pipe from which nobody reads.
func writing(write func(w *io.PipeWriter)) probe {
	return func(e *env) func(context.Context) {
		r, w := io.Pipe()
		e.onRelease(func() { _ = r.Close() })
		return func(context.Context) { write(w) }
	}
}

// flushing is writing through a bufio.Writer that is full.
func flushing(write func(w *bufio.Writer)) probe {
	return writing(func(w *io.PipeWriter) {
		full := bufio.NewWriterSize(w, 16)
		_, _ = full.WriteString(strings.Repeat("x", full.Size()))
		write(full)
	})
}

// A wrapper has the methods of the io interfaces that io.Pipe lacks.
type wrapper struct {
	io.Reader
	io.Writer
}

func (f wrapper) ReadAt(p []byte, _ int64) (int, error)  { return f.Read(p) }
func (f wrapper) ReadByte() (byte, error)                { _, err := f.Read(make([]byte, 1)); return 0, err }
func (f wrapper) ReadRune() (rune, int, error)           { _, err := f.ReadByte(); return 0, 0, err }
func (f wrapper) WriteTo(io.Writer) (int64, error)       { _, err := f.ReadByte(); return 0, err }
func (f wrapper) WriteAt(p []byte, _ int64) (int, error) { return f.Write(p) }
func (f wrapper) WriteByte(c byte) error                 { _, err := f.Write([]byte{c}); return err }
func (f wrapper) WriteString(s string) (int, error)      { return f.Write([]byte(s)) }
func (f wrapper) ReadFrom(io.Reader) (int64, error)      { return 0, f.WriteByte(0) }

var (
	line = []byte("line\n")
	buf1 = func() []byte { return make([]byte, 1) }
)

var ioProbes = map[string]probe{
	"(io.Reader).Read": reading(func(r *io.PipeReader) {
		var reader io.Reader = r
		_, _ = reader.Read(buf1())
	}),
	"(io.ReaderAt).ReadAt": reading(func(r *io.PipeReader) {
		var reader io.ReaderAt = wrapper{Reader: r}
		_, _ = reader.ReadAt(buf1(), 0)
	}),
	"(io.ReaderFrom).ReadFrom": writing(func(w *io.PipeWriter) {
		var writer io.ReaderFrom = wrapper{Writer: w}
		_, _ = writer.ReadFrom(strings.NewReader("text"))
	}),
	"(io.ByteReader).ReadByte": reading(func(r *io.PipeReader) {
		var reader io.ByteReader = wrapper{Reader: r}
		_, _ = reader.ReadByte()
	}),
	"(io.RuneReader).ReadRune": reading(func(r *io.PipeReader) {
		var reader io.RuneReader = wrapper{Reader: r}
		_, _, _ = reader.ReadRune()
	}),
	"(io.Writer).Write": writing(func(w *io.PipeWriter) {
		var writer io.Writer = w
		_, _ = writer.Write(line)
	}),
	"(io.WriterAt).WriteAt": writing(func(w *io.PipeWriter) {
		var writer io.WriterAt = wrapper{Writer: w}
		_, _ = writer.WriteAt(line, 0)
	}),
	"(io.WriterTo).WriteTo": reading(func(r *io.PipeReader) {
		var reader io.WriterTo = wrapper{Reader: r}
		_, _ = reader.WriteTo(io.Discard)
	}),
	"(io.ByteWriter).WriteByte": writing(func(w *io.PipeWriter) {
		var writer io.ByteWriter = wrapper{Writer: w}
		_ = writer.WriteByte('x')
	}),
	"(io.StringWriter).WriteString": writing(func(w *io.PipeWriter) {
		var writer io.StringWriter = wrapper{Writer: w}
		_, _ = writer.WriteString("text")
	}),
	"io.Copy":                  reading(func(r *io.PipeReader) { _, _ = io.Copy(io.Discard, r) }),
	"io.CopyN":                 reading(func(r *io.PipeReader) { _, _ = io.CopyN(io.Discard, r, 1) }),
	"io.CopyBuffer":            reading(func(r *io.PipeReader) { _, _ = io.CopyBuffer(struct{ io.Writer }{io.Discard}, r, buf1()) }),
	"io.ReadAll":               reading(func(r *io.PipeReader) { _, _ = io.ReadAll(r) }),
	"io.ReadFull":              reading(func(r *io.PipeReader) { _, _ = io.ReadFull(r, buf1()) }),
	"io.ReadAtLeast":           reading(func(r *io.PipeReader) { _, _ = io.ReadAtLeast(r, buf1(), 1) }),
	"io.WriteString":           writing(func(w *io.PipeWriter) { _, _ = io.WriteString(w, "text") }),
	"io/ioutil.ReadAll":        reading(func(r *io.PipeReader) { _, _ = ioutil.ReadAll(r) }),
	"(*io.LimitedReader).Read": reading(func(r *io.PipeReader) { _, _ = (&io.LimitedReader{R: r, N: 1}).Read(buf1()) }),
	"(*io.SectionReader).Read": reading(func(r *io.PipeReader) {
		_, _ = io.NewSectionReader(wrapper{Reader: r}, 0, 1).Read(buf1())
	}),
	"(*io.PipeReader).Read":  reading(func(r *io.PipeReader) { _, _ = r.Read(buf1()) }),
	"(*io.PipeWriter).Write": writing(func(w *io.PipeWriter) { _, _ = w.Write(line) }),

	"(*bufio.Reader).Read":       reading(func(r *io.PipeReader) { _, _ = bufio.NewReader(r).Read(buf1()) }),
	"(*bufio.Reader).ReadByte":   reading(func(r *io.PipeReader) { _, _ = bufio.NewReader(r).ReadByte() }),
	"(*bufio.Reader).ReadRune":   reading(func(r *io.PipeReader) { _, _, _ = bufio.NewReader(r).ReadRune() }),
	"(*bufio.Reader).ReadSlice":  reading(func(r *io.PipeReader) { _, _ = bufio.NewReader(r).ReadSlice('\n') }),
	"(*bufio.Reader).ReadLine":   reading(func(r *io.PipeReader) { _, _, _ = bufio.NewReader(r).ReadLine() }),
	"(*bufio.Reader).ReadBytes":  reading(func(r *io.PipeReader) { _, _ = bufio.NewReader(r).ReadBytes('\n') }),
	"(*bufio.Reader).ReadString": reading(func(r *io.PipeReader) { _, _ = bufio.NewReader(r).ReadString('\n') }),
	"(*bufio.Reader).Peek":       reading(func(r *io.PipeReader) { _, _ = bufio.NewReader(r).Peek(1) }),
	"(*bufio.Reader).Discard":    reading(func(r *io.PipeReader) { _, _ = bufio.NewReader(r).Discard(1) }),
	"(*bufio.Reader).WriteTo":    reading(func(r *io.PipeReader) { _, _ = bufio.NewReader(r).WriteTo(io.Discard) }),
	"(*bufio.Scanner).Scan":      reading(func(r *io.PipeReader) { bufio.NewScanner(r).Scan() }),

	"(*bufio.Writer).Write":       flushing(func(w *bufio.Writer) { _, _ = w.Write(line) }),
	"(*bufio.Writer).WriteByte":   flushing(func(w *bufio.Writer) { _ = w.WriteByte('x') }),
	"(*bufio.Writer).WriteRune":   flushing(func(w *bufio.Writer) { _, _ = w.WriteRune('x') }),
	"(*bufio.Writer).WriteString": flushing(func(w *bufio.Writer) { _, _ = w.WriteString("text") }),
	"(*bufio.Writer).ReadFrom":    flushing(func(w *bufio.Writer) { _, _ = w.ReadFrom(strings.NewReader("text")) }),
	"(*bufio.Writer).Flush":       flushing(func(w *bufio.Writer) { _ = w.Flush() }),

	"fmt.Fscan":                       reading(func(r *io.PipeReader) { _, _ = fmt.Fscan(r, new(string)) }),
	"fmt.Fscanf":                      reading(func(r *io.PipeReader) { _, _ = fmt.Fscanf(r, "%s", new(string)) }),
	"fmt.Fscanln":                     reading(func(r *io.PipeReader) { _, _ = fmt.Fscanln(r, new(string)) }),
	"(*encoding/json.Decoder).Decode": reading(func(r *io.PipeReader) { _ = json.NewDecoder(r).Decode(new(string)) }),
	"(*encoding/gob.Decoder).Decode":  reading(func(r *io.PipeReader) { _ = gob.NewDecoder(r).Decode(new(string)) }),
	"(*encoding/xml.Decoder).Decode":  reading(func(r *io.PipeReader) { _ = xml.NewDecoder(r).Decode(new(string)) }),
	"(*encoding/csv.Reader).Read":     reading(func(r *io.PipeReader) { _, _ = csv.NewReader(r).Read() }),
	"(*encoding/csv.Reader).ReadAll":  reading(func(r *io.PipeReader) { _, _ = csv.NewReader(r).ReadAll() }),
	"(*net/textproto.Reader).ReadLine": reading(func(r *io.PipeReader) {
		_, _ = textproto.NewReader(bufio.NewReader(r)).ReadLine()
	}),
	"(*net/textproto.Reader).ReadMIMEHeader": reading(func(r *io.PipeReader) {
		_, _ = textproto.NewReader(bufio.NewReader(r)).ReadMIMEHeader()
	}),
}

// A pipeFS blocks in Open, or lets it pass and blocks in Read.
type pipeFS struct {
	*io.PipeReader
	opens bool
}

func (f pipeFS) Open(string) (fs.File, error) {
	if f.opens {
		return f, nil
	}
	_, err := f.Read(buf1())
	return nil, err
}

func (f pipeFS) Stat() (fs.FileInfo, error) { return nil, fs.ErrInvalid }

var fsProbes = map[string]probe{
	"(io/fs.FS).Open": reading(func(r *io.PipeReader) {
		var fsys fs.FS = pipeFS{PipeReader: r}
		_, _ = fsys.Open("name")
	}),
	"(io/fs.File).Read": reading(func(r *io.PipeReader) {
		var file fs.File = pipeFS{PipeReader: r}
		_, _ = file.Read(buf1())
	}),
	"io/fs.ReadFile": reading(func(r *io.PipeReader) { _, _ = fs.ReadFile(pipeFS{r, true}, "name") }),
	"io/fs.ReadDir":  reading(func(r *io.PipeReader) { _, _ = fs.ReadDir(pipeFS{r, false}, "name") }),
	"io/fs.Stat":     reading(func(r *io.PipeReader) { _, _ = fs.Stat(pipeFS{r, false}, "name") }),
	"io/fs.Glob":     reading(func(r *io.PipeReader) { _, _ = fs.Glob(pipeFS{r, false}, "name") }),
	"io/fs.WalkDir": reading(func(r *io.PipeReader) {
		_ = fs.WalkDir(pipeFS{r, false}, "name", func(_ string, _ fs.DirEntry, err error) error { return err })
	}),
}
