// Package leakparallel tests a worker, and that it leaves nothing behind.
package leakparallel

import (
	"testing"

	"go.uber.org/goleak"
)

// Main runs the tests, and reports what goroutines are left when all have
// passed. In a package this is TestMain. No goroutine is looked at while a
// test is still running, so tests may be parallel; which of them left one
// behind tells its stack. To look into a single test, run it alone:
//
//	go test -run '^TestQuick$'
func Main(m *testing.M) { goleak.VerifyTestMain(m) }

// Quick tests the worker with one job.
func Quick(t *testing.T) {
	t.Parallel()

	jobs := start()
	jobs <- func() {}
	close(jobs)
}

// Thorough tests the worker with many jobs, the last of which is given.
func Thorough(t *testing.T, last func()) {
	t.Parallel()

	jobs := start()
	defer close(jobs)
	for range 100 {
		jobs <- func() {}
	}
	last()
}

// Each tests the worker with each of several jobs.
//
// This test is not parallel itself, and its cleanup
// runs when all of its subtests are over: what is left then is theirs.
func Each(t *testing.T, all ...func()) {
	t.Cleanup(func() { goleak.VerifyNone(t) })

	for _, job := range all {
		t.Run("job", func(t *testing.T) {
			t.Parallel()
			jobs := start()
			jobs <- job
			close(jobs)
		})
	}
}

// start starts a worker, which ends when its jobs are closed.
func start() chan<- func() {
	jobs := make(chan func())
	go func() {
		for job := range jobs {
			job()
		}
	}()
	return jobs
}
