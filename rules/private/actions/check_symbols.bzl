"""The validation action CSharedCheckSymbols."""

visibility(["//rules/...", "//tests/rules/..."])

def check_symbols(*, actions, tool, label, names, unstripped, symbols):
    """Compares the symbols of the file with the declared ones; runs in `bazel build`, blocks nobody.

    Args:
      actions: (actions) Of the rule.
      tool: (File) cshared-gen.
      label: (Label) The target, for messages.
      names: (struct) Names of the library.
      unstripped: (File) The link's output.
      symbols: (File) The declared symbols.
    Returns:
      (File) Empty, for the output group `_validation`.
    """
    ok = actions.declare_file(names.dir + "gen/symbols.ok")
    args = actions.args()
    args.add("-label", str(label).removeprefix("@@").removeprefix("@"))
    args.add("-library", unstripped)
    args.add("-symbols", symbols)
    args.add("-ok", ok)
    actions.run(
        executable = tool,
        arguments = ["checksymbols", args],
        inputs = [unstripped, symbols],
        outputs = [ok],
        mnemonic = "CSharedCheckSymbols",
        progress_message = "Checking the symbols of %{label}",
    )
    return ok
