"""Which variant of the load shim a library gets."""

visibility(["//rules/...", "//tests/rules/..."])

# Targets //runtime_shim:load_<variant>.
LOAD_VARIANTS = [
    "go",
    "quiet",
    "quiet_cpu_profile",
    "quiet_cpu_profile_process_cpus",
    "quiet_process_cpus",
]

_CPUS_OF_GO = """{label}: cpus = "process" does not go with signals = "go", which leaves everything to the Go runtime: its threads have the CPUs of the thread that loads.
Possible fixes:
- signals = "quiet"
- remove `cpus`, and load the library on a thread that may use all CPUs
"""

def check_load(*, label, signals, cpus, fail = fail):
    """Fails unless the attributes of the load shim go together.

    Args:
      label: (Label) The target, for the message.
      signals: (string) The `signals` attribute.
      cpus: (string) The `cpus` attribute.
      fail: (function) For tests: receives the message instead of `fail`.
    """
    if signals == "go" and cpus == "process":
        fail(_CPUS_OF_GO.format(label = label))
