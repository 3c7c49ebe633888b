package explore

// valueRules are about values that are not known.
var valueRules = []rule{
	{"waitgroup", `
		waitgroup g
		symbol n
		body main
		start #0 n
		more: test #0 -> go else over
		go: add g 1
		spawn s -> more
		over: wait g
		body s
		done g`, ""},
	{"same condition twice", `
		chan c
		literal l
		body main
		branch l -> go else skip
		go: spawn s
		skip: branch l -> get else over
		get: recv c
		over: pause
		body s
		send c`, ""},
	{"conditions of different worth", `
		chan c
		literal l
		literal k
		body main
		branch l -> go else skip
		go: spawn s
		skip: branch k -> get else over
		get: recv c
		over: pause
		body s
		send c`, "main recv c/2; s send c/2"},
	{"a value of each instance", `
		chan c 2
		literal l of s
		body main
		spawn s
		spawn s
		recv c
		body s
		branch l -> over else put
		put: send c
		over: pause`, "main recv c/2"},
	{"a value computed anew", `
		chan c
		literal l
		symbol n 0 1 2
		body main
		start #0 2
		more: test #0 -> in else over
		in: forget l
		branch l -> go else more
		go: spawn s
		branch l -> more else get
		get: recv c -> more
		over: pause
		body s
		pause`, ""},
	{"as many receives as sends", `
		chan c
		symbol n
		body main
		start #0 n
		m1: test #0 -> go else get
		go: spawn s -> m1
		get: start #0 n
		m2: test #0 -> in else over
		in: recv c -> m2
		over: pause
		body s
		send c`, ""},
	{"one receive of n", `
		chan c
		symbol n
		body main
		start #0 n
		m1: test #0 -> go else get
		go: spawn s -> m1
		get: recv c
		body s
		send c`, "main recv c/1; s send c/1"},
	{"buffer for n", `
		symbol n
		chan c n
		body main
		start #0 n
		m1: test #0 -> go else over
		go: spawn s -> m1
		over: pause
		body s
		send c`, ""},
	{"buffer for one less", `
		symbol n
		chan c n-1
		body main
		start #0 n
		m1: test #0 -> go else over
		go: spawn s -> m1
		over: pause
		body s
		send c`, "s send c/1"},
}

// boundRules are about what is made, repeated and ended.
var boundRules = []rule{
	{"panic ends all", `
		chan c
		body main
		spawn s
		abort
		body s
		send c`, ""},
	{"main ends all", `
		main
		chan c
		body main
		spawn s
		body s
		send c`, ""},
	{"main is stuck", `
		main
		chan c
		body main
		spawn s
		recv c
		body s
		pause`, "main recv c!"},
	{"unknown capacity: 1 is enough", `
		chan c ?
		body main
		spawn s
		body s
		send c`, ""},
	{"unknown capacity: 2 is enough", `
		chan c ?
		body main
		spawn s
		body s
		send c
		send c`, ""},
	{"unknown capacity: neither is enough", `
		chan c ?
		body main
		spawn s
		body s
		more: send c -> more`, "s send c!"},
	{"unknown capacity: stuck, but not at the same place", `
		chan c ?
		body main
		spawn s
		body s
		send c
		send c
		send c`, ""},
	{"five of five", `
		chan c
		body main
		start #0 5
		m1: test #0 -> go else get
		go: spawn s -> m1
		get: start #0 5
		m2: test #0 -> in else over
		in: recv c -> m2
		over: pause
		body s
		send c`, ""},
	{"four of five", `
		chan c
		body main
		start #0 5
		m1: test #0 -> go else get
		go: spawn s -> m1
		get: start #0 4
		m2: test #0 -> in else over
		in: recv c -> m2
		over: pause
		body s
		send c`, "s send c!"},
	{"a big loop fills any buffer", `
		chan c 10
		body main
		spawn s
		body s
		start #0 1000
		m: test #0 -> put else over
		put: send c -> m
		over: pause`, "s send c"},
	{"a big loop fills no bigger buffer", `
		chan c 100
		body main
		spawn s
		body s
		start #0 50
		m: test #0 -> put else over
		put: send c -> m
		over: pause`, ""},
	{"big loops of the same length", `
		chan c
		body main
		spawn s
		start #0 1000
		m: test #0 -> get else over
		get: recv c -> m
		over: pause
		body s
		start #0 1000
		m: test #0 -> put else over
		put: send c -> m
		over: pause`, ""},
	{"no end to the goroutines", `
		chan c
		chan d
		body main
		spawn r
		more: spawn s -> more
		body s
		send c
		body r
		recv d`, "r recv d; partial"},
	{"a channel in each turn", `
		chan c
		body main
		more: make c
		spawn s
		select {recv c -> more} {foreign -> more}
		body s
		send c`, "s send c; partial"},
	{"a channel in each turn, buffered", `
		chan c 1
		body main
		more: make c
		spawn s
		select {recv c -> more} {foreign -> more}
		body s
		send c`, "partial"},
	{"a channel of each instance", `
		chan c
		body main
		spawn s
		spawn s
		body s
		make c
		spawn t
		recv c
		body t
		send c`, ""},
	{"one spins, another is stuck", `
		chan c
		mutex m
		body main
		spawn s
		more: lock m
		unlock m -> more
		body s
		send c`, "s send c!"},
	{"spinning is not stuck", `
		mutex m
		body main
		spawn s
		lock m
		unlock m
		body s
		more: pause -> more`, ""},
	{"the way out of a loop is free", `
		chan c
		body main
		spawn s
		more: choose -> more else get
		get: recv c
		body s
		send c`, ""},
}
