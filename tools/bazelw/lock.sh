# shellcheck shell=bash disable=SC2034,SC2154 # a part of bazelw: variables are shared
# One run at a time changes the cache; the others wait.

take_lock() {
  mkdir -p "$cache"
  # Without flock (macOS) only small files are written, each renamed when whole.
  if ! type -P flock >/dev/null; then return 0; fi
  exec 9<>"$cache/lock"
  if ! flock -n 9; then
    say "Waiting for the run with process id $(<"$cache/lock"), which is preparing Bazel in $cache ..."
    flock 9
  fi
  echo "$$" >"$cache/lock"
}

# Bazel's server would inherit it, and hold it for hours.
drop_lock() { exec 9>&-; }
