// Command program has a loop that ends with it.
package main

import "context"

var requests = make(chan int)

func loop(ctx context.Context) {
	for {
		select {
		case <-requests:
		case <-ctx.Done():
			return
		}
	}
}

func send() { requests <- 1 }

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go loop(ctx)
	send()
}
