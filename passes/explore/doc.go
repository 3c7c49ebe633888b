// Package explore runs small concurrent programs in every possible way and says
// where a goroutine can be stuck for ever, and how it comes to that.
//
// A Program is a handful of bodies of goroutines, automata whose nodes are the
// operations that goroutines synchronize by, over shared objects. Nothing here
// knows where it comes from: package automata makes one from the SSA form of a
// function.
package explore
