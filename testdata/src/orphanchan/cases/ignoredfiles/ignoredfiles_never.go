//go:build never

package ignoredfiles

func (c *conn) handshake() {
	close(c.ready)
	close(c.begin())
}
