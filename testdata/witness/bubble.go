package witness

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
)

// Bubble is synctest.Test for code that may get stuck: f runs in a bubble of
// goroutines with a clock of its own, which jumps ahead when all of them wait.
// If all of them wait and no timer can wake any, or f returns and others are
// still blocked, the test fails with one of
//
//	deadlock: all goroutines in bubble are blocked
//	deadlock: main bubble goroutine has exited but blocked goroutines remain
//
// and the stacks of the blocked. synctest.Test reports both by a panic in the
// goroutine that called it, which would take the other tests along: Bubble
// recovers it. A panic within the bubble is not one of them and is not
// recovered.
//
// Channels and timers count only if they were made in the bubble, and a
// goroutine that waits for a mutex or for the network counts as running: with
// those, use [Child] or [NoLeak].
func Bubble(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	before := stacks()
	defer func() {
		t.Helper()
		err := recover()
		if err == nil {
			return
		}
		text := fmt.Sprint(err)
		if !strings.HasPrefix(text, "deadlock:") {
			panic(err)
		}
		var stuck []goroutine
		for _, g := range without(before, stacks()) {
			if strings.Contains(g.status, "synctest bubble") && !strings.Contains(g.text, "testing/synctest.testingSynctestTest(") {
				stuck = append(stuck, g)
			}
		}
		abandon(stuck)
		t.Fatalf("%s\n\n%s", text, list(stuck))
	}()
	synctest.Test(t, f)
}
