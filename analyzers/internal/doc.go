// Package internal is the folder of what checks share among themselves:
// package report, by which they speak, and package checktest, which tests them. Package patterns
// knows the reference implementations of the guide.
package internal
