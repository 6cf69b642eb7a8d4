# shellcheck shell=bash disable=SC2034,SC2154 # a part of bazelw: variables are shared
# From the way that was chosen to the command that runs Bazel, and the decision that is remembered.

# Sets command (array), needs (what it stands on) and expires (seconds since 1970, 0 = never).
prepare_way() {
  local startup=() rc=() overrides=no
  launcher=() needs=() expires=0
  case $way in
    '') nothing_works ;;
    root)
      root_build
      needs+=("$root")
      root_launcher ""
      startup=(--nosystem_rc --install_base=/usr/share/bazel --trust_install_base)
      ;;
    *) needs+=("$bazel") ;;
  esac
  if ! registry_answers ${launcher[@]+"${launcher[@]}"} "$bazel" ${startup[@]+"${startup[@]}"}; then
    expires=$answer_expires
    overrides=yes
  fi
  rc_lines "$overrides"
  if [[ -n $rc_text ]]; then write_rc; fi
  command=(${launcher[@]+"${launcher[@]}"} "$bazel")
  if [[ $way == root ]]; then
    write_wrapper
    command=("${launcher[@]}" "$wrapper")
  elif [[ -n $rc_text ]]; then
    command+=("--bazelrc=$rc_file")
  fi
}

# Sets rc_text: what Bazel has to be told in a generated bazelrc; empty when nothing.
rc_lines() {
  local debian=/usr/share/bazel folder=${CSHARED_BAZEL_FOLDER:-/usr/share/bazel}
  rc_text=
  if [[ $way == root ]]; then
    # The property makes a server of an older root stop: it would go on with the older /usr.
    rc_text="startup --install_base=/usr/share/bazel
startup --trust_install_base
startup --host_jvm_args=-Dcshared.root=${root##*/}
"
  fi
  if [[ $1 == no ]]; then return 0; fi
  if [[ $way != root && -d $folder/rules/cc ]]; then
    debian=$folder
  elif [[ $way != root ]]; then
    if ! type -P go >/dev/null || ! root_possible; then
      say "Note: the Bazel Central Registry does not answer ($answer_text)," \
        "and modules cannot be had in another way: ${root_problem:-go not found on PATH}. Bazel runs without them."
      return 0
    fi
    root_build
    needs+=("$root")
    debian=$root/usr/share/bazel
  fi
  modules_build
  needs+=("$modules")
  rc_text+=$(override_lines "$debian")$'\n'
}

# One folder for each text: a Bazel that is running keeps its own.
write_rc() {
  local key
  if [[ $way == root ]]; then
    # Tests that start a Bazel of their own find this one, and a folder in which it need not begin
    # from nothing each time.
    mkdir -p "$cache/inner"
    rc_text+="common --test_env=CSHARED_INNER_BAZEL=$cache/run-KEY/bazel
common --test_env=CSHARED_INNER_FOLDER=$cache/inner
common --sandbox_writable_path=$cache/inner
"
  fi
  key=$(printf '%s' "$rc_text" | cksum)
  rc_file=$cache/run-${key%% *}/bazelrc
  mkdir -p "${rc_file%/*}"
  printf '%s' "${rc_text//run-KEY/run-${key%% *}}" >"$rc_file.part"
  mv "$rc_file.part" "$rc_file"
  needs+=("$rc_file")
}

# The root's Bazel as one program. A bazelw that is started inside takes it from BAZEL.
write_wrapper() {
  wrapper=${rc_file%/*}/bazel
  cat >"$wrapper.part" <<END
#!/bin/bash
# $WRAPPER_MARK: Bazel of the private root; runs inside it only.
# Debian's build cannot tell its version by itself.
case "\$*" in
  --version | "version --gnu_format") echo "bazel \$(</usr/share/bazel/build-label.txt)" && exit ;;
  version) echo "Build label: \$(</usr/share/bazel/build-label.txt)" && exit ;;
esac
exec /usr/bin/bazel --nosystem_rc --bazelrc=$(printf '%q' "$rc_file") "\$@"
END
  chmod +x "$wrapper.part"
  mv "$wrapper.part" "$wrapper"
  needs+=("$wrapper")
  root_launcher "$wrapper"
}

# write_decision FILE: what the next run goes by.
write_decision() {
  mkdir -p "${1%/*}"
  {
    printf 'way=%q expires=%q\n' "$way" "$expires"
    printf 'needs=('
    printf '%q ' "${needs[@]}"
    printf ')\ncommand=('
    printf '%q ' "${command[@]}"
    printf ')\n'
  } >"$1.$$"
  mv "$1.$$" "$1"
  find "${1%/*}" -type f -mtime +30 -exec rm -f {} +
}
