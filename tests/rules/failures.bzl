"""Every failure of the analysis phase, with its whole message."""

load("@bazel_skylib//rules:common_settings.bzl", "string_flag")
load("//rules:defs.bzl", "go_cshared_library", "go_cshared_test")
load(
    ":failure_test.bzl",
    "failure_test",
    "freebsd_failure_test",
    "macos_failure_test",
    "pure_failure_test",
    "windows_failure_test",
    "x86_32_failure_test",
)

visibility(["//tests/rules/..."])

_PKG = "//tests/rules:"

def _library_failure(name, expect, test = failure_test, **kwargs):
    subject = name + "_subject"
    go_cshared_library(
        name = subject,
        library = kwargs.pop("library", None if "libraries" in kwargs else "//tests/rules/library:calc"),
        mode = "" if "libraries" in kwargs else "raw",
        tags = ["manual"],
        **kwargs
    )
    test(
        name = name + "_test",
        subject = subject,
        expect = expect.replace("LABEL", _PKG + subject),
    )
    return name + "_test"

def _prefix_failures():
    return [
        _library_failure(
            name = "prefix_upper_case",
            prefix = "Calc_",
            expect = """LABEL: prefix = "Calc_" cannot start a C name: upper case is kept for macros.
Possible fixes:
- write lower-case letters and digits with the final underscore, for example prefix = "calc_"
- leave `prefix` out: a raw library's symbols are then exactly its `//export` names
""",
        ),
        _library_failure(
            name = "prefix_without_underscore",
            prefix = "calc",
            expect = """LABEL: prefix = "calc" cannot start a C name: it does not end in an underscore.
Possible fixes:
- write lower-case letters and digits with the final underscore, for example prefix = "calc_"
- leave `prefix` out: a raw library's symbols are then exactly its `//export` names
""",
        ),
        _library_failure(
            name = "prefix_reserved",
            prefix = "_calc_",
            expect = """LABEL: prefix = "_calc_" cannot start a C name: C reserves names that start with an underscore.
Possible fixes:
- write lower-case letters and digits with the final underscore, for example prefix = "calc_"
- leave `prefix` out: a raw library's symbols are then exactly its `//export` names
""",
        ),
        _library_failure(
            name = "prefix_double_underscore",
            prefix = "calc__",
            expect = """LABEL: prefix = "calc__" cannot start a C name: C++ reserves names with two underscores in a row.
Possible fixes:
- write lower-case letters and digits with the final underscore, for example prefix = "calc_"
- leave `prefix` out: a raw library's symbols are then exactly its `//export` names
""",
        ),
        _library_failure(
            name = "prefix_not_identifier",
            prefix = "1-calc_",
            expect = """LABEL: prefix = "1-calc_" cannot start a C name: it is not a C identifier.
Possible fixes:
- write lower-case letters and digits with the final underscore, for example prefix = "calc_"
- leave `prefix` out: a raw library's symbols are then exactly its `//export` names
""",
        ),
    ]

def _version_failures():
    string_flag(
        name = "bad_version_flag",
        build_setting_default = "next",
    )
    return [
        _library_failure(
            name = "version_two_parts",
            version = "1.2",
            expect = """LABEL: version = "1.2" is not a version: it has 2 parts, not three.
Possible fixes:
- write major.minor.patch (https://semver.org), for example version = "1.2.3"
- refer to a stamp key, for example version = "{STABLE_MYLIB_VERSION}"
""",
        ),
        _library_failure(
            name = "version_leading_zero",
            version = "1.02.3",
            expect = """LABEL: version = "1.02.3" is not a version: "02" is not a number without leading zeros.
Possible fixes:
- write major.minor.patch (https://semver.org), for example version = "1.2.3"
- refer to a stamp key, for example version = "{STABLE_MYLIB_VERSION}"
""",
        ),
        _library_failure(
            name = "version_of_flag",
            version = "1.2.3",
            version_flag = ":bad_version_flag",
            expect = """LABEL: version = "next" is not a version: it has 1 part, not three.
Possible fixes:
- write major.minor.patch (https://semver.org), for example version = "1.2.3"
- refer to a stamp key, for example version = "{STABLE_MYLIB_VERSION}"
""",
        ),
        _library_failure(
            name = "soversion_text",
            soversion = "v1",
            expect = """LABEL: soversion = "v1" cannot end a SONAME: it must be numbers joined by dots, for example "1" or "0.4".
Possible fixes:
- leave `soversion` out: it then follows from `version` (1.2.3 gives 1, 0.4.2 gives 0.4, 0.0.7 gives 0.0.7)
""",
        ),
        _library_failure(
            name = "stamp_without_soversion",
            version = "{STABLE_CALC_VERSION}",
            expect = """LABEL: version = "{STABLE_CALC_VERSION}" is known only when the build is stamped, but the SONAME must be known before.
Possible fixes:
- give the SONAME's version: soversion = "1"
""",
        ),
    ]

