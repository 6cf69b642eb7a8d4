#!/bin/bash
# Stage 3: downloads the packages and their dependencies with the machine's own apt, which knows
# how to reach the mirror; the new root itself needs no network. Resumes what was begun.
set -euo pipefail
building=$1 tools=$2
# shellcheck source=tools/bazelw/root/apt.sh
. "$tools/root/apt.sh"
read -r mirror suite <"$building/tools/mirror"

rm -rf "$building/debs.part"
mkdir -p "$building/debs.part"
state=$building/apt-root
private_apt "$state"
echo "deb [signed-by=$building/base/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" \
  >"$building/debs.part/sources.list"
apt_options+=(-o "Dir::State::status=$building/base/var/lib/dpkg/status"
  -o "Dir::State::extended_states=$state/extended_states"
  -o "Dir::Etc::sourcelist=$building/debs.part/sources.list" -o Dir::Etc::sourceparts=/dev/null
  -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null
  -o APT::Install-Recommends=false -o APT::Default-Release= -y)
apt-get "${apt_options[@]}" -qq update

packages=()
while read -r package _; do
  case $package in
    '#'* | '') ;;
    '?'*)
      if apt-get "${apt_options[@]}" -qq -s install "${package#\?}" >/dev/null 2>&1; then
        packages+=("${package#\?}")
      else
        echo "not on the mirror, left out: ${package#\?}"
      fi
      ;;
    *) packages+=("$package") ;;
  esac
done <"$tools/packages.txt"
apt-get "${apt_options[@]}" --download-only install "${packages[@]}"
printf '%s\n' "${packages[@]}" >"$building/debs.part/packages"
mv "$building/debs.part" "$building/debs"
