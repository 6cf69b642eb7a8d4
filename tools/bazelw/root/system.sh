#!/bin/bash
# Stage 4: installs the packages in a copy of the base system. Started over from the base when it
# was interrupted: a half-configured system is never gone on with.
set -euo pipefail
building=$1
root=$building/system.part
state=$building/apt-root

rm -rf "$root"
cp -a "$building/base" "$root"
# The mounts are in a namespace of this stage alone; no run can leave one behind.
mount -t proc proc "$root/proc" # the JDK's installation reads it
mount --bind "$state/lists" "$root/var/lib/apt/lists"
mount --bind "$state/cache/archives" "$root/var/cache/apt/archives"

echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/bazelw" # a root that is not whole is thrown away anyway
# Documentation is left out: the root is half as many files.
printf 'path-exclude=/usr/share/%s/*\n' doc man info locale >>"$root/etc/dpkg/dpkg.cfg.d/bazelw"
echo 'path-include=/usr/share/doc/*/copyright' >>"$root/etc/dpkg/dpkg.cfg.d/bazelw"
# Certificates that the machine trusts beyond the public ones, for Java's store.
if [[ -d /usr/local/share/ca-certificates ]]; then
  cp -rL /usr/local/share/ca-certificates "$root/usr/local/share/"
fi
cp "$building/debs/sources.list" "$root/etc/apt/sources.list"
sed -i 's/ \[signed-by=[^]]*\]//' "$root/etc/apt/sources.list"

mapfile -t packages <"$building/debs/packages"
chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin HOME=/root LC_ALL=C DEBIAN_FRONTEND=noninteractive \
  apt-get -y -o APT::Sandbox::User=root -o Dpkg::Use-Pty=0 -o Acquire::Check-Valid-Until=false \
  -o APT::Keep-Downloaded-Packages=true --no-install-recommends --no-download install "${packages[@]}"
umount "$root/proc" "$root/var/lib/apt/lists" "$root/var/cache/apt/archives"
mv "$root" "$building/system"
