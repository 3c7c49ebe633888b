// Package new is for Go 1.23 and newer, where what nobody refers to is
// collected.
package new

import "time"

func ticker(quit chan struct{}) {
	t := time.NewTicker(time.Second)
	select {
	case <-quit:
	case <-t.C:
	}
}

func loop(in chan int, d time.Duration) {
	for {
		select {
		case <-in:
		case <-time.After(d):
			return
		}
	}
}

type object struct{ t *time.Ticker }

func newObject() *object { return &object{time.NewTicker(time.Second)} }
func (o *object) Close() {}
func (o *object) wait()  { <-o.t.C }
