# shellcheck shell=bash disable=SC2034,SC2154 # a part of bazelw: variables are shared
# Does the Bazel Central Registry answer? Bazel itself is asked, with the user's own settings
# (a mirror in ~/.bazelrc counts), so no address has to be known here.

readonly REGISTRY_SECONDS=${CSHARED_REGISTRY_SECONDS:-60}

# registry_answers COMMAND...: COMMAND runs Bazel. Sets answer_expires too.
registry_answers() {
  local folder=$cache/registry-probe subject="$way $bazel" status=0 output
  if recall registry "$subject"; then
    [[ $answer == yes ]]
    return
  fi
  say "Asking the Bazel Central Registry (at most $REGISTRY_SECONDS s, remembered) ..."
  mkdir -p "$folder/workspace"
  cat >"$folder/workspace/MODULE.bazel" <<'END'
module(name = "registry_probe")
bazel_dep(name = "platforms", version = "0.0.10")
END
  # --batch: no server is left behind when the time is over.
  output=$(cd "$folder/workspace" && bounded "$REGISTRY_SECONDS" '' \
    "$@" --batch --output_base="$folder/output/base" mod graph --lockfile_mode=off 2>&1 9>&-) || status=$?
  printf '%s\n' "$output" >"$folder/log"
  rm -rf "$folder/output" 2>/dev/null || true
  if ((status == 0)); then
    remember registry "$subject" yes "answers"
  elif ((status == 124)); then
    remember registry "$subject" no "no answer within $REGISTRY_SECONDS s"
  else
    remember registry "$subject" no "does not answer: $(grep -m 1 ERROR "$folder/log" | cut -c1-160)"
  fi
  recall registry "$subject"
  [[ $answer == yes ]]
}
