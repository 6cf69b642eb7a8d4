//go:build attributes_tag

package dependency

// Gotag is 1 if the package was built with the tag attributes_tag.
const Gotag = 1
