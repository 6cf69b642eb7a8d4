# shellcheck shell=bash disable=SC2034,SC2154 # a part of bazelw: variables are shared
# Which Bazel? The candidates in their order; each says why it is taken or not.

# The version to ask for is in .bazelversion; any of [7.7, 9) is taken.
BAZEL_WANTED=$(<"$here/.bazelversion")
readonly BAZEL_WANTED
readonly BAZEL_RANGE="7.7 or newer, older than 9"
# The newest whose go.mod asks for no newer Go than this repository's.
readonly BAZELISK_VERSION=v1.27.0
readonly BAZELISK_SECONDS=${CSHARED_BAZELISK_SECONDS:-20}

way='' # environment, path, bazelisk, go-bazelisk, root; empty: nothing is usable
bazel=''
bazel_version=''
verdicts=()

verdict() { verdicts+=("$(printf '%-20s %s' "$1" "$2")"); }

# ask_version PROGRAM SECONDS [FOLDER]: sets bazel_version, or problem. Needs no Bazel server. A PROGRAM that is
# bazelisk may have to download first: it is given more time as long as FOLDER grows.
ask_version() {
  local output status=0
  output=$(cd "$here" && bounded "$2" "${3:-}" "$1" --version 2>&1 9>&-) || status=$?
  bazel_version='' problem=''
  if ((status == 124)); then
    problem="$1 gave no answer within $2 s (a bazelisk that cannot download?)"
  elif [[ $output =~ (^|[[:space:]])bazel\ ([0-9]+)\.([0-9]+)([^[:space:]]*) ]]; then
    bazel_version=${BASH_REMATCH[2]}.${BASH_REMATCH[3]}${BASH_REMATCH[4]%-}
    if ((BASH_REMATCH[2] * 1000 + BASH_REMATCH[3] < 7007 || BASH_REMATCH[2] >= 9)); then
      problem="$1 is Bazel $bazel_version; needed: $BAZEL_RANGE"
    fi
  else
    output=${output##*$'\n'}
    problem="$1 --version failed: ${output:0:200}"
  fi
  [[ -z $problem ]]
}

bazelisk_folder() {
  if [[ -n ${BAZELISK_HOME:-} ]]; then
    echo "$BAZELISK_HOME"
  elif [[ -d $HOME/Library/Caches ]]; then
    echo "$HOME/Library/Caches/bazelisk"
  else
    echo "${XDG_CACHE_HOME:-$HOME/.cache}/bazelisk"
  fi
}

try_environment() {
  if [[ -z ${BAZEL:-} ]]; then
    verdict "\$BAZEL" "not set"
    return 1
  fi
  bazel=$(type -P "$BAZEL") || die "BAZEL is set to \"$BAZEL\", which is not a program that can be run." \
    "Set it to Bazel $BAZEL_WANTED (accepted: $BAZEL_RANGE), or unset it: bazelw then looks for one."
  verdict "\$BAZEL" "$bazel: taken as it is"
  way=environment
}

try_path() {
  local found
  if ! found=$(type -P bazel); then
    verdict "bazel on PATH" "not found"
    return 1
  fi
  if [[ $found -ef $here/bazelw ]]; then
    verdict "bazel on PATH" "$found is this script"
    return 1
  fi
  if ! ask_version "$found" "$BAZELISK_SECONDS" "$(bazelisk_folder)"; then
    verdict "bazel on PATH" "$problem"
    return 1
  fi
  verdict "bazel on PATH" "$found is Bazel $bazel_version: taken"
  way=path bazel=$found
}

# A bazelisk that could not download is not asked again for a day.
try_bazelisk_program() {
  local name=$1 program=$2
  if recall bazelisk "$program" && [[ $answer == no ]]; then
    verdict "$name" "$answer_text (seen $((answer_age / 60)) min ago; ask again: ./bazelw doctor --probe)"
    return 1
  fi
  say "Asking $program for Bazel $BAZEL_WANTED (it may have to download it) ..."
  if ! ask_version "$program" "$BAZELISK_SECONDS" "$(bazelisk_folder)"; then
    remember bazelisk "$program" no "$problem"
    verdict "$name" "$problem"
    return 1
  fi
  remember bazelisk "$program" yes "Bazel $bazel_version"
  verdict "$name" "$program runs Bazel $bazel_version: taken"
  bazel=$program
}

try_bazelisk() {
  local found
  if ! found=$(type -P bazelisk); then
    verdict "bazelisk on PATH" "not found"
    return 1
  fi
  try_bazelisk_program "bazelisk on PATH" "$found" && way=bazelisk
}

try_go_bazelisk() {
  local name="bazelisk through Go" program=$cache/bazelisk-$BAZELISK_VERSION/bazelisk log
  if ! type -P go >/dev/null; then
    verdict "$name" "go not found on PATH"
    return 1
  fi
  if [[ ! -x $program ]]; then
    if recall go-install "$BAZELISK_VERSION" && [[ $answer == no ]]; then
      verdict "$name" "$answer_text (seen $((answer_age / 60)) min ago; ask again: ./bazelw doctor --probe)"
      return 1
    fi
    log=$cache/bazelisk-$BAZELISK_VERSION.log
    mkdir -p "$cache/bazelisk.part"
    if ! step "bazelisk $BAZELISK_VERSION through the Go module proxy" 10 "$log" \
      env GOBIN="$cache/bazelisk.part" GOFLAGS=-mod=mod go install "github.com/bazelbuild/bazelisk@$BAZELISK_VERSION"; then
      remember go-install "$BAZELISK_VERSION" no "go install failed: $(tail -n 1 "$log")"
      recall go-install "$BAZELISK_VERSION"
      verdict "$name" "$answer_text"
      return 1
    fi
    mv "$cache/bazelisk.part" "${program%/*}"
  fi
  try_bazelisk_program "$name" "$program" && way=go-bazelisk
}

try_root() {
  local name="private root"
  if ! type -P go >/dev/null; then
    verdict "$name" "go not found on PATH: the build uses the Go that is installed"
    return 1
  fi
  if ! root_possible; then
    verdict "$name" "$root_problem"
    return 1
  fi
  way=root bazel=/usr/bin/bazel
  if [[ -d $root ]]; then
    verdict "$name" "$root: taken"
  else
    verdict "$name" "possible, not made yet: $root"
  fi
}

choose_way() {
  try_environment || try_path || try_bazelisk || try_go_bazelisk || try_root || true
}

nothing_works() {
  die "no usable Bazel (needed: $BAZEL_RANGE). Tried, in this order:" \
    "${verdicts[@]/#/  }" \
    "To fix it, do one of these:" \
    "  1. put bazel $BAZEL_WANTED or bazelisk on PATH, or set BAZEL to a Bazel;" \
    "  2. install Go and let this machine download (then bazelw gets bazelisk by itself);" \
    "  3. on Debian or its like, as root, with Go and an apt mirror: bazelw makes a private root." \
    "./bazelw doctor --probe asks the network again. More: docs/bazelw.md"
}
