#!/bin/bash
# Makes the folder FOLDER with one Bazel module in each folder.
set -euo pipefail
folder=$1 repository=$2 rules_go=$3 gazelle=$4
export GOFLAGS=-mod=mod GOWORK=off
rm -rf "$folder"
mkdir -p "$folder/registry" "$folder.go"
trap 'rm -rf "$folder.go"' EXIT
# go.sum vouches for the downloads; a copy, since go may add lines to it.
cp "$repository/go.mod" "$repository/go.sum" "$folder.go/"
cd "$folder.go"

# copy PATH@VERSION FOLDER: a module out of the module cache, which is read-only and has no run bits.
copy() {
  local source
  go mod download "$1"
  source=$(go mod download -json "$1" | sed -n 's/^[[:space:]]*"Dir": "\(.*\)",*$/\1/p')
  cp -R "$source" "$2"
  chmod -R u+w "$2"
  find "$2" -name '*.sh' -exec chmod +x {} +
}

copy "github.com/bazelbuild/rules_go@$rules_go" "$folder/rules_go"
copy "github.com/bazelbuild/bazel-gazelle@$gazelle" "$folder/gazelle"
# gazelle's zip lacks the module that is nested in it; gazelle looks for its files.
nested=github.com/bazel-contrib/bazel-gazelle/v2
version=$(awk -v path=$nested '{ for (i = 1; i < NF; i++) if ($i == path) { print $(i + 1); exit } }' "$folder/gazelle/go.mod")
if [[ -n $version ]]; then
  copy "$nested@$version" "$folder/gazelle/v2"
  touch "$folder/gazelle/v2/go.sum"
fi
cp -R "$repository"/tools/bazelw/modules/* "$folder/"

# What gazelle's own tools are built from: a build inside a test has no network, only the module cache.
(cd "$folder/gazelle" && GOWORK=off go mod download)
