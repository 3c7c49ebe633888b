package knowledge

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/netip"
	"net/smtp"
	"net/textproto"
	"os"
	"path/filepath"
	"syscall"
)

// listen returns a loopback listener that is closed on release.
func listen(e *env) *net.TCPListener {
	l, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	e.must(err)
	e.onRelease(func() { _ = l.Close() })
	return l
}

// silent returns the address of a listener that accepts but never answers.
// Release closes what it has accepted.
func silent(e *env) string {
	l := listen(e)
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			defer conn.Close()
		}
	}()
	return l.Addr().String()
}

// connect returns a connection to a peer that never answers.
func connect(e *env) *net.TCPConn {
	conn, err := net.Dial("tcp", silent(e))
	e.must(err)
	e.onRelease(func() { _ = conn.Close() })
	return conn.(*net.TCPConn)
}

// onConn probes a function on a connection to a peer that never answers.
func onConn(use func(conn *net.TCPConn)) probe {
	return func(e *env) func(context.Context) {
		conn := connect(e)
		return func(context.Context) { use(conn) }
	}
}

// onListener probes a function on a listener that nobody connects to.
func onListener(use func(l *net.TCPListener)) probe {
	return func(e *env) func(context.Context) {
		l := listen(e)
		return func(context.Context) { use(l) }
	}
}

// onUnixListener is onListener for Unix sockets.
func onUnixListener(use func(l *net.UnixListener)) probe {
	return func(e *env) func(context.Context) {
		l, err := net.ListenUnix("unix", &net.UnixAddr{Net: "unix", Name: filepath.Join(socketDir(e), "s")})
		e.must(err)
		e.onRelease(func() { _ = l.Close() })
		return func(context.Context) { use(l) }
	}
}

// onUnixgram probes a function on a datagram socket from which nobody reads;
// to is its own address. Unlike UDP, a Unix socket makes the writer wait.
func onUnixgram(use func(conn *net.UnixConn, to *net.UnixAddr)) probe {
	return func(e *env) func(context.Context) {
		addr := &net.UnixAddr{Net: "unixgram", Name: filepath.Join(socketDir(e), "s")}
		conn, err := net.ListenUnixgram("unixgram", addr)
		e.must(err)
		e.onRelease(func() { _ = conn.Close() })
		return func(context.Context) { use(conn, addr) }
	}
}

// socketDir is a TempDir with a name short enough for the path of a socket.
func socketDir(e *env) string {
	dir, err := os.MkdirTemp("", "s")
	e.must(err)
	e.onRelease(func() { _ = os.RemoveAll(dir) })
	return dir
}

// flood calls send until it fails.
func flood(send func() error) {
	for send() == nil {
	}
}

// onUDP probes a function on a UDP socket that nobody sends to.
func onUDP(use func(conn *net.UDPConn)) probe {
	return func(e *env) func(context.Context) {
		conn, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
		e.must(err)
		e.onRelease(func() { _ = conn.Close() })
		return func(context.Context) { use(conn) }
	}
}

// onTLS probes a function on a TLS client whose server never says hello.
func onTLS(use func(ctx context.Context, conn *tls.Conn)) probe {
	return func(e *env) func(context.Context) {
		conn := tls.Client(connect(e), &tls.Config{InsecureSkipVerify: true})
		return func(ctx context.Context) { use(ctx, conn) }
	}
}

