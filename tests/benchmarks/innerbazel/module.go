package innerbazel

import (
	"fmt"
	"regexp"
	"strings"
)

// The modules that the generated BUILD files load from.
var loaded = []string{"rules_cc", "rules_go"}

var bazelDep = regexp.MustCompile(`(?m)^bazel_dep\(name = "([^"]+)", version = "([^"]+)"`)

// moduleText returns the MODULE.bazel of the inner workspace: this repository by path, and the
// modules in the versions that the repository's own MODULE.bazel asks for.
func moduleText(repository, repositoryModule string) (string, error) {
	versions := map[string]string{}
	for _, match := range bazelDep.FindAllStringSubmatch(repositoryModule, -1) {
		versions[match[1]] = match[2]
	}
	var text strings.Builder
	fmt.Fprintf(&text, "module(name = \"cshared_benchmark\")\n\nbazel_dep(name = \"rules_go_cshared\")\nlocal_path_override(\n    module_name = \"rules_go_cshared\",\n    path = %q,\n)\n\n", repository)
	for _, name := range loaded {
		if versions[name] == "" {
			return "", fmt.Errorf("%s/MODULE.bazel has no line bazel_dep(name = %q, version = ...); the inner workspace takes its version from there", repository, name)
		}
		fmt.Fprintf(&text, "bazel_dep(name = %q, version = %q)\n", name, versions[name])
	}
	text.WriteString("\ngo_sdk = use_extension(\"@rules_go//go:extensions.bzl\", \"go_sdk\")\ngo_sdk.host()\n")
	return text.String(), nil
}
