package ir

import (
	"regexp"
	"strings"
)

// goTypes are the names of cgo's prologue.
var goTypes = set(
	"GoInt8", "GoUint8", "GoInt16", "GoUint16", "GoInt32", "GoUint32", "GoInt64", "GoUint64",
	"GoInt", "GoUint", "GoUintptr", "GoFloat32", "GoFloat64", "GoComplex64", "GoComplex128",
	"GoString", "GoMap", "GoChan", "GoInterface", "GoSlice",
)

// stdTypes are the names of <stddef.h>, <stdint.h> and <stdbool.h>.
var stdTypes = set(
	"size_t", "ptrdiff_t", "wchar_t", "bool", "intptr_t", "uintptr_t", "intmax_t", "uintmax_t",
	"int8_t", "int16_t", "int32_t", "int64_t", "uint8_t", "uint16_t", "uint32_t", "uint64_t",
	"int_least8_t", "int_least16_t", "int_least32_t", "int_least64_t",
	"uint_least8_t", "uint_least16_t", "uint_least32_t", "uint_least64_t",
	"int_fast8_t", "int_fast16_t", "int_fast32_t", "int_fast64_t",
	"uint_fast8_t", "uint_fast16_t", "uint_fast32_t", "uint_fast64_t",
)

// builtinWords make up C's own types, such as "long unsigned int".
var builtinWords = set("void", "char", "short", "int", "long", "float", "double", "signed", "unsigned", "const", "volatile")

// systemHeaders names the header of types that users most often take from the system.
var systemHeaders = map[string]string{
	"FILE": "stdio.h", "ssize_t": "sys/types.h", "off_t": "sys/types.h", "pid_t": "sys/types.h",
	"uid_t": "sys/types.h", "gid_t": "sys/types.h", "mode_t": "sys/types.h", "time_t": "time.h",
	"clockid_t": "time.h", "struct timespec": "time.h", "struct tm": "time.h",
	"struct timeval": "sys/time.h", "struct iovec": "sys/uio.h", "socklen_t": "sys/socket.h",
	"struct sockaddr": "sys/socket.h", "va_list": "stdarg.h", "sigset_t": "signal.h",
}

func set(names ...string) map[string]bool {
	m := make(map[string]bool, len(names))
	for _, n := range names {
		m[n] = true
	}
	return m
}

// baseType returns the type without the stars of pointers.
func baseType(ctype string) string {
	return strings.TrimSpace(strings.TrimRight(ctype, "* "))
}

// usesGoType tells whether the type is one of cgo's prologue, or a pointer to one.
func usesGoType(ctype string) bool { return goTypes[baseType(ctype)] }

// UsesGoTypes tells whether any signature has a type of cgo's prologue.
func (l *Library) UsesGoTypes() bool {
	for _, f := range l.Functions {
		for _, use := range f.Types() {
			if usesGoType(use.Type) {
				return true
			}
		}
	}
	return false
}

// isPublicType tells whether the type needs no declaration beyond the standard headers.
func isPublicType(ctype string) bool {
	base := baseType(ctype)
	if goTypes[base] || stdTypes[base] {
		return true
	}
	words := strings.Fields(base)
	for _, w := range words {
		if !builtinWords[w] {
			return false
		}
	}
	return len(words) > 0
}

// headerFix says where a private type can be put.
func headerFix(ctype string) string {
	base := baseType(ctype)
	if h, ok := systemHeaders[base]; ok {
		return "write a header that has `#include <" + h + ">`"
	}
	return "move the declaration of `" + base + "` to a header, include it in the preamble"
}

// stdintMacro matches the macros of <stdint.h>.
var stdintMacro = regexp.MustCompile(`^(U?INT(_LEAST|_FAST)?(8|16|32|64)|U?INTPTR|U?INTMAX|PTRDIFF|SIG_ATOMIC|SIZE|WCHAR|WINT)_(MIN|MAX|C|WIDTH)$`)
