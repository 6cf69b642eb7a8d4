"""Versions: SemVer, the SONAME's version by cargo-c's rule, flags and stamp references."""

visibility(["//rules/...", "//tests/rules/..."])

_BAD_VERSION = """{label}: version = "{version}" is not a version: {why}.
Possible fixes:
- write major.minor.patch (https://semver.org), for example version = "1.2.3"
- refer to a stamp key, for example version = "{{STABLE_MYLIB_VERSION}}"
"""

_BAD_SOVERSION = """{label}: soversion = "{soversion}" cannot end a SONAME: it must be numbers joined by dots, for example "1" or "0.4".
Possible fixes:
- leave `soversion` out: it then follows from `version` (1.2.3 gives 1, 0.4.2 gives 0.4, 0.0.7 gives 0.0.7)
"""

_STAMP_WITHOUT_SOVERSION = """{label}: version = "{version}" is known only when the build is stamped, but the SONAME must be known before.
Possible fixes:
- give the SONAME's version: soversion = "1"
"""

def _is_number(text):
    return text.isdigit() and (text == "0" or not text.startswith("0"))

def is_stamp_reference(version):
    """Tells whether `version` is a reference to a stamp key, such as `{STABLE_MYLIB_VERSION}`.

    Args:
      version: (string) The version as written.
    Returns:
      (bool) True if its value is known during the execution only.
    """
    return version.startswith("{") and version.endswith("}")

def _core(version):
    """Returns "1.2.3" of "1.2.3-rc.1+build" and what is wrong with it, if anything."""
    core = version.partition("+")[0].partition("-")[0]
    parts = core.split(".")
    if len(parts) != 3:
        return core, "it has {} part{}, not three".format(len(parts), "" if len(parts) == 1 else "s")
    for part in parts:
        if not _is_number(part):
            return core, "\"{}\" is not a number without leading zeros".format(part)
    return core, None

def _soversion_of(core):
    major, minor, patch = core.split(".")
    if major != "0":
        return major
    if minor != "0":
        return "0." + minor
    return "0.0." + patch

def resolve_version(*, label, version, soversion, fail = fail):
    """Decides the versions in a library's file names.

    Args:
      label: (Label) The target, for messages.
      version: (string) SemVer, or a stamp reference.
      soversion: (string) The SONAME's version, or "" for cargo-c's rule.
      fail: (function) For tests: receives the message instead of `fail`.
    Returns:
      (struct) `soversion`, and `file`: the version in the name of the real file. A stamped
      version is not known yet, so the real file then bears the SONAME.
    """
    for part in soversion.split(".") if soversion else []:
        if not _is_number(part):
            return fail(_BAD_SOVERSION.format(label = label, soversion = soversion))
    if is_stamp_reference(version):
        if not soversion:
            return fail(_STAMP_WITHOUT_SOVERSION.format(label = label, version = version))
        return struct(soversion = soversion, file = soversion)
    core, why = _core(version)
    if why:
        return fail(_BAD_VERSION.format(label = label, version = version, why = why))
    return struct(soversion = soversion or _soversion_of(core), file = core)
