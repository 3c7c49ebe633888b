package knowledge

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"time"
)

// asking probes a client function; url leads to a server that never answers.
func asking(ask func(ctx context.Context, url string) (*http.Response, error)) probe {
	return func(e *env) func(context.Context) {
		url := "http://" + silent(e)
		// The default client is the only one that http.Get uses; none of its
		// connections is idle here, so closing the server's side ends them.
		return func(ctx context.Context) {
			if resp, err := ask(ctx, url); err == nil {
				_ = resp.Body.Close()
			}
		}
	}
}

// silently hands out a request to a server that never answers.
func silently(send func(req *http.Request)) probe {
	return func(e *env) func(context.Context) {
		url := "http://" + silent(e)
		return func(ctx context.Context) {
			if req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil); err == nil {
				send(req)
			}
		}
	}
}

// serving probes a function of a server that no client connects to.
func serving(serve func(s *http.Server) error) probe {
	return func(e *env) func(context.Context) {
		s := &http.Server{Addr: "127.0.0.1:0"}
		e.onRelease(func() { _ = s.Close() })
		return func(context.Context) { _ = serve(s) }
	}
}

// handling probes a function of a handler whose client does not read.
func handling(handle func(w http.ResponseWriter)) probe {
	return func(e *env) func(context.Context) {
		writer := make(chan http.ResponseWriter)
		over := make(chan struct{})
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			writer <- w
			<-over // the writer is valid until the handler returns
		}))
		conn, err := net.Dial("tcp", server.Listener.Addr().String())
		e.must(err)
		_, err = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
		e.must(err)
		w := <-writer
		e.onRelease(func() { _ = conn.Close() })
		return func(context.Context) {
			handle(w)
			close(over)
			server.Close()
		}
	}
}

// posted probes a method of a request whose body never comes.
func posted(contentType string, parse func(req *http.Request)) probe {
	return reading(func(r *io.PipeReader) {
		req := httptest.NewRequest(http.MethodPost, "/", r)
		req.Header.Set("Content-Type", contentType)
		parse(req)
	})
}

const (
	form      = "application/x-www-form-urlencoded"
	multipart = "multipart/form-data; boundary=x"
)

// A pipeWriter is a ResponseWriter that writes to a pipe.
type pipeWriter struct{ *io.PipeWriter }

func (pipeWriter) Header() http.Header { return http.Header{} }
func (pipeWriter) WriteHeader(int)     {}

