package lifecycle

import (
	"log/slog"
	"os"
	"strings"
	"syscall"
	"testing"
)

// onStderr returns what f writes to descriptor 2.
func onStderr(t *testing.T, f func()) string {
	t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	real, err := syscall.Dup(2)
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Dup3(int(write.Fd()), 2, 0); err != nil {
		t.Fatal(err)
	}
	f()
	if err := syscall.Dup3(real, 2, 0); err != nil {
		t.Fatal(err)
	}
	syscall.Close(real)
	write.Close()
	data := make([]byte, 1<<16)
	n, _ := read.Read(data)
	return string(data[:n])
}

type selfLogging struct{ log *slog.Logger }

func (s selfLogging) LogValue() slog.Value {
	s.log.Warn("asked for its value")
	return slog.StringValue("itself")
}

// TestHandlerWithoutHost: a test of the author's has no host.
func TestHandlerWithoutHost(t *testing.T) {
	log := slog.New(LogHandler())
	got := onStderr(t, func() {
		log.Debug("nobody wants this")
		log.With("a", 1).WithGroup("g").With("b", 2).Warn("two words", "level", "own", "value", selfLogging{log})
	})
	lines := strings.Split(strings.TrimSuffix(got, "\n"), "\n")
	for i, line := range lines {
		_, lines[i], _ = strings.Cut(line, " ") // the time
	}
	want := []string{"level=WARN msg=\"asked for its value\"", "level=WARN msg=\"two words\" a=1 g.b=2 g.level=own g.value=itself"}
	if strings.Join(lines, "\n") != strings.Join(want, "\n") {
		t.Errorf("standard error has\n%s\nwant, behind the times,\n%s", got, strings.Join(want, "\n"))
	}
}

// TestDerivedHandlersAreApart: what one is given, its sister does not have.
func TestDerivedHandlersAreApart(t *testing.T) {
	base := slog.New(LogHandler()).With("base", 1)
	one, two := base.With("one", 1), base.With("two", 2)
	got := onStderr(t, func() { one.Info("x"); two.Info("x"); base.Info("x") })
	for i, want := range []string{"msg=x base=1 one=1", "msg=x base=1 two=2", "msg=x base=1"} {
		if lines := strings.Split(got, "\n"); !strings.HasSuffix(lines[i], " "+want) {
			t.Errorf("line %d is %q, want %q at its end", i, lines[i], want)
		}
	}
}

func TestWriter(t *testing.T) {
	got := onStderr(t, func() {
		for _, text := range []string{"line\n", "no end", "", "two\nlines\r\n"} {
			if n, err := LogWriter().Write([]byte(text)); n != len(text) || err != nil {
				t.Errorf("writing %q: %d, %v", text, n, err)
			}
		}
	})
	if want := "line\nno end\n\ntwo\nlines\n"; got != want {
		t.Errorf("standard error has %q, want %q", got, want)
	}
}
