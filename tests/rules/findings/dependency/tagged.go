//go:build noisy

package dependency

import "log"

// Fatal is there with the build tag only.
func Fatal() { log.Fatal("the tag is set") }