def _export_failures():
    return [
        _library_failure(
            name = "exports_twice",
            exports = ["calc_add", "calc_answer", "calc_add"],
            expect = """LABEL: `exports` names calc_add more than once.
Possible fixes:
- list each symbol once
""",
        ),
        _library_failure(
            name = "export_not_identifier",
            exports = ["calc.add"],
            expect = """LABEL: exports = ["calc.add"] is not a C identifier, so no C program could call it.
Possible fixes:
- write the name that stands behind `//export` in the Go source
""",
        ),
        _library_failure(
            name = "export_without_prefix",
            prefix = "sum_",
            exports = ["calc_add"],
            expect = """LABEL: `exports` names calc_add, but with prefix = "sum_" every symbol of the library starts with sum_.
Possible fixes:
- rename the functions
- take the names out of `exports`
- leave `prefix` out
""",
        ),
    ]

def _shim_failures():
    return [
        _library_failure(
            name = "shims_without_prefix",
            shims = ["timer", "mutex"],
            expect = """LABEL: shims = ["timer","mutex"] needs `prefix`: two libraries with the same parts would define the same symbols.
Possible fixes:
- write the prefix of the library's symbols, for example prefix = "shims_without_prefix_subject_"
- leave `shims` out
""",
        ),
        _library_failure(
            name = "shims_unknown",
            prefix = "calc_",
            shims = ["timer", "handle"],
            expect = """LABEL: shims = ["handle"] names no part of the runtime shim that a library can export.
Possible fixes:
- write one of: error, mutex, serialize, signal, timer
""",
        ),
        _library_failure(
            name = "shims_twice",
            prefix = "calc_",
            shims = ["timer", "mutex", "timer"],
            expect = """LABEL: `shims` names timer more than once.
Possible fixes:
- list each part once
""",
        ),
    ]

def _serialize_failures():
    return [
        _library_failure(
            name = "serialize_domain",
            serialize = {"2-solver": ["qp_solve"]},
            expect = """LABEL: serialize = {"2-solver": …} is not the name of a domain, which is a C identifier.
Possible fixes:
- write letters, digits and underscores, first no digit, for example serialize = {"solver": …}
- for a domain of exported Go functions: write what stands behind `//cshared:serialize`
""",
        ),
        _library_failure(
            name = "serialize_nothing",
            serialize = {"solver": []},
            expect = """LABEL: serialize = {"solver": []} lists no C function, so there is nothing to keep apart.
Possible fixes:
- list what Go calls: the names that stand behind `C.` in the Go code
- remove the domain: exported Go functions need only their `//cshared:serialize solver`
""",
        ),
        _library_failure(
            name = "serialize_not_identifier",
            serialize = {"solver": ["C.qp_solve"]},
            expect = """LABEL: serialize = {"solver": ["C.qp_solve"]} is not a C identifier, so it is no C function that Go could call.
Possible fixes:
- write the name that stands behind `C.` in the Go code
""",
        ),
        _library_failure(
            name = "serialize_two_domains",
            serialize = {"solver": ["qp_solve"], "log": ["qp_log", "qp_solve"]},
            expect = """LABEL: `serialize` lists qp_solve more than once, in "solver", "log": a call has one mutex.
Possible fixes:
- list it in one domain
- functions that share data are of one domain: make one of "solver", "log"
""",
        ),
        _library_failure(
            name = "serialize_twice",
            serialize = {"solver": ["qp_solve", "qp_solve"]},
            expect = """LABEL: `serialize` lists qp_solve more than once, in "solver": a call has one mutex.
Possible fixes:
- list it once
""",
        ),
    ]

