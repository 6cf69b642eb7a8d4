#!/bin/bash
# Stage 1: debootstrap and bubblewrap from the machine's own Debian, unpacked, not installed.
set -euo pipefail
building=$1 tools=$2 suites=$3
# shellcheck source=tools/bazelw/root/apt.sh
. "$tools/root/apt.sh"

rm -rf "$building/tools.part" "$building/apt-host"
mkdir -p "$building/tools.part/root"
private_apt "$building/apt-host"
apt-get "${apt_options[@]}" -qq update
(cd "$building/tools.part" && apt-get "${apt_options[@]}" -qq download debootstrap bubblewrap)
for package in "$building"/tools.part/*.deb; do
  dpkg-deb -x "$package" "$building/tools.part/root"
done
# shellcheck disable=SC2086 # a list
find_mirror "$building/apt-host" $suites >"$building/tools.part/mirror"
mv "$building/tools.part" "$building/tools"
