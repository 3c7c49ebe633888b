package explore

// channelRules are of channels and select.
var channelRules = []rule{
	{"rendezvous", `
		chan c
		body main
		spawn s
		recv c
		body s
		send c`, ""},
	{"send without receiver", `
		chan c
		body main
		send c`, "main send c!"},
	{"buffer holds one", `
		chan c 1
		body main
		send c
		send c`, "main send c!"},
	{"early return", `
		chan c
		literal err
		body main
		spawn s
		branch err -> over else go
		go: recv c
		over: pause
		body s
		send c`, "s send c/1"},
	{"early return, buffered", `
		chan c 1
		literal err
		body main
		spawn s
		branch err -> over else go
		go: recv c
		over: pause
		body s
		send c`, ""},
	{"timeout", `
		chan c
		body main
		spawn s
		select {recv c} {foreign}
		body s
		send c`, "s send c"},
	{"foreign case of the sender", `
		chan c
		body main
		spawn s
		select {recv c} {foreign}
		body s
		select {send c} {foreign}`, ""},
	{"close wakes a range", `
		chan c
		body main
		spawn s
		again: recv c -> again else over
		over: pause
		body s
		send c
		send c
		close c`, ""},
	{"range without close", `
		chan c
		body main
		spawn s
		again: recv c -> again else over
		over: pause
		body s
		send c
		send c`, "main recv c!"},
	{"a closed channel still has its buffer", `
		chan c 1
		chan d
		body main
		send c
		close c
		recv c -> over else bad
		bad: recv d
		over: pause`, ""},
	{"send on closed", `
		chan c
		body main
		close c
		send c`, "send on closed channel: main send c!"},
	{"parked sender and close", `
		chan c
		body main
		spawn s
		close c
		body s
		send c`, "send on closed channel: s send c!"},
	{"close of nil", `
		chan c nil
		body main
		close c`, "close of nil channel: main close c!"},
	{"nil blocks for ever", `
		chan c nil
		body main
		spawn s
		recv c
		body s
		send c`, "main recv c!; s send c!"},
	{"nil in a select", `
		chan c nil
		body main
		select {recv c -> bad} {send c -> bad} default over
		bad: recv c
		over: pause`, ""},
	{"select without cases", `
		body main
		select`, "main select!"},
	{"default if nothing is ready", `
		chan c 1
		chan d
		body main
		send c
		select {recv c -> over} default bad
		bad: recv d
		over: pause`, ""},
	{"default though a sender may be there", `
		chan c
		body main
		spawn s
		select {recv c} default over
		over: pause
		body s
		send c`, "s send c"},
	{"two defaults never meet", `
		chan c
		chan d
		body main
		spawn s
		select {recv c -> bad} default over
		bad: recv d
		over: pause
		body s
		select {send c} default over
		over: pause`, ""},
	{"who could go on does not wait for a default", `
		chan c
		chan full 1
		chan d
		body main
		send full
		spawn s
		select {recv c -> bad} default over
		bad: recv d
		over: pause
		body s
		select {send c} {recv full}`, ""},
}

// lockRules are of mutexes and Once.
var lockRules = []rule{
	{"close of closed", `
		chan c
		literal l
		body main
		branch l -> twice else once
		twice: close c
		once: close c`, "close of closed channel: main close c/1"},
	{"double lock", `
		mutex m
		body main
		lock m
		lock m`, "main lock m!"},
	{"lock order", `
		mutex a
		mutex b
		body main
		spawn s
		lock a
		lock b
		unlock b
		unlock a
		body s
		lock b
		lock a
		unlock a
		unlock b`, "main lock b; s lock a"},
	{"trylock backs off", `
		mutex a
		mutex b
		body main
		spawn s
		lock a
		trylock b -> got else not
		got: unlock b
		not: unlock a
		body s
		lock b
		lock a
		unlock a
		unlock b`, ""},
	{"unlock of unlocked", `
		mutex m
		body main
		lock m
		unlock m
		unlock m`, "unlock of unlocked mutex: main unlock m!"},
	{"two readers", `
		rwmutex m
		chan c
		body main
		rlock m
		spawn s
		recv c
		runlock m
		body s
		rlock m
		send c
		runlock m`, ""},
	{"reader again, with a writer between", `
		rwmutex m
		body main
		spawn w
		rlock m
		rlock m
		runlock m
		runlock m
		body w
		lock m
		unlock m`, "main rlock m; w lock m"},
	{"runlock of unlocked", `
		rwmutex m
		body main
		lock m
		runlock m`, "unlock of unlocked mutex: main runlock m!"},
	{"tryrlock fails for a waiting writer", `
		rwmutex m
		chan c
		body main
		rlock m
		spawn w
		tryrlock m -> got else bad
		bad: recv c
		got: pause
		body w
		lock m`, "main recv c; w lock m!"},
	{"once", `
		once o
		chan c
		body main
		spawn s
		enter o -> first else again
		first: leave o
		again: pause
		body s
		enter o -> first else again
		first: leave o
		again: pause`, ""},
}

// waitRules are of WaitGroup, Cond and contexts.
var waitRules = []rule{
	{"add in the goroutine is seen too late or not at all", `
		waitgroup g
		chan c
		body main
		spawn s
		wait g
		close c
		body s
		add g 1
		send c
		done g`, "main wait g!; s send c!; send on closed channel: s send c"},
	{"missing done", `
		waitgroup g
		literal err
		body main
		add g 1
		spawn s
		wait g
		body s
		branch err -> over else ok
		ok: done g
		over: pause`, "main wait g/1"},
	{"negative counter", `
		waitgroup g
		body main
		add g 1
		done g
		done g`, "negative WaitGroup counter: main add g -1!"},
	{"cond", `
		mutex m
		cond k m
		body main
		lock m
		spawn s
		condwait k
		unlock m
		body s
		lock m
		signal k
		unlock m`, ""},
	{"signal before wait is lost", `
		mutex m
		cond k m
		body main
		spawn s
		lock m
		condwait k
		unlock m
		body s
		signal k`, "main condwait k"},
	{"signal wakes one", `
		mutex m
		cond k m
		chan c 2
		body main
		spawn s
		spawn s
		recv c
		recv c
		lock m
		signal k
		unlock m
		body s
		lock m
		send c
		condwait k
		unlock m`, "s condwait k!"},
	{"broadcast wakes all", `
		mutex m
		cond k m
		chan c 2
		body main
		spawn s
		spawn s
		recv c
		recv c
		lock m
		broadcast k
		unlock m
		body s
		lock m
		send c
		condwait k
		unlock m`, ""},
	{"condwait without the lock", `
		mutex m
		cond k m
		body main
		condwait k`, "unlock of unlocked mutex: main condwait k!"},
	{"once within itself", `
		once o
		body main
		enter o -> first else over
		first: enter o -> second else over
		second: leave o
		leave o
		over: pause`, "main enter o!"},
	{"cancel", `
		context x
		body main
		spawn s
		cancel x
		cancel x
		body s
		ended x`, ""},
	{"no cancel", `
		context x
		literal err
		body main
		spawn s
		branch err -> over else ok
		ok: cancel x
		over: pause
		body s
		ended x`, "s ended x/1"},
	{"parent", `
		context p
		context x p
		body main
		spawn s
		cancel p
		body s
		ended x`, ""},
	{"external", `
		context p external
		context x p
		body main
		ended x`, ""},
	{"left by who sees the external end", `
		context p external
		chan c
		body main
		spawn s
		select {recv c} {ended p}
		body s
		send c`, "s send c"},
}