def _dependency_failures():
    go_cshared_test(
        name = "test_of_cc_library_subject",
        library = "//tests/rules/library:not_go",
        tags = ["manual"],
        twin = None,
    )
    failure_test(
        name = "test_of_cc_library_test",
        subject = ":test_of_cc_library_subject",
        expect = """@@//tests/rules:test_of_cc_library_subject: library = "@@//tests/rules/library:not_go" is not a go_cshared_library, so there is no contract to test.
Possible fixes:
- name a go_cshared_library target
""",
    )
    go_cshared_test(
        name = "test_without_go_subject",
        first_call = "tour_version",
        library = "//examples/tour",
        tags = ["manual"],
    )
    failure_test(
        name = "test_without_go_test",
        subject = ":test_without_go_subject",
        expect = """@@//tests/rules:test_without_go_subject: first_call = "tour_version" does not enter Go, so the checks of the first call would see nothing.
Possible fixes:
- remove first_call: a function of abi.json is taken then
- name an exported Go function without parameters
""",
    )
    go_cshared_test(
        name = "vectors_of_raw_subject",
        library = "//examples/mixed",
        tags = ["manual"],
        vectors = ["//examples/markdown:vectors.json"],
    )
    failure_test(
        name = "vectors_of_raw_test",
        subject = ":vectors_of_raw_subject",
        expect = """@@//tests/rules:vectors_of_raw_subject: `vectors` call //examples/mixed:mixed, which is a raw library: nothing says what its functions take.
Possible fixes:
- remove `vectors`, and test the library by a cc_test
- make the library with mode = "api"
""",
    )
    go_cshared_test(
        name = "test_with_other_twin_subject",
        library = "//examples/tour",
        tags = ["manual"],
        twin = "//tests/rules/library:not_go",
    )
    failure_test(
        name = "test_with_other_twin_test",
        subject = ":test_with_other_twin_subject",
        expect = """@@//tests/rules:test_with_other_twin_subject: twin = "@@//tests/rules/library:not_go" is not a go_cshared_library, so it has no probes.
Possible fixes:
- remove twin: it is the one that go_cshared_library makes beside the library
- go without the checks that need it, which are reported as skipped then: twin = None
""",
    )
    return [
        "test_of_cc_library_test",
        "test_with_other_twin_test",
        "test_without_go_test",
        "vectors_of_raw_test",
        _library_failure(
            name = "library_not_go",
            library = "//tests/rules/library:not_go",
            expect = """LABEL: library = "@@//tests/rules/library:not_go" is not a Go library, so it has no functions to export.
Possible fixes:
- name a go_library whose package is `main` and has `//export` functions
- list the package's Go files in `srcs` instead
- list a cc_library in `deps`
""",
        ),
        _library_failure(
            name = "dynamic_dep_static",
            dynamic_deps = ["//tests/rules/library:not_go"],
            expect = """LABEL: dynamic_deps = ["@@//tests/rules/library:not_go"] is not a cc_shared_library, so there is nothing to load at run time.
Possible fixes:
- wrap the code: cc_shared_library(name = "…", deps = ["@@//tests/rules/library:not_go"]) and list that
- link it into the library: move it to `deps`
- name a system library in linkopts, for example linkopts = ["-lz"]
""",
        ),
    ]

def _linking_failures():
    return [
        _library_failure(
            name = "linked_twice",
            dynamic_deps = ["//tests/rules/library:middle_shared"],
            deps = ["//tests/rules/library:leaf"],
            expect = """LABEL: @@//tests/rules/library:leaf would be linked twice: it is linked into the dynamic dependency @@//tests/rules/library:middle_shared, which does not export it, and into this library.
Possible fixes:
- export it there: list @@//tests/rules/library:leaf in `deps` of the cc_shared_library
- let the two not share it
""",
        ),
        _library_failure(
            name = "only_dynamic",
            deps = ["//tests/rules/library:only_dynamic"],
            expect = """LABEL: @@//tests/rules/library:only_dynamic comes with the shared library libprebuilt.so only, so it cannot be linked into the library.
Possible fixes:
- wrap it in a cc_shared_library and list that in `dynamic_deps`
- name a system library in linkopts, for example linkopts = ["-lz"]
""",
        ),
    ]

def _godebug_failures():
    return [
        _library_failure(
            name = "godebug_unknown",
            godebug = {"panicnill": "1"},
            expect = """LABEL: godebug = {"panicnill": …} names no setting of Go 1.26, and Go ignores unknown names silently.
Possible fixes:
- write one of the names of https://go.dev/doc/godebug; near to it: panicnil
""",
        ),
        _library_failure(
            name = "godebug_bad_value",
            godebug = {"panicnil": "1,gctrace=1"},
            expect = """LABEL: godebug = {"panicnil": "1,gctrace=1"} cannot be written into the library: commas and quotes would end the setting.
Possible fixes:
- write one plain value, for example "panicnil": "1"
""",
        ),
        _library_failure(
            name = "godebug_in_x_defs",
            godebug = {"panicnil": "1"},
            x_defs = {"runtime.godebugDefault": "gctrace=1"},
            expect = """LABEL: x_defs sets runtime.godebugDefault, which the `godebug` attribute writes.
Possible fixes:
- move the settings to godebug = {"name": "value"}
""",
        ),
    ]

