// Package cancelfield watches things.
package cancelfield

import "context"

// A Watcher calls functions until it is closed.
type Watcher struct {
	ctx    context.Context
	cancel context.CancelFunc
}

// Open starts a watcher for each source.
//
// If one of them fails, nobody gets the watcher, so nobody else can close it:
// Open does, and whatever has been started for the sources before ends.
func Open(ctx context.Context, sources ...func(context.Context) error) (*Watcher, error) {
	w := &Watcher{}
	w.ctx, w.cancel = context.WithCancel(ctx)
	for _, source := range sources {
		if err := w.watch(source); err != nil {
			w.Close()
			return nil, err
		}
	}
	return w, nil
}

// watch tries a source, and waits for the end of the watcher.
func (w *Watcher) watch(source func(context.Context) error) error {
	if err := source(w.ctx); err != nil {
		return err
	}
	go func() { <-w.ctx.Done() }()
	return nil
}

// Close stops watching.
func (w *Watcher) Close() { w.cancel() }
