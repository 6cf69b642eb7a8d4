# shellcheck shell=bash disable=SC2034,SC2154 # a part of bazelw: variables are shared
# Remembers what was found out about the network, so that it is not asked at every run.

readonly ANSWER_SECONDS=86400

answer_file() {
  local key
  key=$(printf '%s\n' "$2" "${HTTPS_PROXY:-}" "${https_proxy:-}" "${BAZELISK_BASE_URL:-}" "${GOPROXY:-}" | cksum)
  echo "$cache/answers/$1-${key%% *}"
}

# remember NAME SUBJECT yes|no TEXT
remember() {
  mkdir -p "$cache/answers"
  echo "$3 $(date +%s) $4" >"$(answer_file "$1" "$2")"
}

# recall NAME SUBJECT: sets answer (yes, no or empty) and answer_text, answer_age. A "yes" holds until
# `doctor --probe`: a network that is away later is Bazel's to report, and its caches may do without.
# A "no" holds for a day.
recall() {
  local file at now
  answer='' answer_text='' answer_age=0 answer_expires=0
  file=$(answer_file "$1" "$2")
  if [[ ! -r $file ]]; then return 1; fi
  read -r answer at answer_text <"$file"
  now=$(date +%s)
  answer_age=$((now - at))
  if [[ $answer == no ]]; then
    answer_expires=$((at + ANSWER_SECONDS))
    if ((now >= answer_expires)); then
      answer=''
      return 1
    fi
  fi
}

forget_answers() { rm -rf "$cache/answers"; }
