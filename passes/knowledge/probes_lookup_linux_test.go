package knowledge

import (
	"context"
	"net"
	"sync"
	"testing"
)

// A mutedResolver asks a name server that never answers.
type mutedResolver struct {
	server *net.UDPConn
	mu     sync.Mutex
	closed bool
	conns  []net.Conn
}

func newMutedResolver(t *testing.T) *mutedResolver {
	server, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	return &mutedResolver{server: server}
}

// resolver returns the Resolver of the standard library that asks the server.
func (m *mutedResolver) resolver() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: m.dial}
}

func (m *mutedResolver) dial(context.Context, string, string) (net.Conn, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return nil, net.ErrClosed
	}
	conn, err := net.DialUDP("udp", nil, m.server.LocalAddr().(*net.UDPAddr))
	if err == nil {
		m.conns = append(m.conns, conn)
	}
	return conn, err
}

// interrupt breaks off the queries under way. The resolver tries again, unless
// its context is done.
func (m *mutedResolver) interrupt() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, conn := range m.conns {
		_ = conn.Close()
	}
	m.conns = nil
}

// close breaks off the queries under way and fails later ones.
func (m *mutedResolver) close() {
	m.mu.Lock()
	m.closed = true
	m.mu.Unlock()
	m.interrupt()
	_ = m.server.Close()
}

// The muted resolver that serves as net.DefaultResolver during TestBlocking,
// for the functions that ask no other.
var muted *mutedResolver

func replaceResolver(t *testing.T) {
	muted = newMutedResolver(t)
	old := net.DefaultResolver
	net.DefaultResolver = muted.resolver()
	t.Cleanup(func() { net.DefaultResolver = old })
}

// host has no trailing domain to search and is in nobody's hosts file.
const host = "silent.test."

// lookingUp probes a function that asks net.DefaultResolver.
func lookingUp(lookup func() error) probe {
	return func(e *env) func(context.Context) {
		e.onRelease(muted.close)
		return func(context.Context) { _ = lookup() }
	}
}

// resolving probes a method of net.Resolver. That the release ends it shows
// that it heeds its context, if late.
func resolving(lookup func(ctx context.Context, r *net.Resolver) error) probe {
	return func(e *env) func(context.Context) {
		m := newMutedResolver(e.T)
		e.Cleanup(m.close)
		e.onRelease(m.interrupt)
		r := m.resolver()
		return func(ctx context.Context) { _ = lookup(ctx, r) }
	}
}

var lookupProbes = map[string]probe{
	"net.LookupAddr":     lookingUp(func() error { _, err := net.LookupAddr("192.0.2.1"); return err }),
	"net.LookupCNAME":    lookingUp(func() error { _, err := net.LookupCNAME(host); return err }),
	"net.LookupHost":     lookingUp(func() error { _, err := net.LookupHost(host); return err }),
	"net.LookupIP":       lookingUp(func() error { _, err := net.LookupIP(host); return err }),
	"net.LookupMX":       lookingUp(func() error { _, err := net.LookupMX(host); return err }),
	"net.LookupNS":       lookingUp(func() error { _, err := net.LookupNS(host); return err }),
	"net.LookupSRV":      lookingUp(func() error { _, _, err := net.LookupSRV("", "", host); return err }),
	"net.LookupTXT":      lookingUp(func() error { _, err := net.LookupTXT(host); return err }),
	"net.ResolveIPAddr":  lookingUp(func() error { _, err := net.ResolveIPAddr("ip", host); return err }),
	"net.ResolveTCPAddr": lookingUp(func() error { _, err := net.ResolveTCPAddr("tcp", host+":1"); return err }),
	"net.ResolveUDPAddr": lookingUp(func() error { _, err := net.ResolveUDPAddr("udp", host+":1"); return err }),

	"(*net.Resolver).LookupAddr": resolving(func(ctx context.Context, r *net.Resolver) error {
		_, err := r.LookupAddr(ctx, "192.0.2.1")
		return err
	}),
	"(*net.Resolver).LookupCNAME": resolving(func(ctx context.Context, r *net.Resolver) error {
		_, err := r.LookupCNAME(ctx, host)
		return err
	}),
	"(*net.Resolver).LookupHost": resolving(func(ctx context.Context, r *net.Resolver) error {
		_, err := r.LookupHost(ctx, host)
		return err
	}),
	"(*net.Resolver).LookupIP": resolving(func(ctx context.Context, r *net.Resolver) error {
		_, err := r.LookupIP(ctx, "ip", host)
		return err
	}),
	"(*net.Resolver).LookupIPAddr": resolving(func(ctx context.Context, r *net.Resolver) error {
		_, err := r.LookupIPAddr(ctx, host)
		return err
	}),
	"(*net.Resolver).LookupMX": resolving(func(ctx context.Context, r *net.Resolver) error {
		_, err := r.LookupMX(ctx, host)
		return err
	}),
	"(*net.Resolver).LookupNetIP": resolving(func(ctx context.Context, r *net.Resolver) error {
		_, err := r.LookupNetIP(ctx, "ip", host)
		return err
	}),
	"(*net.Resolver).LookupNS": resolving(func(ctx context.Context, r *net.Resolver) error {
		_, err := r.LookupNS(ctx, host)
		return err
	}),
	"(*net.Resolver).LookupSRV": resolving(func(ctx context.Context, r *net.Resolver) error {
		_, _, err := r.LookupSRV(ctx, "", "", host)
		return err
	}),
	"(*net.Resolver).LookupTXT": resolving(func(ctx context.Context, r *net.Resolver) error {
		_, err := r.LookupTXT(ctx, host)
		return err
	}),
}
