// Package hosts holds the tests of asynclint in the programs that run it:
// the go command, golangci-lint, what stands in docs/hosts.md and docs/ci.md,
// and the files that projects copy. There is nothing in it but tests.
package hosts
