//go:build attributes_tag

package main

const gotag = 1
