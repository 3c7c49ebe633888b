// Command godebug has the timers of Go 1.22.

//go:debug asynctimerchan=1
package main

import "time"

func main() {
	t := time.NewTimer(time.Second)
	if !t.Stop() {
		<-t.C
	}
	t.Reset(time.Second)
	<-t.C
	if !t.Stop() {
		<-t.C // want `received from at L[0-9]+, so Stop returned false; receive in a select with default`
	}
}
