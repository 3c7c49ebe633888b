package knowledge

import (
	"context"
	"net"
	"sync"
)

// A mutedResolver asks a name server that never answers.
type mutedResolver struct {
	server  *net.UDPConn
	mu      sync.Mutex
	failing bool
	conns   []net.Conn
}

func newMutedResolver() (*mutedResolver, error) {
	server, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	return &mutedResolver{server: server}, err
}

// resolver returns the Resolver of the standard library that asks the server.
func (m *mutedResolver) resolver() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: m.dial}
}

func (m *mutedResolver) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.failing {
		return nil, net.ErrClosed
	}
	conn, err := new(net.Dialer).DialContext(ctx, "udp", m.server.LocalAddr().String())
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

// fail breaks off the queries under way and fails later ones, until reset.
func (m *mutedResolver) fail() {
	m.mu.Lock()
	m.failing = true
	m.mu.Unlock()
	m.interrupt()
}

func (m *mutedResolver) reset() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.failing = false
}

// muted serves as net.DefaultResolver, for the functions that ask no other. It
// is never put back: calls that outlast TestBlocking may still read it.
var muted *mutedResolver

var replaceResolver = sync.OnceFunc(func() {
	var err error
	if muted, err = newMutedResolver(); err != nil {
		panic(err)
	}
	net.DefaultResolver = muted.resolver()
})

// host has no trailing domain to search and is in nobody's hosts file.
const host = "silent.test."

// lookingUp probes a function that asks net.DefaultResolver.
func lookingUp(lookup func() error) probe {
	return func(e *env) func(context.Context) {
		muted.reset()
		e.onRelease(muted.fail)
		return func(context.Context) { _ = lookup() }
	}
}

// resolving probes a method of net.Resolver. That the release ends it shows
// that it heeds its context, if late.
func resolving(lookup func(ctx context.Context, r *net.Resolver) error) probe {
	return func(e *env) func(context.Context) {
		m, err := newMutedResolver()
		e.must(err)
		e.Cleanup(func() { m.fail(); _ = m.server.Close() })
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
