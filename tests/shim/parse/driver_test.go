// Package parse gives the C parsers of the shim every input that a fuzzer thinks of, and compares what
// they say with another reading of the same formats, in Go.
package parse

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"os"
	"os/exec"
	"sync"
	"testing"

	"github.com/gocshared/rules_go_cshared/tests/shim/load/fixture"
)

func TestMain(m *testing.M) { fixture.Main(m) }

// driver is the C program that runs as long as the test does.
var driver struct {
	sync.Mutex
	once   sync.Once
	in     io.Writer
	out    *bufio.Reader
	errors bytes.Buffer
}

func start(t *testing.T) {
	flags := []string{"-O1", "-g", "-fno-omit-frame-pointer", "-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-Iruntime_shim/src"}
	program := fixture.SanitizedHost(t, "parse", flags, "parse/testdata/driver.c", "load_godebug.c", "handle.c", "timer.c")
	command := exec.Command(program)
	command.Env = append(os.Environ(), "ASAN_OPTIONS=detect_leaks=0") // It is killed, not ended.
	command.Stderr = &driver.errors
	in, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	driver.in, driver.out = in, bufio.NewReader(out)
}

// ask returns the driver's answer; see testdata/driver.c. A driver that ends has found something.
func ask(t *testing.T, what, how byte, input []byte) int64 {
	t.Helper()
	driver.Lock()
	defer driver.Unlock()
	driver.once.Do(func() { start(t) })
	if driver.in == nil {
		t.Fatal("the driver could not be started")
	}
	request := binary.LittleEndian.AppendUint32([]byte{what, how}, uint32(len(input)))
	var answer [8]byte
	_, err := driver.in.Write(append(request, input...))
	if err == nil {
		_, err = io.ReadFull(driver.out, answer[:])
	}
	if err != nil {
		t.Fatalf("%c %d %q ended the driver: %v\n%s", what, how, input, err, driver.errors.Bytes())
	}
	return int64(binary.LittleEndian.Uint64(answer[:]))
}

func askNumber(t *testing.T, what byte, number uint64) int64 {
	t.Helper()
	return ask(t, what, 0, binary.LittleEndian.AppendUint64(nil, number))
}
