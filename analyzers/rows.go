package analyzers

import (
	"github.com/asynclint/asynclint/analyzers/bubble"
	"github.com/asynclint/asynclint/analyzers/busyloop"
	"github.com/asynclint/asynclint/analyzers/callbacklock"
	"github.com/asynclint/asynclint/analyzers/callbackstall"
	"github.com/asynclint/asynclint/analyzers/cancelfield"
	"github.com/asynclint/asynclint/analyzers/chancap"
	"github.com/asynclint/asynclint/analyzers/chanleak"
	"github.com/asynclint/asynclint/analyzers/condwait"
	"github.com/asynclint/asynclint/analyzers/conndeadline"
	"github.com/asynclint/asynclint/analyzers/cpucount"
	"github.com/asynclint/asynclint/analyzers/ctxdetached"
	"github.com/asynclint/asynclint/analyzers/ctxloop"
	"github.com/asynclint/asynclint/analyzers/ctxwatcher"
	"github.com/asynclint/asynclint/analyzers/deadctx"
	"github.com/asynclint/asynclint/analyzers/doublelock"
	"github.com/asynclint/asynclint/analyzers/groupctx"
	"github.com/asynclint/asynclint/analyzers/grouplimit"
	"github.com/asynclint/asynclint/analyzers/handlerwait"
	"github.com/asynclint/asynclint/analyzers/leakparallel"
	"github.com/asynclint/asynclint/analyzers/lockorder"
	"github.com/asynclint/asynclint/analyzers/lockstall"
	"github.com/asynclint/asynclint/analyzers/lockwait"
	"github.com/asynclint/asynclint/analyzers/loopstall"
	"github.com/asynclint/asynclint/analyzers/lostsignal"
	"github.com/asynclint/asynclint/analyzers/missingstop"
	"github.com/asynclint/asynclint/analyzers/nestedacquire"
	"github.com/asynclint/asynclint/analyzers/neverends"
	"github.com/asynclint/asynclint/analyzers/orphanchan"
	"github.com/asynclint/asynclint/analyzers/permitleak"
	"github.com/asynclint/asynclint/analyzers/requestctx"
	"github.com/asynclint/asynclint/analyzers/rlockagain"
	"github.com/asynclint/asynclint/analyzers/sendafterexit"
	"github.com/asynclint/asynclint/analyzers/sendnodone"
	"github.com/asynclint/asynclint/analyzers/sendonclosed"
	"github.com/asynclint/asynclint/analyzers/shutdownwait"
	"github.com/asynclint/asynclint/analyzers/sleepctx"
	"github.com/asynclint/asynclint/analyzers/spawnbound"
	"github.com/asynclint/asynclint/analyzers/spawnjoin"
	"github.com/asynclint/asynclint/analyzers/testfatal"
	"github.com/asynclint/asynclint/analyzers/testoutlive"
	"github.com/asynclint/asynclint/analyzers/testsleep"
	"github.com/asynclint/asynclint/analyzers/tickerstop"
	"github.com/asynclint/asynclint/analyzers/timerdrain"
	"github.com/asynclint/asynclint/analyzers/unboundedqueue"
	"github.com/asynclint/asynclint/analyzers/unlockpath"
	"github.com/asynclint/asynclint/analyzers/unreleased"
	"github.com/asynclint/asynclint/analyzers/waitforever"
)

