# shellcheck shell=bash disable=SC2034,SC2154 # a part of bazelw: variables are shared
# The modules that the Bazel Central Registry would give, from what is at hand instead: the Go
# module cache, the folders of Debian's packages, and tiny modules of our own (modules/).

pinned() { awk -v path="$1" '$1 == path || ($1 == "require" && $2 == path) { print $(NF > 2 && $1 == "require" ? 3 : 2) }' "$here/go.mod"; }

# Makes the folder of modules unless it is there; sets modules. The caller holds the lock.
modules_build() {
  local rules_go gazelle key
  rules_go=$(pinned github.com/bazelbuild/rules_go)
  gazelle=$(pinned github.com/bazelbuild/bazel-gazelle)
  if [[ -z $rules_go || -z $gazelle ]]; then
    die "go.mod requires no version of github.com/bazelbuild/rules_go or .../bazel-gazelle." \
      "Without the Bazel Central Registry both come through the Go module proxy, in the version that go.mod requires." \
      "Add them: go get github.com/bazelbuild/rules_go@vX github.com/bazelbuild/bazel-gazelle@vY"
  fi
  key=$({
    echo "$rules_go $gazelle"
    cat "$tools/modules.sh" "$tools/modules-build.sh"
    find "$tools/modules" -type f -exec cksum {} + | sort
  } | cksum)
  modules=$cache/modules-${key%% *}
  if [[ -d $modules ]]; then return 0; fi
  rm -rf "$modules.part"
  step "rules_go $rules_go and gazelle $gazelle through the Go module proxy" 15 "$cache/modules.log" \
    ${tied[@]+"${tied[@]}"} bash "$tools/modules-build.sh" "$modules.part" "$here" "$rules_go" "$gazelle" ||
    die "the modules could not be made from the Go module proxy." \
      "Check that this works: go mod download github.com/bazelbuild/rules_go@$rules_go" \
      "The whole log: $cache/modules.log"
  mv "$modules.part" "$modules"
}

# override_lines FOLDER_OF_DEBIAN: the lines for a bazelrc.
override_lines() {
  local debian=$1 folder
  for folder in "$modules"/*/; do
    folder=${folder%/}
    if [[ ${folder##*/} != registry ]]; then echo "common --override_module=${folder##*/}=$folder"; fi
  done
  for folder in cc java license proto python shell; do
    echo "common --override_module=rules_$folder=$debian/rules/$folder"
  done
  echo "common --override_module=bazel_skylib=$debian/tools/skylib"
  echo "common --override_module=platforms=$debian/tools/platforms"
  echo "common --registry=file://$modules/registry"
  echo "common --lockfile_mode=off"
  # Otherwise skylib would be fetched for a WORKSPACE.
  echo "common --noenable_workspace"
}
