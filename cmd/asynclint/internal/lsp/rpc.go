package lsp

import (
	"context"
	"errors"
	"io"

	"go.lsp.dev/jsonrpc2"
)

// A stream is that of go.lsp.dev/jsonrpc2, but for one thing: a message that is
// no JSON, or no message, is answered with an error, and the next one is read.
// There, and in sourcegraph/jsonrpc2 as well, it ends the connection, so that
// the editor is without diagnostics until somebody starts the server again.
// What is wrong with the frame around a message does end it: nobody knows where
// the next one begins.
type stream struct {
	jsonrpc2.Stream
	frames interface {
		ReadFrame(context.Context) ([]byte, int64, error)
	}
}

type pipe struct {
	io.ReadCloser
	out io.WriteCloser
}

func (p pipe) Write(b []byte) (int, error) { return p.out.Write(b) }
func (p pipe) Close() error                { return errors.Join(p.ReadCloser.Close(), p.out.Close()) }

func newStream(in io.ReadCloser, out io.WriteCloser) jsonrpc2.Stream {
	s := jsonrpc2.NewStream(pipe{in, out})
	frames, ok := s.(interface {
		ReadFrame(context.Context) ([]byte, int64, error)
	})
	if !ok {
		return s // a test sees to it that this is not so
	}
	return &stream{s, frames}
}

func (s *stream) Read(ctx context.Context) (jsonrpc2.Message, int64, error) {
	for {
		frame, n, err := s.frames.ReadFrame(ctx)
		if err != nil {
			return nil, 0, err
		}
		msg, err := jsonrpc2.DecodeMessage(frame)
		if err == nil {
			return msg, n, nil
		}
		answer := jsonrpc2.NewResponse(jsonrpc2.ID{}, nil, jsonrpc2.NewError(jsonrpc2.ParseError, err.Error()))
		if _, err := s.Write(ctx, answer); err != nil {
			return nil, 0, err
		}
	}
}
