"""Which linker makes the one link, and the flags that choose it."""

visibility(["//rules/...", "//tests/rules/..."])

_LINKERS = ["lld", "bfd", "gold", "mold"]

def _of_flag(flag):
    """Returns the linker that a -fuse-ld flag names; other flags give None."""
    if not flag.startswith("-fuse-ld=") and not flag.startswith("--ld-path="):
        return None
    name = flag.partition("=")[2].rpartition("/")[2]
    for linker in _LINKERS:
        if name == linker or name == "ld." + linker or name.startswith(linker + "-") or name.startswith("ld." + linker + "-"):
            return linker
    return "toolchain"

def choose_linker(*, requested, toolchain_flags):
    """Chooses the linker: what is asked for, else lld or mold, else bfd; gold never silently.

    Bazel's generated toolchain takes lld if it is on PATH, else gold, else bfd; gold has left
    binutils. What the toolchain names is the only thing known about the machine that links,
    so lld and mold are taken where the toolchain takes them.

    Args:
      requested: (string) The `linker` attribute; "" chooses.
      toolchain_flags: (list[string]) The toolchain's own link flags.
    Returns:
      (struct) `name`: lld, bfd, gold, mold or toolchain (a linker not known here, e.g. wild);
      `flags`: (list[string]) to add behind the toolchain's flags, where the last one wins;
      `disabled_features`: (list[string]) of the toolchain, that the linker cannot follow.
    """
    named = [linker for linker in [_of_flag(f) for f in toolchain_flags] if linker]
    current = named[-1] if named else None
    if requested:
        wanted = requested
    elif current in ["lld", "mold", "toolchain"]:
        wanted = current
    else:
        wanted = "bfd"
    flags = [] if wanted == current else ["-fuse-ld=" + wanted]
    if wanted == "lld":
        # A declared symbol that is nowhere defined is for CSharedCheckSymbols to explain.
        flags.append("-Wl,--undefined-version")

    # Toolchains made for lld and gold write --start-lib, which bfd of binutils 2.40 refuses.
    disabled = ["supports_start_end_lib"] if wanted == "bfd" else []
    return struct(disabled_features = disabled, flags = flags, name = wanted)
