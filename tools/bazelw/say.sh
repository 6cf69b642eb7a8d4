# shellcheck shell=bash disable=SC2034,SC2154 # a part of bazelw: variables are shared
# Messages of bazelw. All go to stderr: stdout is Bazel's.

say() { printf 'bazelw: %s\n' "$*" >&2; }

# An error, its lines as arguments; ends the run.
die() {
  printf 'bazelw: %s\n' "$1" >&2
  shift
  if (($#)); then printf '%s\n' "$@" >&2; fi
  exit 1
}

# step NAME EXPECTED_SECONDS LOG COMMAND...: runs a long step with its progress line.
# COMMAND is a program, not a function: started directly by this shell, it can be tied to it
# (see tied). What it prints goes to LOG, whose end is shown if it fails.
step() {
  local name=$1 expected=$2 log=$3 start=$SECONDS status=0 drawn=-1
  shift 3
  printf 'bazelw: %s (about %d s) ...' "$name" "$expected" >&2
  [[ -t 2 ]] || printf '\n' >&2
  "$@" </dev/null >"$log" 2>&1 &
  step_pid=$!
  while kill -0 "$step_pid" 2>/dev/null; do
    sleep 0.2
    if [[ -t 2 ]] && ((SECONDS != drawn)); then
      drawn=$SECONDS
      printf '\rbazelw: %s (about %d s) ... %d s' "$name" "$expected" $((SECONDS - start)) >&2
    fi
  done
  wait "$step_pid" || status=$?
  step_pid=
  if ((status == 0)); then
    if [[ -t 2 ]]; then printf '\r'; fi >&2
    printf 'bazelw: %s (about %d s) ... done in %d s\n' "$name" "$expected" $((SECONDS - start)) >&2
    return 0
  fi
  if [[ -t 2 ]]; then echo >&2; fi
  printf 'bazelw: %s failed after %d s; the end of %s:\n' "$name" $((SECONDS - start)) "$log" >&2
  tail -n 15 "$log" | sed 's/^/  /' >&2
  return "$status"
}

# The running step ends with this run, also when the run is interrupted.
step_pid=
stop_step() { if [[ -n $step_pid ]]; then kill -KILL "$step_pid" 2>/dev/null || true; fi; }

# bounded SECONDS FOLDER COMMAND...: runs COMMAND for at most SECONDS; longer (ten minutes) while
# FOLDER grows, since a slow download is not a dead one. Prints what COMMAND prints; 124 = too long.
bounded() {
  local seconds=$1 folder=$2 start=$SECONDS before pid
  shift 2
  set -m # an own process group: its children end with it
  "$@" </dev/null &
  pid=$!
  set +m
  before=$(size_of "$folder")
  while kill -0 "$pid" 2>/dev/null; do
    if ((SECONDS - start >= 600)) ||
      { ((SECONDS - start >= seconds)) && [[ $(size_of "$folder") == "$before" ]]; }; then
      kill -KILL -- "-$pid" 2>/dev/null || kill -KILL "$pid" 2>/dev/null || true
      wait "$pid" 2>/dev/null || true
      return 124
    fi
    if ((SECONDS - start < 2)); then sleep 0.05; else sleep 0.5; fi
  done
  wait "$pid"
}

# The size of a folder in KiB, 0 when there is none.
size_of() {
  local size=0
  if [[ -n $1 && -d $1 ]]; then size=$(du -sk "$1" 2>/dev/null | cut -f1) || true; fi
  echo "${size:-0}"
}