var connProbes = map[string]probe{
	"(net.Conn).Read": onConn(func(c *net.TCPConn) {
		var conn net.Conn = c
		_, _ = conn.Read(buf1())
	}),
	"(net.Conn).Write": onConn(func(c *net.TCPConn) {
		var conn net.Conn = c
		_, _ = conn.Write(large)
	}),
	"(net.PacketConn).ReadFrom": onUDP(func(c *net.UDPConn) {
		var conn net.PacketConn = c
		_, _, _ = conn.ReadFrom(buf1())
	}),
	"(net.PacketConn).WriteTo": onUnixgram(func(c *net.UnixConn, to *net.UnixAddr) {
		var conn net.PacketConn = c
		flood(func() error { _, err := conn.WriteTo(line, to); return err })
	}),
	"(net.Listener).Accept": onListener(func(l *net.TCPListener) {
		var listener net.Listener = l
		closing(listener.Accept())
	}),
	"(*net.conn).Read":               onConn(func(conn *net.TCPConn) { _, _ = conn.Read(buf1()) }),
	"(*net.conn).Write":              onConn(func(conn *net.TCPConn) { _, _ = conn.Write(large) }),
	"(*net.Buffers).WriteTo":         onConn(func(conn *net.TCPConn) { _, _ = (&net.Buffers{large}).WriteTo(conn) }),
	"(*net.TCPConn).ReadFrom":        onConn(func(conn *net.TCPConn) { _, _ = conn.ReadFrom(conn) }),
	"(*net.TCPConn).WriteTo":         onConn(func(conn *net.TCPConn) { _, _ = conn.WriteTo(conn) }),
	"(*net.TCPListener).Accept":      onListener(func(l *net.TCPListener) { closing(l.Accept()) }),
	"(*net.TCPListener).AcceptTCP":   onListener(func(l *net.TCPListener) { closing(l.AcceptTCP()) }),
	"(*net.UnixListener).Accept":     onUnixListener(func(l *net.UnixListener) { closing(l.Accept()) }),
	"(*net.UnixListener).AcceptUnix": onUnixListener(func(l *net.UnixListener) { closing(l.AcceptUnix()) }),
	"(*net.UnixConn).ReadFrom": onUnixgram(func(conn *net.UnixConn, _ *net.UnixAddr) {
		_, _, _ = conn.ReadFrom(buf1())
	}),
	"(*net.UnixConn).ReadFromUnix": onUnixgram(func(conn *net.UnixConn, _ *net.UnixAddr) {
		_, _, _ = conn.ReadFromUnix(buf1())
	}),
	"(*net.UnixConn).ReadMsgUnix": onUnixgram(func(conn *net.UnixConn, _ *net.UnixAddr) {
		_, _, _, _, _ = conn.ReadMsgUnix(buf1(), nil)
	}),
	"(*net.UnixConn).WriteTo": onUnixgram(func(conn *net.UnixConn, to *net.UnixAddr) {
		flood(func() error { _, err := conn.WriteTo(line, to); return err })
	}),
	"(*net.UnixConn).WriteToUnix": onUnixgram(func(conn *net.UnixConn, to *net.UnixAddr) {
		flood(func() error { _, err := conn.WriteToUnix(line, to); return err })
	}),
	"(*net.UnixConn).WriteMsgUnix": onUnixgram(func(conn *net.UnixConn, to *net.UnixAddr) {
		flood(func() error { _, _, err := conn.WriteMsgUnix(line, nil, to); return err })
	}),
	"(*net.UDPConn).ReadFrom":            onUDP(func(conn *net.UDPConn) { _, _, _ = conn.ReadFrom(buf1()) }),
	"(*net.UDPConn).ReadFromUDP":         onUDP(func(conn *net.UDPConn) { _, _, _ = conn.ReadFromUDP(buf1()) }),
	"(*net.UDPConn).ReadFromUDPAddrPort": onUDP(func(conn *net.UDPConn) { _, _, _ = conn.ReadFromUDPAddrPort(buf1()) }),
	"(*net.UDPConn).ReadMsgUDP":          onUDP(func(conn *net.UDPConn) { _, _, _, _, _ = conn.ReadMsgUDP(buf1(), nil) }),
	"(*net.UDPConn).ReadMsgUDPAddrPort": onUDP(func(conn *net.UDPConn) {
		_, _, _, _, _ = conn.ReadMsgUDPAddrPort(buf1(), nil)
	}),
	"(syscall.RawConn).Read": onConn(func(conn *net.TCPConn) {
		raw, err := conn.SyscallConn()
		if err == nil {
			_ = raw.Read(func(uintptr) bool { return false }) // not yet: wait until readable
		}
	}),
	"(syscall.RawConn).Write": onConn(func(conn *net.TCPConn) {
		raw, err := conn.SyscallConn()
		if err == nil {
			_ = raw.Write(func(fd uintptr) bool {
				_, err := syscall.Write(int(fd), large)
				return err != nil && err != syscall.EAGAIN
			})
		}
	}),
	"(*crypto/tls.Conn).Handshake": onTLS(func(_ context.Context, conn *tls.Conn) { _ = conn.Handshake() }),
	"(*crypto/tls.Conn).HandshakeContext": onTLS(func(ctx context.Context, conn *tls.Conn) {
		_ = conn.HandshakeContext(ctx)
	}),
	"(*crypto/tls.Conn).Read":  onTLS(func(_ context.Context, conn *tls.Conn) { _, _ = conn.Read(buf1()) }),
	"(*crypto/tls.Conn).Write": onTLS(func(_ context.Context, conn *tls.Conn) { _, _ = conn.Write(line) }),
	"net/smtp.NewClient":       onConn(func(conn *net.TCPConn) { _, _ = smtp.NewClient(conn, "localhost") }),
}

