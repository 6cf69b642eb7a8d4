// Package lint runs the formatters and linters of the repository over its source tree.
//
// Every check is a tool of its own: gofmt, go vet, buildifier, shellcheck and our own Gazelle. The package decides
// which files each of them sees, finds the tool, and turns what it prints into one message that
// ends in the command to repair the tree.
package lint
