"""Shared libraries that the library needs, so that no C code is linked in twice."""

load("@rules_cc//cc/common:cc_shared_library_info.bzl", "CcSharedLibraryInfo")

visibility(["//rules/...", "//tests/rules/..."])

_NOT_SHARED = """{label}: dynamic_deps = ["{dep}"] is not a cc_shared_library, so there is nothing to load at run time.
Possible fixes:
- wrap the code: cc_shared_library(name = "…", deps = ["{dep}"]) and list that
- link it into the library: move it to `deps`
- name a system library in linkopts, for example linkopts = ["-lz"]
"""

_LINKED_ONCE = """{label}: {owner} would be linked twice: it is linked into the dynamic dependency {dynamic_dep}, which does not export it, and into this library.
Possible fixes:
- export it there: list {owner} in `deps` of the cc_shared_library
- let the two not share it
"""

_ONLY_DYNAMIC = """{label}: {owner} comes with the shared library {library} only, so it cannot be linked into the library.
Possible fixes:
- wrap it in a cc_shared_library and list that in `dynamic_deps`
- name a system library in linkopts, for example linkopts = ["-lz"]
"""

def _normal(label):
    return str(label).removeprefix("@@").removeprefix("@")

def collect_dynamic_deps(*, label, deps, fail = fail):
    """Collects what `dynamic_deps` bring with them.

    Args:
      label: (Label) The target, for messages.
      deps: (list[Target]) The `dynamic_deps` attribute.
      fail: (function) For tests: receives the message instead of `fail`.
    Returns:
      (struct) `libraries`: (list[File]) to link against; `linker_inputs`: (list[LinkerInput]) for
      dependents; `exported`: (dict[string, None]) labels whose code is in them for others to use;
      `linked_once`: (dict[string, string]) labels whose code is in them for themselves → the dep.
    """
    infos = []
    for dep in deps:
        if CcSharedLibraryInfo not in dep:
            fail(_NOT_SHARED.format(label = label, dep = dep.label))
        infos.append(dep[CcSharedLibraryInfo])

    # Keyed by owner: a library that is both a direct and a transitive dependency counts once.
    loaded = {i.linker_input.owner: i for i in infos}
    for info in infos:
        for entry in info.dynamic_deps.to_list():
            loaded[entry.linker_input.owner] = entry
    exported = {_normal(export): None for i in loaded.values() for export in i.exports}
    linker_inputs = [i.linker_input for i in loaded.values()]
    linked_once = {
        _normal(owner): str(i.linker_input.owner)
        for i in infos
        for owner in i.link_once_static_libs
        if _normal(owner) not in exported
    }
    libraries = [
        library.resolved_symlink_dynamic_library or library.dynamic_library
        for linker_input in linker_inputs
        for library in linker_input.libraries
    ]
    return struct(
        exported = exported,
        libraries = libraries,
        linked_once = linked_once,
        linker_inputs = linker_inputs,
    )

def static_linker_inputs(*, label, linker_inputs, dynamic, fail = fail):
    """Drops from a static link what a dynamic dependency already holds.

    Args:
      label: (Label) The target, for messages.
      linker_inputs: (list[LinkerInput]) All of the archive and of `deps`.
      dynamic: (struct) Of collect_dynamic_deps.
      fail: (function) For tests: receives the message instead of `fail`.
    Returns:
      (list[LinkerInput]) What to link in.
    """
    kept = []
    for linker_input in linker_inputs:
        owner = _normal(linker_input.owner)
        if owner in dynamic.exported:
            continue
        if owner in dynamic.linked_once:
            fail(_LINKED_ONCE.format(label = label, owner = linker_input.owner, dynamic_dep = dynamic.linked_once[owner]))
        for library in linker_input.libraries:
            if not library.static_library and not library.pic_static_library and not library.objects and not library.pic_objects:
                fail(_ONLY_DYNAMIC.format(
                    label = label,
                    owner = linker_input.owner,
                    library = (library.resolved_symlink_dynamic_library or library.dynamic_library).basename,
                ))
        kept.append(linker_input)
    return kept
