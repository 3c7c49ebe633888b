//go:build ignore

// A generator is another program.
package main

type started struct{}

func main() { _ = started{} }
