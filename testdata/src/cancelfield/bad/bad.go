// Package cancelfield watches things.
package cancelfield

import "context"

// A Watcher calls functions until it is closed.
type Watcher struct {
	ctx    context.Context
	cancel context.CancelFunc
}

// Open starts a watcher for each source.
func Open(ctx context.Context, sources ...func(context.Context) error) (*Watcher, error) {
	w := &Watcher{}
	w.ctx, w.cancel = context.WithCancel(ctx)
	for _, source := range sources {
		if err := w.watch(source); err != nil {
			return nil, err // want `the object with the cancel function cancel, of context.WithCancel \(L15\), is dropped on this return: the context, its timer and whoever waits for it stay until its parent is done; call cancel first`
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
