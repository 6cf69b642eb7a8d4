package dependency

import "log"

// Give ends the process by a method, which only types tell apart.
func Give(l *log.Logger) { l.Fatal("given up") }
