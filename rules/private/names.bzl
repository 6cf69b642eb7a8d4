"""Checks of names that can be made during the analysis: library name, prefix, listed exports, shims."""

visibility(["//rules/...", "//tests/rules/..."])

_LOWER = "abcdefghijklmnopqrstuvwxyz"
_UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS = "0123456789"

_BAD_LIBRARY_NAME = """{label}: the target name "{name}" cannot be the name of a library: lib{name}.so would not be a plain file name.
Possible fixes:
- use letters, digits, ".", "_", "-" and "+" only, and start with a letter
"""

_BAD_PREFIX = """{label}: prefix = "{prefix}" cannot start a C name: {why}.
Possible fixes:
- write lower-case letters and digits with the final underscore, for example prefix = "{suggestion}"
- leave `prefix` out: a raw library's symbols are then exactly its `//export` names
"""

_DUPLICATE_EXPORTS = """{label}: `exports` names {names} more than once.
Possible fixes:
- list each symbol once
"""

_BAD_EXPORT = """{label}: exports = ["{export}"] is not a C identifier, so no C program could call it.
Possible fixes:
- write the name that stands behind `//export` in the Go source
"""

_EXPORT_WITHOUT_PREFIX = """{label}: `exports` names {names}, but with prefix = "{prefix}" every symbol of the library starts with {prefix}.
Possible fixes:
- rename the functions
- take the names out of `exports`
- leave `prefix` out
"""

_SHIMS_WITHOUT_PREFIX = """{label}: shims = {shims} needs `prefix`: two libraries with the same parts would define the same symbols.
Possible fixes:
- write the prefix of the library's symbols, for example prefix = "{suggestion}"
- leave `shims` out
"""

_UNKNOWN_SHIM = """{label}: shims = ["{shim}"] names no part of the runtime shim that a library can export.
Possible fixes:
- write one of: {known}
"""

_DUPLICATE_SHIMS = """{label}: `shims` names {names} more than once.
Possible fixes:
- list each part once
"""

_BAD_DOMAIN = """{label}: serialize = {{"{domain}": …}} is not the name of a domain, which is a C identifier.
Possible fixes:
- write letters, digits and underscores, first no digit, for example serialize = {{"{suggestion}": …}}
- for a domain of exported Go functions: write what stands behind `//cshared:serialize`
"""

_EMPTY_DOMAIN = """{label}: serialize = {{"{domain}": []}} lists no C function, so there is nothing to keep apart.
Possible fixes:
- list what Go calls: the names that stand behind `C.` in the Go code
- remove the domain: exported Go functions need only their `//cshared:serialize {domain}`
"""

_BAD_SERIALIZED = """{label}: serialize = {{"{domain}": ["{function}"]}} is not a C identifier, so it is no C function that Go could call.
Possible fixes:
- write the name that stands behind `C.` in the Go code
"""

_SERIALIZED_TWICE = """{label}: `serialize` lists {function} more than once, in {domains}: a call has one mutex.
Possible fixes:
- list it once
"""

_IN_TWO_DOMAINS = """{label}: `serialize` lists {function} more than once, in {domains}: a call has one mutex.
Possible fixes:
- list it in one domain
- functions that share data are of one domain: make one of {domains}
"""

_BAD_PACKAGE_PREFIX = """{label}: libraries = {{"{library}": "{prefix}"}} cannot start the names of the package: {why}.
Possible fixes:
- write what the library's own names start with, and then the package's part, for example "{suggestion}"
"""

_PACKAGES_WITHOUT_PREFIX = """{label}: `libraries` needs `prefix`: it starts the library's own names, such as its status and the function that frees, and so those of each package.
Possible fixes:
- write what all names have in common, for example prefix = "{suggestion}"
"""

def _is_identifier(text):
    if not text or text[0] in _DIGITS:
        return False
    for char in text.elems():
        if char not in _LOWER + _UPPER + _DIGITS + "_":
            return False
    return True

def _prefix_problem(prefix):
    if not _is_identifier(prefix):
        return "it is not a C identifier"
    if prefix.startswith("_"):
        return "C reserves names that start with an underscore"
    for char in prefix.elems():
        if char in _UPPER:
            return "upper case is kept for macros"
    if not prefix.endswith("_"):
        return "it does not end in an underscore"
    if "__" in prefix:
        return "C++ reserves names with two underscores in a row"
    return None

def _suggest_prefix(prefix):
    kept = "".join([c for c in prefix.lower().elems() if c in _LOWER + _DIGITS + "_"]).strip("_")
    kept = kept.lstrip(_DIGITS)
    for _ in range(len(kept)):
        kept = kept.replace("__", "_")
    return (kept or "calc") + "_"

def check_library_name(*, label, name, fail = fail):
    """Fails if `lib<name>.so` would not be a good file name.

    Args:
      label: (Label) The target, for the message.
      name: (string) The library's name.
      fail: (function) For tests: receives the message instead of `fail`.
    """
    good = _LOWER + _UPPER + _DIGITS + "_-+."
    if name[0] not in _LOWER + _UPPER or [c for c in name.elems() if c not in good]:
        fail(_BAD_LIBRARY_NAME.format(label = label, name = name))

