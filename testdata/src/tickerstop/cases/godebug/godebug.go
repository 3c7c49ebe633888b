// Command godebug has the timers of Go 1.22.

//go:debug asynctimerchan=1
package main

import "time"

func main() { wait(make(chan struct{})) }

func wait(quit chan struct{}) {
	t := time.NewTicker(time.Second) // want `ticker t is never stopped, and main.wait returns`
	select {
	case <-quit:
	case <-t.C:
	}
}
