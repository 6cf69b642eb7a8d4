"""GODEBUG settings that a library can carry, and their check at analysis."""

visibility(["//rules/...", "//tests/rules/..."])

# The names of internal/godebugs and of the runtime's own table (dbgvars, memprofilerate) in Go
# 1.26; //tests/rules:godebug_names_test compares them with the SDK in use. `cpu.*` is missing on
# purpose: the runtime reads it from the environment only.
GODEBUG_NAMES = [
    "adaptivestackstart",
    "allowmultiplevcs",
    "asyncpreemptoff",
    "asynctimerchan",
    "cgocheck",
    "checkfinalizers",
    "clobberfree",
    "containermaxprocs",
    "cryptocustomrand",
    "dataindependenttiming",
    "decoratemappings",
    "disablethp",
    "dontfreezetheworld",
    "efence",
    "embedfollowsymlinks",
    "execerrdot",
    "fips140",
    "fips140ems",
    "gccheckmark",
    "gcpacertrace",
    "gcshrinkstackoff",
    "gcstoptheworld",
    "gctrace",
    "gocachehash",
    "gocachetest",
    "gocacheverify",
    "gotestjsonbuildtext",
    "gotypesalias",
    "harddecommit",
    "htmlmetacontenturlescape",
    "http2client",
    "http2debug",
    "http2server",
    "httpcookiemaxnum",
    "httplaxcontentlength",
    "httpmuxgo121",
    "httpservecontentkeepheaders",
    "inittrace",
    "installgoroot",
    "invalidptr",
    "jstmpllitinterp",
    "madvdontneed",
    "memprofilerate",
    "multipartfiles",
    "multipartmaxheaders",
    "multipartmaxparts",
    "multipathtcp",
    "netdns",
    "netedns0",
    "panicnil",
    "profstackdepth",
    "randautoseed",
    "randseednop",
    "rsa1024min",
    "sbrk",
    "scavtrace",
    "scheddetail",
    "schedtrace",
    "tarinsecurepath",
    "tls10server",
    "tls3des",
    "tlsmaxrsasize",
    "tlsmlkem",
    "tlsrsakex",
    "tlssecpmlkem",
    "tlssha1",
    "tlsunsafeekm",
    "traceadvanceperiod",
    "traceallocfree",
    "tracebackancestors",
    "tracebacklabels",
    "tracecheckstackownership",
    "tracefpunwindoff",
    "updatemaxprocs",
    "urlmaxqueryparams",
    "urlstrictcolons",
    "winreadlinkvolume",
    "winsymlink",
    "x509keypairleaf",
    "x509negativeserial",
    "x509rsacrt",
    "x509sha1",
    "x509sha256skid",
    "x509usefallbackroots",
    "x509usepolicies",
    "zipinsecurepath",
]

_UNKNOWN = """{label}: godebug = {{"{name}": …}} names no setting of Go 1.26, and Go ignores unknown names silently.
Possible fixes:
- write one of the names of https://go.dev/doc/godebug{similar}
"""

_BAD_VALUE = """{label}: godebug = {{"{name}": "{value}"}} cannot be written into the library: commas and quotes would end the setting.
Possible fixes:
- write one plain value, for example "{name}": "1"
"""

_X_DEF_TWICE = """{label}: x_defs sets {key}, which the `godebug` attribute writes.
Possible fixes:
- move the settings to godebug = {{"name": "value"}}
"""

# Where the Go linker looks for the settings that a program was built with.
_X_DEF = "runtime.godebugDefault"

def _similar(name):
    near = [n for n in GODEBUG_NAMES if len(name) > 2 and (n.startswith(name[:4]) or name in n)]
    return "; near to it: " + ", ".join(near) if near else ""

def check_godebug(*, label, godebug, x_defs, fail = fail):
    """Fails if a setting is unknown, cannot be written, or is set in `x_defs` as well.

    Args:
      label: (string) The target, for messages.
      godebug: (dict[string, string]) Settings.
      x_defs: (list[string]) Names of the user's own `x_defs`.
      fail: (function) For tests: receives the message instead of `fail`.
    """
    for name, value in godebug.items():
        if name not in GODEBUG_NAMES:
            fail(_UNKNOWN.format(label = label, name = name, similar = _similar(name)))
        if not value or [c for c in value.elems() if c in ",=\"' \n"]:
            fail(_BAD_VALUE.format(label = label, name = name, value = value))
    if godebug and _X_DEF in x_defs:
        fail(_X_DEF_TWICE.format(label = label, key = _X_DEF))

def godebug_x_defs(*, godebug, x_defs):
    """Turns the `godebug` attribute into the linker's variable.

    A `//go:debug` line would be ignored without a word: rules_go writes no such default.

    Args:
      godebug: (dict[string, string]) Settings.
      x_defs: (dict[string, string]) The user's own `x_defs`.
    Returns:
      (dict[string, string]) `x_defs` with the settings in it.
    """
    if not godebug:
        return x_defs
    return x_defs | {_X_DEF: ",".join(["{}={}".format(k, godebug[k]) for k in sorted(godebug)])}
