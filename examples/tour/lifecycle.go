package tour

import (
	"context"
	"log/slog"
	"os"
	"time"

	"github.com/gocshared/rules_go_cshared/runtime_shim/lifecycle"
)

// logger writes to where the host wants it: the log sink of tour_init.
var logger = slog.New(lifecycle.LogHandler())

func init() {
	lifecycle.OnShutdown(func(context.Context) error {
		logger.Info("goodbye")
		return nil
	})
}

var loaded = time.Now()

// Uptime is how long ago the library was loaded.
//
//cshared:export
//cshared:infallible
func Uptime() time.Duration { return time.Since(loaded) }

// Station is where the measurements are made: TOUR_STATION of the environment.
//
//cshared:export
func Station() string {
	//cshared:allow os.Getenv the host sets it before it loads the library, or hands it over with tour_init
	return os.Getenv("TOUR_STATION")
}
