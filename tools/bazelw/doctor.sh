# shellcheck shell=bash disable=SC2034,SC2154 # a part of bazelw: variables are shared
# ./bazelw doctor [--probe]: which Bazel, and why. Builds nothing; --probe asks the network again.

doctor() {
  case ${1:-} in
    '') ;;
    --probe) forget_answers ;;
    *) die "doctor knows only --probe, not \"$1\"." ;;
  esac
  take_lock
  choose_way
  echo "Candidates, the first usable one is taken:"
  printf '  %s\n' "${verdicts[@]}"
  doctor_modules
  echo "Versions:"
  printf '  %-20s %s\n' "Bazel, wanted" "$BAZEL_WANTED (accepted: $BAZEL_RANGE)"
  doctor_versions
  doctor_cache
  if [[ -z $way ]]; then nothing_works; fi
}

doctor_modules() {
  local command=() text
  case $way in
    '') return ;;
    root)
      if [[ ! -d $root ]]; then
        echo "Modules: not asked yet; the first run does"
        return
      fi
      root_launcher ""
      command=("${launcher[@]}" /usr/bin/bazel --nosystem_rc --install_base=/usr/share/bazel --trust_install_base)
      ;;
    *) command=("$bazel") ;;
  esac
  if registry_answers "${command[@]}"; then text="from the Bazel Central Registry, which $answer_text"; else
    text="generated overrides; the Bazel Central Registry: $answer_text"
  fi
  echo "Modules: $text (seen $((answer_age / 60)) min ago)"
}

doctor_versions() {
  local program
  if [[ $way == root ]]; then
    if [[ ! -d $root ]]; then
      program="not made yet (about 2 minutes)"
    else
      program="$(<"$root/usr/share/bazel/build-label.txt") in the private root"
    fi
    printf '  %-20s %s\n' "Bazel, used" "$program"
  elif [[ -n $way ]]; then
    if [[ -z $bazel_version ]]; then ask_version "$bazel" "$BAZELISK_SECONDS" || bazel_version=$problem; fi
    printf '  %-20s %s\n' "Bazel, used" "$bazel_version ($bazel)"
  fi
  printf '  %-20s %s\n' Go "$(go version 2>/dev/null || echo 'not found on PATH')"
  if [[ $way == root && -d $root ]]; then
    for program in gcc clang ld.lld; do
      printf '  %-20s %s\n' "$program, root" "$("${launcher[@]}" "/usr/bin/$program" --version 2>&1 | head -n 1)"
    done
  fi
}

doctor_cache() {
  local folder note
  echo "Cache: $cache ($(du -sh "$cache" 2>/dev/null | cut -f1))"
  for folder in "$cache"/root-*; do
    if [[ ! -d $folder ]]; then continue; fi
    note="of an older list of packages; ./bazelw clean-cache removes it"
    if [[ $folder == "${root:-}" ]]; then note="in use"; fi
    if [[ $folder == *.building ]]; then note="not finished; the next run goes on with it"; fi
    printf '  %-20s %s, %s\n' "${folder##*/}" "$(du -sh "$folder" 2>/dev/null | cut -f1)" "$note"
  done
}

# ./bazelw clean-cache [--all]: removes what no run needs any more, or everything.
clean_cache() {
  local folder
  case ${1:-} in
    '' | --all) ;;
    *) die "clean-cache knows only --all, not \"$1\"." ;;
  esac
  take_lock
  root_possible || true
  for folder in "$cache"/*; do
    if [[ ! -e $folder || $folder == "$cache/lock" ]]; then continue; fi
    if [[ ${1:-} != --all ]]; then
      case $folder in
        "${root:-}") continue ;;
        */root-* | *.part | */decisions | */registry-probe | */modules-* | */run-*) ;;
        *) continue ;;
      esac
    fi
    echo "removing $folder"
    rm -rf "$folder"
  done
}
