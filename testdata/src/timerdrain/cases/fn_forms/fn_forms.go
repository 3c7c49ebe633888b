// Package fn_forms has drains in forms that are not looked for.
package fn_forms

import "time"

func withInit(t *time.Timer) {
	if ok := t.Stop(); !ok {
		<-t.C
	}
}

func inElse(t *time.Timer) {
	if t.Stop() {
		println("stopped")
	} else {
		<-t.C
	}
}

func withMore(t *time.Timer) {
	if !t.Stop() {
		println("late")
		<-t.C
	}
}

func unconditional(d time.Duration) {
	t := time.NewTimer(d)
	t.Stop()
	<-t.C
}
