package probe

import "unsafe"

func asFunction(code **uintptr) func() { return *(*func())(unsafe.Pointer(code)) }
