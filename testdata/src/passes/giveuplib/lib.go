// want package:"summarised"

// Package giveuplib exports facts for package giveup.
package giveuplib

import "context"

// Wait gives up by itself.
func Wait(ctx context.Context, c <-chan int) { // want Wait:"giveup\\(p0\\)"
	select {
	case <-c:
	case <-ctx.Done():
	}
}

type Client struct{ ctx context.Context }

// Recv gives up on the context of its receiver.
func (c *Client) Recv(in <-chan int) { // want Recv:"giveup\\(p0.ctx\\)"
	Wait(c.ctx, in)
}

// Of gives up whatever T is.
func Of[T any](c <-chan T, ctx context.Context) { // want Of:"giveup\\(p1\\)"
	select {
	case <-c:
	case <-ctx.Done():
	}
}