// suite is the list. Rows stay sorted by name; `asynclint new NAME` adds one.
var suite = []Check{
	{Analyzer: bubble.Analyzer, Tier: Bug, Pitfall: Tests, Since: "v0.1.0", Nursery: true,
		Evidence: "off: too few bubbles to judge. std (net/http, context, os, time, database) with tests: silent, as it has to be of tests that pass; that each of the calls panics, and that the wait with a mutex held hangs, was run"},
	{Analyzer: busyloop.Analyzer, Tier: Suspicious, Pitfall: Blocking, Since: "v0.1.0", Nursery: true,
		Evidence: "off: too few to judge. Without tests, std, nats-server, syncthing, pebble, caddy, prometheus, etcd server, containerd: no report; 3 of early versions (nats-server raft.go 2700, a switch over all states, and 5653, which drops the oldest; prometheus tsdb/db.go 2799, which looks once more if there was anything to do) are silent now"},
	{Analyzer: callbacklock.Analyzer, Tier: Advice, Pitfall: Blocking, Since: "v0.1.0",
		Evidence: "off, as advice is. Three fixes of this mistake: reported before, silent after (pebble vfs/disk_health.go 408, tailscale execqueue.go 55, temporal registry.go 564). Without tests, std, etcd server, grpc-go, restic, caddy, prometheus, nats-server, syncthing, pebble: 26 reports, each checked to be what it says; 1 more, of an object that was just made (nats-server stream.go 5576), is silent now. Of the 26, 12 are worth a look (grpc-go's onClose under the transport's lock, 3 places; syncthing's nat subscribers, 3; its xds modeCallback, 3; pebble in_flight.go 115; net/http server.go 2216, caddy.go 805), 14 are how the API is meant (hooks named for the lock, health listeners that have to be told in order, database/sql Conn.Raw, testing's benchmarks)"},
	{Analyzer: callbackstall.Analyzer, Tier: Suspicious, Pitfall: Blocking, Since: "v0.1.0", Nursery: true,
		Evidence: "off: too few to judge. Without tests, std, nats-server, syncthing, pebble, caddy, prometheus, etcd server, containerd: no report"},
	{Analyzer: cancelfield.Analyzer, Tier: Bug, Pitfall: Cancellation, Since: "v0.1.0", Nursery: true,
		Evidence: "off: too few to judge. Without tests, std (net, database, os, internal, cmd/go), etcd server, grpc-go, restic, prometheus, minio, syncthing, caddy, nats-server, compose, loki, containerd, pebble: 2 reports, 2 true (minio internal/event/target/webhook.go 307, where the way out before it cancels; internal/grid/debug.go 95, a grid for tests). Six more were not, and are silent now: the contexts of streams (etcd grpcproxy/lease.go 170 and watch.go 121, net/http/clientconn.go 392), and contexts below Background that nobody waits for (grpc-go clientconn.go 215 and dns_resolver.go 149, loki promtail client.go 221). grpc/grpc-go 7cc213310c and tikv/pd 071eae799a: reported before, silent after"},
	{Analyzer: chancap.Analyzer, Tier: Advice, Pitfall: Backpressure, Since: "v0.1.0",
		Evidence: "nats-server server, syncthing (four packages), prometheus (tsdb, notifier, scrape, rules, discovery), containerd core and pkg (without tests): no report"},
	{Analyzer: chanleak.Analyzer, Tier: Bug, Pitfall: Leaks, Since: "v0.1.0",
		Evidence: "std, etcd, prometheus, grpc-go, nats-server, minio, caddy, restic, containerd (without tests; containerd/pkg with): 3 reports, 3 true (prometheus tsdb/agent/db.go 501, a case that does not return; containerd cri/server/service.go 356, an early return; a test helper there that sends in an endless loop); a fourth, minio main.go, blocks on purpose and is silent now"},
	{Analyzer: condwait.Analyzer, Tier: Suspicious, Pitfall: Locks, Since: "v0.1.0", Nursery: true,
		Evidence: "off: 7 reports, all of the kind that keeps another lock; 6 are deliberate (prometheus chunk queue, minio site replication and grid), 1 is unsure (net/http hijack)"},
	{Analyzer: conndeadline.Analyzer, Tier: Suspicious, Pitfall: Leaks, Since: "v0.1.0", Nursery: true,
		Evidence: "off: too few to judge. std (net and others), etcd server, grpc-go, nats-server, containerd, pebble, compose, loki, minio, restic, caddy, syncthing (without tests): 1 report, unsure (net/rpc server.go 636, whose callers have no way to set a deadline); servers of that size keep their connections where Close finds them. What it claims was run on the pair"},
	{Analyzer: cpucount.Analyzer, Tier: Advice, Pitfall: Spawning, Since: "v0.1.0",
		Evidence: "nats-server server, syncthing (four packages; others cut short): 3 reports, 1 useful (syncthing folder_sendrecv.go 153), 2 that tell the number of cores (nats-server events.go 856, monitor.go 1734) are silent now"},
	{Analyzer: ctxdetached.Analyzer, Tier: Suspicious, Pitfall: Cancellation, Since: "v0.1.0",
		Evidence: "without tests, std (net, database, os, internal, log), etcd server, grpc-go, prometheus, nats-server, minio, containerd, caddy, restic, syncthing (two packages of it do not compile), pebble, compose, loki: 12 reports, 9 useful (etcd rafthttp/http.go 148 and 307 and minio iam-store.go 1155, TODOs; etcd server.go 683, a handler with a timeout of its own; minio batch-handlers.go 224; pebble compaction.go 2627 and replay.go 743 and 749; grpc-go internal/testutils/http_client.go 56, a fake), 2 unsure (grpc-go benchmark_client.go 307, streams of a worker; minio xl-storage-disk-id-check.go 946, a monitor), 1 not (minio batch-expire.go 759, a last message). Sixteen others were not and are silent now: promtool and database/sql, which do without a context; contexts of goroutines that end in an order (loki, etcd); a last report (syncthing). caddyserver/caddy 724b74d981: reported before, silent after"},
	{Analyzer: ctxloop.Analyzer, Tier: Suspicious, Pitfall: Cancellation, Since: "v0.1.0",
		Evidence: "without tests, std (net, database, os, internal, log, testing), etcd server, prometheus, grpc-go, containerd, nats-server, minio, caddy, restic, syncthing (two packages of it do not compile), pebble, compose, loki: 8 reports, 8 true, 6 of them useful (prometheus discovery/consul/consul.go 353 and discovery/xds/xds.go 123: a context is noticed a refresh interval late; nats-server jetstream_cluster.go 12332: five seconds that quitCh cannot end; grpc-go interop/soak_tests.go 130, 136, 143, a tool) and 2 of little weight (prometheus storage/remote/queue_manager.go 837: a back-off of up to five seconds; minio endpoint.go 898: a second for each host). Ten more are silent: waits below a second, back-offs that begin with milliseconds. hibiken/asynq c40e779fdb, hashicorp/consul-template c677df820c and kubernetes/client-go 29ad2bc1d4: reported before, silent after"},
	{Analyzer: ctxwatcher.Analyzer, Tier: Suspicious, Pitfall: Leaks, Since: "v0.1.0", Nursery: true,
		Evidence: "off: too few to judge. Without tests, std (net, database, os, internal), minio, containerd, restic, grpc-go, syncthing: no report. Of 15 goroutines that wait for contexts alone, there and in etcd, prometheus, nats-server, caddy, pebble and compose, looked at by hand, none should be: they end with what they watch, or live as long as it. rclone/rclone bd4c6571ec and weaviate/weaviate da55e63159: reported before, silent after"},
	{Analyzer: deadctx.Analyzer, Tier: Bug, Pitfall: Cancellation, Since: "v0.1.0",
		Evidence: "3 of 3 reports are true, all http.Server.Shutdown: prometheus (PR 19306, open), vspd before its fix 514, transparency-dev/distributor; silent on std, etcd, grpc-go, nats-server, caddy, minio, containerd and 1213 packages that prometheus depends on"},
	{Analyzer: doublelock.Analyzer, Tier: Bug, Pitfall: Locks, Since: "v0.1.0",
		Evidence: "std, etcd server, prometheus, grpc-go, nats-server, minio, caddy, containerd: 4 reports, 4 true, all of one mistake (nats-server filestore, a flush under fs.mu that may rebuild the state under fs.mu)"},
	{Analyzer: groupctx.Analyzer, Tier: Suspicious, Pitfall: Cancellation, Since: "v0.1.0",
		Evidence: "3 of 3 reports are true, each since fixed upstream: docker/compose 13480 (both sites), bazelbuild/remote-apis-sdks 583; silent on std, etcd, grpc-go, prometheus, nats-server, caddy, minio, containerd"},
	{Analyzer: grouplimit.Analyzer, Tier: Bug, Pitfall: Spawning, Since: "v0.1.0",
		Evidence: "etcd, prometheus, grpc-go, containerd, loki, restic, compose, minio, nats-server: no hit, no task waits for its own limited group there; each claim was run: deadlock, panic, Wait that never returns"},
	{Analyzer: handlerwait.Analyzer, Tier: Suspicious, Pitfall: Cancellation, Since: "v0.1.0", Nursery: true,
		Evidence: "off: too few to judge. Without tests, std (net, database, os, internal), etcd server, grpc-go, minio, containerd, restic, pebble, caddy, nats-server, compose, syncthing: 5 reports, 4 true, one of them in a benchmark, 1 unsure (syncthing lib/scanner/walk.go 235, whose callers know that they have to drain the channel) (restic internal/backend/cache/backend.go 106 and 160: a call waits for another one's download, whatever becomes of its context; minio batch-handlers.go 634: a goroutine sends to an upload that ends with the context; pebble cmd/pebble/write_bench.go 456). tailscale/tailscale b88929edf8: reported before, silent after. Of 300 plain sends and receives there in functions with a context nearly all are right: room, drained channels, goroutines of one function"},
	{Analyzer: leakparallel.Analyzer, Tier: Bug, Pitfall: Tests, Since: "v0.1.0",
		Evidence: "no hit in std, etcd, prometheus, grpc-go; goleak v1.3 fails even in a sole parallel test, and passes before parallel subtests: both run here"},
	{Analyzer: lockorder.Analyzer, Tier: Suspicious, Pitfall: Locks, Since: "v0.1.0", Nursery: true,
		Evidence: "off: it assumes that two places mean the same two objects, as only their types tell. 8 reports: prometheus head.go 2370 looks true; nats-server leafnode.go 2507, crypto/tls and syscall are not; minio metacache and net/http are unsure"},
	{Analyzer: lockstall.Analyzer, Tier: Suspicious, Pitfall: Blocking, Since: "v0.1.0", Nursery: true,
		Evidence: "off: below the bar. Two fixes that its wider rules are for are reported before and silent after (grpc-go http2_client.go 531, a write that the lock is not there for; amqp091-go channel.go 370, a send to a user's channel). Without tests, std, etcd server, grpc-go, restic, caddy, nats-server, syncthing, pebble, minio: 4 reports, 2 useful (minio site-replication.go 5216, a request; nats-server jetstream.go 1011, a pause), 2 unsure (cmd/go, which asks gcc once for each flag); 4 in a test client of containerd are not. 3 collectors of containerd that fill a channel which their caller passes, 14 of a fake that sleeps under its lock in nearly all methods (syncthing fakefs.go), and 1 of a constructor, are silent now"},
	{Analyzer: lockwait.Analyzer, Tier: Suspicious, Pitfall: Locks, Since: "v0.1.0",
		Evidence: "std, etcd server, prometheus, grpc-go, nats-server, minio, caddy, containerd, restic, syncthing: 1 report, true (prometheus tsdb/agent/db.go 871: Close waits, with mtx held, for a loop that takes mtx to truncate); 2 early ones were not (a buffer that is emptied first, a channel for each waiter) and are silent now"},
	{Analyzer: loopstall.Analyzer, Tier: Suspicious, Pitfall: Blocking, Since: "v0.1.0", Nursery: true,
		Evidence: "off: too few to judge. Without tests, std, etcd server, grpc-go, restic, caddy, prometheus, nats-server, syncthing, pebble, minio, containerd: 2 reports, 2 true (nats-server ocsp.go 325, a request of up to 30 s in a loop that a reload has to end, and jetstream_cluster.go 4090, of little weight). Eight of early versions are silent now: streams that end with their own context (grpc-go, 2), helpers that are passed the stop (nats-server, 3), pauses of 200 ms (minio, 1), literals that sleepctx speaks of (minio, 1), a pause before a deadline (containerd util_unix.go 238)"},
	{Analyzer: lostsignal.Analyzer, Tier: Suspicious, Pitfall: Backpressure, Since: "v0.1.0", Nursery: true,
		Evidence: "off: too few hits to judge. std, etcd server, prometheus, grpc-go, nats-server, minio, caddy, containerd, restic, syncthing: silent without tests; in tests 2 reports, both deliberate, of kinds that are silent now"},
	{Analyzer: missingstop.Analyzer, Tier: Suspicious, Pitfall: Leaks, Since: "v0.1.0", Nursery: true,
		Evidence: "off: std, etcd server, prometheus, grpc-go, nats-server, minio, caddy, containerd, restic, syncthing: no report, so nothing to label"},
	{Analyzer: nestedacquire.Analyzer, Tier: Suspicious, Pitfall: Backpressure, Since: "v0.1.0", Nursery: true,
		Evidence: "off: no report to judge yet. nats-server, grpc-go, restic, containerd, etcd server, std (net, database, os, internal), without tests: silent; what it claims was run on the pair"},
	{Analyzer: neverends.Analyzer, Tier: Suspicious, Pitfall: Leaks, Since: "v0.1.0",
		Evidence: "std, etcd server, prometheus, grpc-go, nats-server, minio, caddy, containerd, restic: 3 reports, 2 true (minio logrotate.go 232, restic sftp.go 101), 1 documented as meant (containerd snapshots.go 60); 2 early ones in syncthing were not true (a sync.Once, a Run method) and are silent now; elsewhere 3 of 3 true, two of which it was made for (grpc-go before 4583, pulsar-client-go before 331)"},
	{Analyzer: orphanchan.Analyzer, Tier: Bug, Pitfall: Leaks, Since: "v0.1.0",
		Evidence: "std, etcd server, prometheus, grpc-go, nats-server, minio, caddy, containerd, restic, syncthing: silent without tests; in tests of an early version 2 reports, 1 true (crypto/tls handshake_client_test.go 2896), 1 that panics on purpose and is silent now. What it claims was run: 17 of the leaks that ship with Go are of this kind"},
	{Analyzer: permitleak.Analyzer, Tier: Bug, Pitfall: Backpressure, Since: "v0.1.0", Nursery: true,
		Evidence: "off: too few to judge. std, restic, syncthing, prometheus, nats-server, etcd server, grpc-go, minio, caddy, compose, containerd, pebble (without tests): 1 report, true, and known to its authors by a comment (pebble commit.go 324); one early one was not true (crypto/tls quic.go 522, a channel without a buffer) and is silent now; what it claims was run on the pair, and on a mutant of the connection pool"},
	{Analyzer: requestctx.Analyzer, Tier: Suspicious, Pitfall: Cancellation, Since: "v0.1.0", Nursery: true,
		Evidence: "off: without tests, std (net, database, os, internal), etcd server, grpc-go, minio, containerd: no report, so nothing to label; of some 40 goroutines that handlers start there all that use the context of the request are waited for, or made for its time. What it claims was run: the pair"},
	{Analyzer: rlockagain.Analyzer, Tier: Bug, Pitfall: Locks, Since: "v0.1.0",
		Evidence: "std, etcd server, prometheus, grpc-go, nats-server, minio, caddy, containerd: 10 reports, 10 true (minio site-replication, healing under a read lock calls handlers that take it again)"},
	{Analyzer: sendafterexit.Analyzer, Tier: Suspicious, Pitfall: Leaks, Since: "v0.1.0", Nursery: true,
		Evidence: "off: std, etcd server, prometheus, grpc-go, nats-server, minio, caddy, containerd, restic, syncthing: 5 reports, 2 useful (minio shared-lock.go 76, containerd eventq.go 160), 2 true at shutdown only (containerd gc scheduler), 1 against a documented contract (minio storage-rest-server.go 981); elsewhere 3 of 3 true (go-ethereum worker.go before its fix, pulsar-client-go consumer_partition.go 860 and 879)"},
	{Analyzer: sendnodone.Analyzer, Tier: Suspicious, Pitfall: Backpressure, Since: "v0.1.0", Nursery: true,
		Evidence: "off: std, etcd server, prometheus, grpc-go, nats-server, minio, caddy, containerd, restic, syncthing: 10 reports, 7 useful (caddy stek.go 115 and distributedstek.go 224, an example of prometheus, syncthing's three listeners and basicfs_watch.go 80), 3 unsure (minio, channels that its grid drains): just at the bar"},
	{Analyzer: sendonclosed.Analyzer, Tier: Bug, Pitfall: Backpressure, Since: "v0.1.0",
		Evidence: "std, etcd, prometheus, grpc-go, nats-server, minio, caddy, restic (without tests): no hit; what it claims was run on the pair"},
	{Analyzer: shutdownwait.Analyzer, Tier: Suspicious, Pitfall: Cancellation, Since: "v0.1.0",
		Evidence: "std, etcd, prometheus, grpc-go, pulsar-client-go: no reports, none due; an older etcd tester and a program with errgroup: 2 reports, both true"},
	{Analyzer: sleepctx.Analyzer, Tier: Suspicious, Pitfall: Cancellation, Since: "v0.1.0",
		Evidence: "std, etcd (old and new), prometheus, grpc-go, pulsar-client-go, part of loki, containerd: 23 reports, 21 true, 2 unsure (a handler in std that is there to hang, a test tool of containerd)"},
	{Analyzer: spawnbound.Analyzer, Tier: Suspicious, Pitfall: Spawning, Since: "v0.1.0", Nursery: true,
		Evidence: "off: below the bar. caddy, compose, containerd, etcd server, minio (without tests): 19 reports, 7 useful (compose containers.go 184, image_pruner.go 200, images.go 169, remove.go 101; containerd converter default.go 177 and 275; minio post-policy-fan-out.go 53), 5 unsure (compose model.go 60, caddy healthchecks.go 299, containerd metrics v1 120 and v2 113, minio prepare-storage.go 104), 7 not: five are silent now (servers, upstreams, remotes, peers, lockers; nodes that wait for each other), two have few elements, which the code does not show (containerd db.go 455, minio erasure-server-pool.go 1226). Of ten fixes of this mistake eight are reported before and silent after (weaviate batch_add.go 95, index.go 1006, shard_write_batch_objects.go 184, shard_write_batch_delete.go 89, prop_value_pairs.go 92; prometheus scrape/manager.go 301; loki index_set.go 204; thanos memcached_client.go 474); one goes over a literal with two elements, one only computes (x/tools ssa builder.go 2625: spawnjoin)"},
	{Analyzer: spawnjoin.Analyzer, Tier: Advice, Pitfall: Spawning, Since: "v0.1.0",
		Evidence: "nats-server server, syncthing (four packages), prometheus (tsdb, notifier, scrape, rules, discovery), containerd core and pkg (without tests): 11 reports, 1 useful (syncthing model.go 2505, a scan of each folder), 2 unsure (syncthing model.go 1648, containerd shutdown.go 85), 8 that connect, stop or close what there is one of are silent now. x/tools go/ssa before dd5264629a: reported, silent after"},
	{Analyzer: testfatal.Analyzer, Tier: Bug, Pitfall: Tests, Since: "v0.1.0",
		Evidence: "std, etcd, prometheus, grpc-go, containerd, restic, compose, minio and a sample of nats-server: 128 hits read, 123 true; 5 end the test only for arguments that nobody passes"},
	{Analyzer: testoutlive.Analyzer, Tier: Suspicious, Pitfall: Tests, Since: "v0.1.0", Nursery: true,
		Evidence: "off: too few to judge. With tests, std (net, database, os), etcd server, grpc-go (others were cut short): 6 reports, 5 in grpc-go, 3 true (ringhash_e2e_test.go 1482, clientconn_state_transition_test.go 644, pipe_listener_test.go 149: an assertion that nobody waits for), 2 unsure (pickfirst_ext_test.go 413, idle_e2e_test.go 385: it only speaks when the test should fail), 1 unsure in net/http (transport_internal_test.go 216). Of eleven before, errors of gRPC servers, a watchdog and a bubble are silent now"},
	{Analyzer: testsleep.Analyzer, Tier: Advice, Pitfall: Tests, Since: "v0.1.0",
		Evidence: "not yet run on real code; what it claims was run on the pair"},
	{Analyzer: tickerstop.Analyzer, Tier: Suspicious, Pitfall: Leaks, Since: "v0.1.0", Nursery: true,
		Evidence: "off: too few to judge. grpc-go of 2023 (go 1.19) and pulsar-client-go of 2024 (go 1.21), without tests: 4 reports, 2 true, fixed upstream; 2 true but of little weight, one timer that stays when a loop is left. Of fifteen fixes of tickers and timers (caddy, cometbft, go-ethereum, grpc-go, ice, loki, pulsar-client-go, syncthing, temporal) thirteen are reported before and silent after, two of these by neverends; go-ethereum 297ec0669d, a loop without an end, and 7cc01375ef, at Go 1.23, are none. The repositories at hand are of Go 1.23 and newer: silent"},
	{Analyzer: timerdrain.Analyzer, Tier: Suspicious, Pitfall: Blocking, Since: "v0.1.0",
		Evidence: "etcd, grpc-go, caddy, minio: 10 hits, all needless, 3 of them hang (2 shown by a path: etcd listener_test.go, caddy stek.go); std, prometheus: none"},
	{Analyzer: unboundedqueue.Analyzer, Tier: Suspicious, Pitfall: Backpressure, Since: "v0.1.0", Nursery: true,
		Evidence: "off: no report to judge yet. nats-server, grpc-go, restic, containerd, etcd server, std (net, database, os, internal), and packages of syncthing and prometheus (without tests): silent; an early version took more for limits than this one"},
	{Analyzer: unlockpath.Analyzer, Tier: Bug, Pitfall: Locks, Since: "v0.1.0",
		Evidence: "std, etcd server, prometheus, grpc-go, nats-server, minio, caddy, containerd: 1 report, 1 true (minio batch-handlers, a default case that returns with the lock held)"},
	{Analyzer: unreleased.Analyzer, Tier: Bug, Pitfall: Leaks, Since: "v0.1.0", Nursery: true,
		Evidence: "off: too few to judge. Without tests, std (net, database, os, internal, cmd/go), etcd server, grpc-go, restic, prometheus, minio, syncthing (two packages of it do not compile), caddy, nats-server, compose, loki: 3 reports, 3 true (minio cmd/batch-handlers.go 1912, a cancel that an endless loop defers; loki pkg/tool/client/client.go 159, a status that is no success, and tools/querycomparator/compare.go 227, in a tool). Three more were not, and are silent now (net/dial.go 701, deferred in the case of a timer that fires once; caddy cmd/commandfuncs.go 848, a short body that is read to its end; net/http/httputil/dump.go 166, an answer that is made up). grpc/grpc-go 081c688437: reported before, silent after. Deferred releases in endless loops were looked for in std, etcd server, grpc-go, restic, caddy, minio only"},
	{Analyzer: waitforever.Analyzer, Tier: Bug, Pitfall: Locks, Since: "v0.1.0",
		Evidence: "std, etcd, prometheus, grpc-go, nats-server, minio, caddy, restic (without tests): no hit; GoKer moby25384 and two of the small kernels, silent on their fixes"},
	//asynclint:rows (the scaffold inserts above this line)
}

// rejected is the list of ideas that are not checks, and why.
var rejected = []Rejected{
	{"timeafterloop", "since Go 1.23 an unreferenced time.After timer is collected: not a leak any more; for older versions tickerstop has it"},
	{"gostmtinloop", "147 of 213 `go` statements in loops of eight repositories range over data and are joined: wrong in nine of ten cases"},
	{"ifacelock", "methods of interfaces that take a context, called under a lock: 50 reports in grpc-go, minio, syncthing and containerd, 1 of them useful (syncthing discover/manager.go 138); the others are locks that exist to have one such call at a time, and statistics that take a context without waiting"},
	{"chanunderlock", "27 straight-line channel or WaitGroup waits under a lock in eight repositories, mostly correct: only a check that sees the counterpart may speak"},
	{"copylocks", "go vet has it"},
	{"waitgroupadd", "go vet has it"},
}