def _load_failures():
    return [
        _library_failure(
            name = "cpus_of_go",
            cpus = "process",
            signals = "go",
            expect = """LABEL: cpus = "process" does not go with signals = "go", which leaves everything to the Go runtime: its threads have the CPUs of the thread that loads.
Possible fixes:
- signals = "quiet"
- remove `cpus`, and load the library on a thread that may use all CPUs
""",
        ),
    ]

def _package_failures():
    return [
        _library_failure(
            name = "packages_without_prefix",
            libraries = {"//tests/packages/address": "net_address_"},
            expect = """LABEL: `libraries` needs `prefix`: it starts the library's own names, such as its status and the function that frees, and so those of each package.
Possible fixes:
- write what all names have in common, for example prefix = "packages_without_prefix_subject_"
""",
        ),
        _library_failure(
            name = "packages_other_prefix",
            libraries = {
                "//tests/packages/address": "net_address_",
                "//tests/packages/table": "table_",
            },
            prefix = "net_",
            expect = """LABEL: libraries = {"@@//tests/packages/table:table": "table_"} cannot start the names of the package: all names of the library start with "net_".
Possible fixes:
- write what the library's own names start with, and then the package's part, for example "net_table_"
""",
        ),
        _library_failure(
            name = "packages_bad_prefix",
            libraries = {
                "//tests/packages/address": "net_Address",
                "//tests/packages/table": "net_",
            },
            prefix = "net_",
            expect = """LABEL: libraries = {"@@//tests/packages/address:address": "net_Address"} cannot start the names of the package: upper case is kept for macros.
Possible fixes:
- write what the library's own names start with, and then the package's part, for example "net_address_"
""",
        ),
        _library_failure(
            name = "packages_not_go",
            libraries = {
                "//tests/packages/address": "net_address_",
                "//tests/rules/library:not_go": "net_c_",
            },
            prefix = "net_",
            expect = """LABEL: libraries = {"@@//tests/rules/library:not_go": …} is not a Go library, so it has no functions to export.
Possible fixes:
- name a go_library whose package is `main` and has `//export` functions
- list the package's Go files in `srcs` instead
- list a cc_library in `deps`
""",
        ),
        _library_failure(
            name = "packages_export_without_prefix",
            exports = ["ip_parse"],
            hdrs = ["//tests/packages/c:routes_ip.h"],
            libraries = {"//tests/packages/address": "net_address_"},
            prefix = "net_",
            expect = """LABEL: `exports` names ip_parse, but with prefix = "net_" every symbol of the library starts with net_.
Possible fixes:
- rename the functions
- take the names out of `exports`
- leave `prefix` out
""",
        ),
    ]

def _platform_failures():
    expect = """LABEL: a go_cshared_library cannot be built for {what}: {why}.
Possible fixes:
- build for Linux with glibc on x86_64 or aarch64
- let other platforms skip the target: target_compatible_with = ["@platforms//os:linux"]
"""
    return [
        _library_failure(
            name = "platform_macos",
            test = macos_failure_test,
            expect = expect.format(what = "macOS", why = "its dylibs have no version scripts, and Mach exceptions take the place of signals"),
        ),
        _library_failure(
            name = "platform_windows",
            test = windows_failure_test,
            expect = expect.format(what = "Windows", why = "its DLLs have neither SONAME, version scripts nor POSIX signals"),
        ),
        _library_failure(
            name = "platform_freebsd",
            test = freebsd_failure_test,
            expect = expect.format(what = "an operating system other than Linux", why = "the guarantees lean on ELF, glibc and Linux signals"),
        ),
        _library_failure(
            name = "platform_32_bit",
            test = x86_32_failure_test,
            expect = expect.format(what = "a processor other than x86_64 and aarch64", why = "the facts behind the guarantees are of these, with 64-bit Linux"),
        ),
        _library_failure(
            name = "platform_pure",
            test = pure_failure_test,
            expect = """LABEL: a go_cshared_library cannot be built in pure Go mode: without cgo there is no C entry into Go.
Possible fixes:
- build without --@rules_go//go/config:pure
- give the platform a C++ toolchain; rules_go turns cgo off where there is none
""",
        ),
    ]

def failure_test_suite(name):
    """All failures as one suite.

    Args:
      name: (string) The suite.
    """
    native.test_suite(
        name = name,
        tests = _prefix_failures() + _version_failures() + _export_failures() + _shim_failures() +
                _serialize_failures() + _dependency_failures() + _linking_failures() + _godebug_failures() + _load_failures() + _package_failures() + _platform_failures(),
    )