def check_prefix(*, label, prefix, fail = fail):
    """Fails if `prefix` is given and cannot start every name of a C library.

    Args:
      label: (Label) The target, for the message.
      prefix: (string) The prefix with its underscore, or "".
      fail: (function) For tests: receives the message instead of `fail`.
    """
    why = _prefix_problem(prefix) if prefix else None
    if why:
        fail(_BAD_PREFIX.format(label = label, prefix = prefix, why = why, suggestion = _suggest_prefix(prefix)))

def check_package_prefixes(*, label, prefix, prefixes, fail = fail):
    """Fails if the prefix of one of several packages is not a longer form of the library's, or the same.

    Args:
      label: (string) The target, for the message.
      prefix: (string) The library's prefix with its underscore, or "".
      prefixes: (dict[Label, string]) The `libraries` attribute.
      fail: (function) For tests: receives the message instead of `fail`.
    """
    if prefixes and not prefix:
        fail(_PACKAGES_WITHOUT_PREFIX.format(label = label, suggestion = _suggest_prefix(label.rpartition(":")[2])))
    for library, own in prefixes.items() if prefix else []:
        why = _prefix_problem(own)
        if not own.startswith(prefix):
            why = "all names of the library start with \"{}\"".format(prefix)
        if why:
            rest = own.removeprefix(prefix) or str(library).rpartition(":")[2]
            fail(_BAD_PACKAGE_PREFIX.format(
                label = label,
                library = library,
                prefix = own,
                suggestion = prefix + _suggest_prefix(rest),
                why = why,
            ))

def check_exports(*, label, exports, prefix, fail = fail):
    """Fails if the explicit export list holds a name twice, a name C cannot call, or one without the prefix.

    Args:
      label: (Label) The target, for the message.
      exports: (list[string]) The `exports` attribute.
      prefix: (string) The prefix with its underscore, or "".
      fail: (function) For tests: receives the message instead of `fail`.
    """
    for export in exports:
        if not _is_identifier(export):
            fail(_BAD_EXPORT.format(label = label, export = export))
    twice = {e: None for i, e in enumerate(exports) if e in exports[:i]}
    if twice:
        fail(_DUPLICATE_EXPORTS.format(label = label, names = ", ".join(sorted(twice))))
    bare = [e for e in exports if not e.startswith(prefix)]
    if bare:
        fail(_EXPORT_WITHOUT_PREFIX.format(label = label, names = ", ".join(sorted(bare)), prefix = prefix))

def check_shims(*, label, shims, known, prefix, fail = fail):
    """Fails if the parts of the runtime shim to export are not such parts, or have no names to get.

    Args:
      label: (Label) The target, for the message.
      shims: (list[string]) The `shims` attribute.
      known: (list[string]) Every part that there is.
      prefix: (string) The prefix with its underscore, or "".
      fail: (function) For tests: receives the message instead of `fail`.
    """
    for shim in shims:
        if shim not in known:
            fail(_UNKNOWN_SHIM.format(label = label, shim = shim, known = ", ".join(sorted(known))))
    twice = {s: None for i, s in enumerate(shims) if s in shims[:i]}
    if twice:
        fail(_DUPLICATE_SHIMS.format(label = label, names = ", ".join(sorted(twice))))
    if shims and not prefix:
        fail(_SHIMS_WITHOUT_PREFIX.format(label = label, shims = json.encode(shims), suggestion = _suggest_prefix(label.name)))

def check_serialize(*, label, serialize, fail = fail):
    """Fails if the domains of C functions are not names with functions, each function in one of them.

    Args:
      label: (Label) The target, for the message.
      serialize: (dict[string, list[string]]) The `serialize` attribute.
      fail: (function) For tests: receives the message instead of `fail`.
    """
    domains = {}
    for domain, functions in serialize.items():
        if not _is_identifier(domain):
            suggestion = "".join([c if c in _LOWER + _UPPER + _DIGITS else "_" for c in domain.elems()])
            fail(_BAD_DOMAIN.format(label = label, domain = domain, suggestion = suggestion.lstrip(_DIGITS + "_") or "solver"))
        if not functions:
            fail(_EMPTY_DOMAIN.format(label = label, domain = domain))
        for function in functions:
            if not _is_identifier(function):
                fail(_BAD_SERIALIZED.format(label = label, domain = domain, function = function))
            domains[function] = domains.get(function, []) + [domain]
    for function, names in domains.items():
        if len(names) > 1:
            unique = {name: None for name in names}.keys()
            message = _SERIALIZED_TWICE if len(unique) == 1 else _IN_TWO_DOMAINS
            fail(message.format(
                label = label,
                domains = ", ".join(["\"{}\"".format(name) for name in unique]),
                function = function,
            ))
