package lifecycle

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/gocshared/rules_go_cshared/runtime_shim/glue"
)

// LogHandler returns a handler that gives each record to the log sink of the host, `log` of
// <prefix>options: the message with the attributes behind it, and the level beside it. Without a sink
// the record goes to standard error in the form of slog.TextHandler, if it is of level Info or above.
//
// It never ends the process, whatever became of standard error.
func LogHandler() slog.Handler { return handler{} }

// LogWriter returns a writer that gives what each Write gets to the host's log sink as one message of
// level Info, without the line ends behind it; or to standard error.
func LogWriter() io.Writer { return writer{} }

type handler struct {
	// What WithAttrs and WithGroup were called with. A text handler is made for each record: only so do
	// values that log themselves not wait for each other.
	with []func(slog.Handler) slog.Handler
}

func (h handler) Enabled(_ context.Context, level slog.Level) bool {
	return level >= slog.LevelInfo || glue.HasSink()
}

func (h handler) Handle(ctx context.Context, record slog.Record) error {
	if glue.HasSink() {
		text, err := h.format(ctx, record, true)
		if err != nil {
			return err
		}
		message := strings.TrimSuffix(record.Message+" "+strings.TrimSuffix(text, "\n"), " ")
		if glue.Log(int(record.Level), message) {
			return nil
		}
	}
	text, err := h.format(ctx, record, false)
	if err != nil || record.Level < slog.LevelInfo {
		return err
	}
	return glue.LogToStderr([]byte(text))
}

// format renders the record, or its attributes only: the sink gets the rest in other ways.
func (h handler) format(ctx context.Context, record slog.Record, attributes bool) (string, error) {
	var buffer bytes.Buffer
	drop := 0
	options := &slog.HandlerOptions{Level: record.Level, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if drop > 0 {
			drop--
			return slog.Attr{}
		}
		return a
	}}
	var text slog.Handler = slog.NewTextHandler(&buffer, options)
	for _, with := range h.with {
		text = with(text)
	}
	if attributes {
		record.Time = time.Time{}
		drop = 2 // Level and message come first.
	}
	err := text.Handle(ctx, record)
	return buffer.String(), err
}

func (h handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return h.and(func(text slog.Handler) slog.Handler { return text.WithAttrs(attrs) })
}

func (h handler) WithGroup(name string) slog.Handler {
	return h.and(func(text slog.Handler) slog.Handler { return text.WithGroup(name) })
}

func (h handler) and(with func(slog.Handler) slog.Handler) slog.Handler {
	return handler{append(slices.Clip(h.with), with)}
}

type writer struct{}

func (writer) Write(p []byte) (int, error) {
	message := strings.TrimRight(string(p), "\r\n")
	if glue.Log(int(slog.LevelInfo), message) {
		return len(p), nil
	}
	if err := glue.LogToStderr([]byte(message + "\n")); err != nil {
		return 0, err
	}
	return len(p), nil
}
