package main

import _ "github.com/gocshared/rules_go_cshared/tests/conformance/probe"
