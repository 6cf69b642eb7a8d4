// Package carchive has only a test: a real c-archive, made by the go command, goes through the
// whole of raw mode, and a C program calls the result.
package carchive
