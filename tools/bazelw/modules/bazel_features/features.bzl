"""The few feature flags that rules_go, gazelle and Debian's rules read, as they are in Bazel 7.7 and later."""

bazel_features = struct(
    external_deps = struct(
        extension_metadata_has_reproducible = True,
        module_extension_has_os_arch_dependent = True,
    ),
    rules = struct(
        # Came with Bazel 9.
        instrumented_files_info_has_baseline_coverage_files = False,
    ),
)