var httpProbes = map[string]probe{
	"net/http.Get":  asking(func(_ context.Context, url string) (*http.Response, error) { return http.Get(url) }),
	"net/http.Head": asking(func(_ context.Context, url string) (*http.Response, error) { return http.Head(url) }),
	"net/http.Post": asking(func(_ context.Context, url string) (*http.Response, error) {
		return http.Post(url, "text/plain", strings.NewReader("text"))
	}),
	"net/http.PostForm": asking(func(_ context.Context, url string) (*http.Response, error) {
		return http.PostForm(url, nil)
	}),
	"(*net/http.Client).Get": asking(func(_ context.Context, url string) (*http.Response, error) {
		return new(http.Client).Get(url)
	}),
	"(*net/http.Client).Head": asking(func(_ context.Context, url string) (*http.Response, error) {
		return new(http.Client).Head(url)
	}),
	"(*net/http.Client).Post": asking(func(_ context.Context, url string) (*http.Response, error) {
		return new(http.Client).Post(url, "text/plain", strings.NewReader("text"))
	}),
	"(*net/http.Client).PostForm": asking(func(_ context.Context, url string) (*http.Response, error) {
		return new(http.Client).PostForm(url, nil)
	}),
	"(*net/http.Client).Do":           silently(func(req *http.Request) { _, _ = new(http.Client).Do(req) }),
	"(*net/http.Transport).RoundTrip": silently(func(req *http.Request) { _, _ = new(http.Transport).RoundTrip(req) }),
	"(net/http.RoundTripper).RoundTrip": silently(func(req *http.Request) {
		_, _ = http.DefaultTransport.RoundTrip(req)
	}),
	"(*net/http/httputil.ReverseProxy).ServeHTTP": silently(func(req *http.Request) {
		proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: req.URL.Host})
		proxy.ErrorHandler = func(http.ResponseWriter, *http.Request, error) {} // the default one logs
		proxy.ServeHTTP(httptest.NewRecorder(), req)
	}),

	"net/http.ListenAndServe": func(e *env) func(context.Context) {
		e.endless = true // nobody can close its listener
		return func(context.Context) { _ = http.ListenAndServe("127.0.0.1:0", nil) }
	},
	"net/http.ListenAndServeTLS": func(e *env) func(context.Context) {
		e.endless = true // nobody can close its listener
		cert, key := certificate(e)
		return func(context.Context) { _ = http.ListenAndServeTLS("127.0.0.1:0", cert, key, nil) }
	},
	"net/http.Serve": func(e *env) func(context.Context) {
		l := listen(e)
		return func(context.Context) { _ = http.Serve(l, nil) }
	},
	"net/http.ServeTLS": func(e *env) func(context.Context) {
		l := listen(e)
		cert, key := certificate(e)
		return func(context.Context) { _ = http.ServeTLS(l, nil, cert, key) }
	},
	"(*net/http.Server).ListenAndServe": serving((*http.Server).ListenAndServe),
	"(*net/http.Server).ListenAndServeTLS": func(e *env) func(context.Context) {
		cert, key := certificate(e)
		return serving(func(s *http.Server) error { return s.ListenAndServeTLS(cert, key) })(e)
	},
	"(*net/http.Server).Serve": func(e *env) func(context.Context) {
		l := listen(e)
		return serving(func(s *http.Server) error { return s.Serve(l) })(e)
	},
	"(*net/http.Server).ServeTLS": func(e *env) func(context.Context) {
		l := listen(e)
		cert, key := certificate(e)
		return serving(func(s *http.Server) error { return s.ServeTLS(l, cert, key) })(e)
	},
	"(*net/http.Server).Shutdown": func(e *env) func(context.Context) {
		server := busyServer(e)
		return func(ctx context.Context) { _ = server.Config.Shutdown(ctx) }
	},
	"(*net/http/httptest.Server).Close": func(e *env) func(context.Context) {
		server := busyServer(e)
		return func(context.Context) { server.Close() }
	},

	"(net/http.ResponseWriter).Write": handling(func(w http.ResponseWriter) { _, _ = w.Write(large) }),
	"(net/http.Flusher).Flush": handling(func(w http.ResponseWriter) {
		flooded(w, func() error { return w.(interface{ FlushError() error }).FlushError() })
	}),
	"(*net/http.ResponseController).Flush": handling(func(w http.ResponseWriter) {
		flooded(w, http.NewResponseController(w).Flush)
	}),
	"net/http.ReadRequest": reading(func(r *io.PipeReader) { _, _ = http.ReadRequest(bufio.NewReader(r)) }),
	"net/http.ReadResponse": reading(func(r *io.PipeReader) {
		if resp, err := http.ReadResponse(bufio.NewReader(r), nil); err == nil {
			_ = resp.Body.Close()
		}
	}),
	"net/http.ServeContent": writing(func(w *io.PipeWriter) {
		req := httptest.NewRequest(http.MethodGet, "/", nil)
		http.ServeContent(pipeWriter{w}, req, "name.txt", time.Time{}, strings.NewReader("text"))
	}),
	"(*net/http.Request).FormFile":           posted(multipart, func(req *http.Request) { _, _, _ = req.FormFile("key") }),
	"(*net/http.Request).FormValue":          posted(form, func(req *http.Request) { _ = req.FormValue("key") }),
	"(*net/http.Request).ParseForm":          posted(form, func(req *http.Request) { _ = req.ParseForm() }),
	"(*net/http.Request).ParseMultipartForm": posted(multipart, func(req *http.Request) { _ = req.ParseMultipartForm(1) }),
	"(*net/http.Request).PostFormValue":      posted(form, func(req *http.Request) { _ = req.PostFormValue("key") }),
	"(*net/http.Request).Write":              posted(form, func(req *http.Request) { _ = req.Write(io.Discard) }),
	"(*net/http.Response).Write": reading(func(r *io.PipeReader) {
		_ = (&http.Response{StatusCode: http.StatusOK, ProtoMajor: 1, ProtoMinor: 1, ContentLength: 9, Body: r}).Write(io.Discard)
	}),
	"net/http/httputil.DumpRequest": posted(form, func(req *http.Request) { _, _ = httputil.DumpRequest(req, true) }),
	"net/http/httputil.DumpResponse": reading(func(r *io.PipeReader) {
		_, _ = httputil.DumpResponse(&http.Response{StatusCode: http.StatusOK, ContentLength: 9, Body: r}, true)
	}),
}

// flooded flushes small writes until that fails.
func flooded(w io.Writer, flush func() error) {
	small := make([]byte, 1024) // less than the writer's buffer: only flush sends
	flood(func() error {
		if _, err := w.Write(small); err != nil {
			return err
		}
		return flush()
	})
}

// busyServer returns a server with a request that is being handled.
func busyServer(e *env) *httptest.Server {
	entered, over := make(chan struct{}), make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		entered <- struct{}{}
		<-over
	}))
	e.onRelease(func() { close(over); _ = server.Config.Close() })
	go func() {
		if resp, err := new(http.Client).Get(server.URL); err == nil {
			_ = resp.Body.Close()
		}
	}()
	<-entered
	return server
}
