//go:build go1.21

// Command mainprog ends with its tickers.
package main

import "time"

func main() {
	t := time.NewTicker(time.Second)
	<-t.C
	go func() {
		<-time.Tick(time.Second)
	}()
}
