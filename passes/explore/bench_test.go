package explore

import (
	"slices"
	"testing"
	"time"
)

// scopes are programs as they are found in code, for the benchmark: two to four
// goroutines of up to 15 operations.
var scopes = []struct{ name, text string }{
	{"result or timeout", `
		chan c
		body main
		spawn s
		select {recv c} {foreign}
		body s
		send c`},
	{"fan-out, fan-in", `
		chan c
		chan errs 1
		waitgroup g
		symbol n
		context x external
		literal err of w
		body main
		start #0 n
		m: test #0 -> go else next
		go: add g 1
		spawn w -> m
		next: spawn closer
		r: recv c -> r else over
		over: select {recv errs} default
		body w
		branch err -> bad else good
		bad: select {send errs -> out} default out
		good: select {send c} {ended x}
		out: done g
		body closer
		wait g
		close c`},
	{"worker pool", `
		chan jobs
		chan results
		waitgroup g
		symbol n
		body main
		start #0 3
		m: test #0 -> go else feed
		go: add g 1
		spawn w -> m
		feed: spawn feeder
		spawn closer
		r: recv results -> r else over
		over: pause
		body w
		m: recv jobs -> put else out
		put: send results -> m
		out: done g
		body feeder
		start #0 n
		m: test #0 -> put else over
		put: send jobs -> m
		over: close jobs
		body closer
		wait g
		close results`},
	{"server with a lock and a stop channel", `
		chan stop
		chan stopped
		chan events 2
		mutex m
		once o
		context x external
		body main
		spawn loop
		spawn user
		ended x
		enter o -> in else over
		in: close stop
		leave o
		over: recv stopped
		body loop
		m: select {recv events} {recv stop -> out}
		lock m
		unlock m -> m
		out: close stopped
		body user
		lock m
		select {send events} {recv stop}
		unlock m
		lock m
		select {send events} {recv stop}
		unlock m
		enter o -> in else over
		in: close stop
		leave o
		over: pause`},
	{"condition variable", `
		mutex m
		cond k m
		literal empty of w
		chan done
		waitgroup g
		body main
		add g 2
		spawn w
		spawn w
		lock m
		broadcast k
		unlock m
		lock m
		broadcast k
		unlock m
		wait g
		body w
		lock m
		more: forget empty
		branch empty -> wait else got
		wait: condwait k -> more
		got: unlock m
		done g`},
	{"four goroutines of 15 operations, little in common", `
		chan a 4
		chan b 4
		mutex m
		mutex k
		waitgroup g
		body main
		add g 3
		spawn s
		spawn r
		spawn t
		lock m
		send a
		unlock m
		lock k
		send b
		unlock k
		lock m
		unlock m
		wait g
		recv a
		recv b
		body s
		lock m
		send a
		unlock m
		lock m
		send a
		unlock m
		lock m
		unlock m
		lock k
		unlock k
		done g
		body r
		lock k
		send b
		unlock k
		lock k
		send b
		unlock k
		lock k
		unlock k
		lock m
		unlock m
		done g
		body t
		lock m
		lock k
		unlock k
		unlock m
		lock m
		lock k
		unlock k
		unlock m
		recv a
		recv b
		done g`},
}

// BenchmarkScope tells how long each of the scopes takes, and how many states.
func BenchmarkScope(b *testing.B) {
	for _, s := range scopes {
		b.Run(s.name, func(b *testing.B) {
			p := parse(b, s.text)
			b.ReportAllocs()
			var r *Result
			for b.Loop() {
				r = Explore(p, Options{})
			}
			b.ReportMetric(float64(r.States), "states")
		})
	}
}

// BenchmarkMedian tells the median time of a scope: of those above, and of
// random ones.
func BenchmarkMedian(b *testing.B) {
	var all []*Program
	for _, s := range scopes {
		all = append(all, parse(b, s.text))
	}
	for seed := range uint64(60) {
		all = append(all, random(newDice(seed), shape{kinds: allKinds}))
	}
	times := make([]time.Duration, len(all))
	for b.Loop() {
		for i, p := range all {
			from := time.Now()
			Explore(p, Options{})
			times[i] = time.Since(from)
		}
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)/2].Microseconds()), "µs/median")
	b.ReportMetric(float64(times[len(times)*9/10].Microseconds()), "µs/p90")
}
