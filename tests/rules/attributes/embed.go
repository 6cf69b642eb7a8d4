package main

import _ "embed"

//go:embed embedded.txt
var embedded string
