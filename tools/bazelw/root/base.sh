#!/bin/bash
# Stage 2: a minimal Debian, by debootstrap. Started over when it was interrupted; what was
# downloaded before is kept.
set -euo pipefail
building=$1 tools=$2
read -r mirror suite <"$building/tools/mirror"

rm -rf "$building/base.part"
mkdir -p "$building/base.part" "$building/base-debs"
# debootstrap of an older Debian has no script of the newer one's name; they are all the same.
PATH=$tools:$PATH DEBOOTSTRAP_DIR=$building/tools/root/usr/share/debootstrap \
  sh "$building/tools/root/usr/sbin/debootstrap" --variant=minbase --include=ca-certificates \
  --cache-dir="$building/base-debs" "$suite" "$building/base.part" "$mirror" \
  "$building/tools/root/usr/share/debootstrap/scripts/sid"
mv "$building/base.part" "$building/base"
rm -rf "$building/base-debs"
