package knowledge

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"net/rpc"
	"net/rpc/jsonrpc"
	"os"
	"path/filepath"
	"sync"
)

var rpcProbes = map[string]probe{
	"net/rpc.Dial":     dialling(func(_ context.Context, addr string) { closing(rpc.Dial("tcp", addr)) }),
	"net/rpc.DialHTTP": dialling(func(_ context.Context, addr string) { closing(rpc.DialHTTP("tcp", addr)) }),
	"net/rpc.DialHTTPPath": dialling(func(_ context.Context, addr string) {
		closing(rpc.DialHTTPPath("tcp", addr, rpc.DefaultRPCPath))
	}),
	"net/rpc/jsonrpc.Dial": dialling(func(_ context.Context, addr string) { closing(jsonrpc.Dial("tcp", addr)) }),
	"(*net/rpc.Client).Call": onConn(func(conn *net.TCPConn) {
		_ = rpc.NewClient(conn).Call("Service.Method", 1, new(int))
	}),
	// A listener's closing is logged by rpc: those probes leave it open.
	"net/rpc.Accept": func(e *env) func(context.Context) {
		l := openListener(e)
		return func(context.Context) { rpc.Accept(l) }
	},
	"(*net/rpc.Server).Accept": func(e *env) func(context.Context) {
		l := openListener(e)
		return func(context.Context) { rpc.NewServer().Accept(l) }
	},
	"net/rpc.ServeConn":           onConn(func(conn *net.TCPConn) { rpc.ServeConn(conn) }),
	"(*net/rpc.Server).ServeConn": onConn(func(conn *net.TCPConn) { rpc.NewServer().ServeConn(conn) }),
	"net/rpc/jsonrpc.ServeConn":   onConn(func(conn *net.TCPConn) { jsonrpc.ServeConn(conn) }),
}

// openListener returns a listener that is never closed.
func openListener(e *env) net.Listener {
	e.endless = true
	l, err := net.Listen("tcp", "127.0.0.1:0")
	e.must(err)
	return l
}

// newCertificate makes a certificate for servers that nobody ever talks to.
var newCertificate = sync.OnceValues(func() (cert, key []byte) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1)}
	cert, err = x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		panic(err)
	}
	key, err = x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		panic(err)
	}
	return cert, key
})

// certificate returns the names of files with a certificate and its key.
func certificate(e *env) (certFile, keyFile string) {
	cert, key := newCertificate()
	dir := e.TempDir()
	write := func(name, kind string, der []byte) string {
		name = filepath.Join(dir, name)
		e.must(os.WriteFile(name, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600))
		return name
	}
	return write("cert.pem", "CERTIFICATE", cert), write("key.pem", "PRIVATE KEY", key)
}