// deaf returns the address of a listener whose queue is full: the kernel drops
// further attempts to connect, which go on trying. Release closes the
// listener; a later attempt is then refused, but the pauses between attempts
// grow to many seconds, so nothing waits for that.
func deaf(e *env) string {
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	e.must(err)
	e.must(syscall.Bind(fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}))
	e.must(syscall.Listen(fd, 0))
	local, err := syscall.Getsockname(fd)
	e.must(err)
	addr := fmt.Sprintf("127.0.0.1:%d", local.(*syscall.SockaddrInet4).Port)
	first, err := net.Dial("tcp", addr) // a queue of length 0 holds one
	e.must(err)
	e.onRelease(func() { _, _ = syscall.Close(fd), first.Close() })
	return addr
}

// dialling probes a function that connects to a deaf listener.
func dialling(dial func(ctx context.Context, addr string)) probe {
	return func(e *env) func(context.Context) {
		addr := deaf(e)
		e.endless = true
		return func(ctx context.Context) { dial(ctx, addr) }
	}
}

var dialProbes = map[string]probe{
	"net.Dial":        dialling(func(_ context.Context, addr string) { closing(net.Dial("tcp", addr)) }),
	"net.DialTimeout": dialling(func(_ context.Context, addr string) { closing(net.DialTimeout("tcp", addr, 2*deadline)) }),
	"net.DialTCP": dialling(func(_ context.Context, addr string) {
		closing(net.DialTCP("tcp", nil, net.TCPAddrFromAddrPort(netip.MustParseAddrPort(addr))))
	}),
	"(*net.Dialer).Dial": dialling(func(_ context.Context, addr string) { closing(new(net.Dialer).Dial("tcp", addr)) }),
	"(*net.Dialer).DialContext": dialling(func(ctx context.Context, addr string) {
		closing(new(net.Dialer).DialContext(ctx, "tcp", addr))
	}),
	"(*net.Dialer).DialTCP": dialling(func(ctx context.Context, addr string) {
		closing(new(net.Dialer).DialTCP(ctx, "tcp", netip.AddrPort{}, netip.MustParseAddrPort(addr)))
	}),
	"crypto/tls.Dial": dialling(func(_ context.Context, addr string) { closing(tls.Dial("tcp", addr, nil)) }),
	"crypto/tls.DialWithDialer": dialling(func(_ context.Context, addr string) {
		closing(tls.DialWithDialer(new(net.Dialer), "tcp", addr, nil))
	}),
	"(*crypto/tls.Dialer).Dial": dialling(func(_ context.Context, addr string) {
		closing(new(tls.Dialer).Dial("tcp", addr))
	}),
	"(*crypto/tls.Dialer).DialContext": dialling(func(ctx context.Context, addr string) {
		closing(new(tls.Dialer).DialContext(ctx, "tcp", addr))
	}),
	"net/textproto.Dial": dialling(func(_ context.Context, addr string) { closing(textproto.Dial("tcp", addr)) }),
	"net/smtp.Dial":      dialling(func(_ context.Context, addr string) { closing(smtp.Dial(addr)) }),
	"net/smtp.SendMail": dialling(func(_ context.Context, addr string) {
		_ = smtp.SendMail(addr, nil, "from@localhost", []string{"to@localhost"}, line)
	}),
}
