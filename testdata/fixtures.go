// Package testdata is the fixtures as data: every check's pair, which the
// tests run, the pages print and `asynclint -explain` shows, byte for byte.
//
// The go command's wildcards skip this folder, so bad code never breaks
// `go build ./...`; naming a package below it works as for any other.
package testdata

import "embed"

// FS holds src. It also makes the go command's test cache notice when a
// fixture changes, which it cannot see of what child processes read.
//
//go:embed all:src
var FS embed.FS
