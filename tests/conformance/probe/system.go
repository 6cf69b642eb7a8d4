package probe

/*
#include <stdint.h>
*/
import "C"

import (
	"errors"
	"math"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unsafe"
)

//go:linkname nanotime runtime.nanotime
func nanotime() int64

// cshared_probe_nanotime is the clock of Go's timers.
//
//export cshared_probe_nanotime
func cshared_probe_nanotime() C.int64_t { return C.int64_t(nanotime()) }

var mark = time.Now()

// cshared_probe_elapsed is the time since its last call, by time.Since, in nanoseconds.
//
//export cshared_probe_elapsed
func cshared_probe_elapsed() C.int64_t {
	elapsed := time.Since(mark)
	mark = mark.Add(elapsed)
	return C.int64_t(elapsed)
}

// cshared_probe_sleep is time.Sleep.
//
//export cshared_probe_sleep
func cshared_probe_sleep(nanoseconds C.int64_t) { time.Sleep(time.Duration(nanoseconds)) }

// cshared_probe_variable says whether Go sees the variable with this value.
//
//export cshared_probe_variable
func cshared_probe_variable(name, value *C.char) C.int {
	v, ok := os.LookupEnv(C.GoString(name))
	return truth(ok && v == C.GoString(value))
}

// cshared_probe_arguments is the number of os.Args.
//
//export cshared_probe_arguments
func cshared_probe_arguments() C.int { return C.int(len(os.Args)) }

// cshared_probe_argument says whether os.Args has this text there.
//
//export cshared_probe_argument
func cshared_probe_argument(i C.int, text *C.char) C.int {
	return truth(int(i) < len(os.Args) && os.Args[i] == C.GoString(text))
}

func truth(yes bool) C.int {
	if yes {
		return 1
	}
	return 0
}

//go:noinline
func add(a, b float64) float64 { return a + b }

//go:noinline
func mul(a, b float64) float64 { return a * b }

// mode is what arithmetic tells: bit 0 rounds upwards, bit 1 flushes denormals.
func mode() (bits C.int) {
	if add(1, 1e-30) != 1 {
		bits |= 1
	}
	if mul(math.Float64frombits(1<<40), 0.5) == 0 {
		bits |= 2
	}
	return bits
}

// cshared_probe_fp_of_caller is the floating-point mode of the calling thread.
//
//export cshared_probe_fp_of_caller
func cshared_probe_fp_of_caller() C.int { return mode() }

// cshared_probe_fp_of_goroutines is every mode that one of several goroutines has.
//
//export cshared_probe_fp_of_goroutines
func cshared_probe_fp_of_goroutines() (bits C.int) {
	c := make(chan C.int)
	for range 8 {
		go func() { c <- mode() }()
	}
	for range 8 {
		bits |= <-c
	}
	return bits
}

// cshared_probe_cpus is runtime.NumCPU.
//
//export cshared_probe_cpus
func cshared_probe_cpus() C.int { return C.int(runtime.NumCPU()) }

// cshared_probe_cpus_of_goroutine is the number of CPUs that the thread of a goroutine may use.
//
//export cshared_probe_cpus_of_goroutine
func cshared_probe_cpus_of_goroutine() C.int {
	c := make(chan C.int)
	go func() {
		var set [128]byte
		n, _, _ := syscall.RawSyscall(syscall.SYS_SCHED_GETAFFINITY, 0, unsafe.Sizeof(set), uintptr(unsafe.Pointer(&set)))
		cpus := C.int(0)
		for _, b := range set[:n] {
			for ; b != 0; b &= b - 1 {
				cpus++
			}
		}
		c <- cpus
	}()
	return <-c
}

// cshared_probe_thread is the number of the thread that Go runs the call on.
//
//export cshared_probe_thread
func cshared_probe_thread() C.int { return C.int(syscall.Gettid()) }

// cshared_probe_write writes a byte to a descriptor, and returns the errno.
//
//export cshared_probe_write
func cshared_probe_write(descriptor C.int) C.int {
	_, err := syscall.Write(int(descriptor), []byte("x"))
	return number(err)
}

// cshared_probe_print writes to the standard output (1) or error (2) as programs do, and returns the errno.
//
//export cshared_probe_print
func cshared_probe_print(descriptor C.int) C.int {
	file := os.Stdout
	if descriptor == 2 {
		file = os.Stderr
	}
	_, err := file.WriteString("x")
	return number(err)
}

func number(err error) C.int {
	if errno := syscall.Errno(0); errors.As(err, &errno) {
		return C.int(errno)
	}
	return 0
}

// cshared_probe_program_mask starts the program, which says what it has inherited, and waits for it. The result is the
// signals that it found blocked, all bits if one of these fails.
//
//export cshared_probe_program_mask
func cshared_probe_program_mask(program *C.char) C.uint64_t {
	output, err := exec.Command(C.GoString(program), "inherited", "-", "-").Output()
	_, after, found := strings.Cut(string(output), "SigBlk ")
	digits, _, _ := strings.Cut(after, `"`)
	mask, parsed := strconv.ParseUint(digits, 16, 64)
	if err != nil || !found || parsed != nil {
		return math.MaxUint64
	}
	return C.uint64_t(mask)
}
