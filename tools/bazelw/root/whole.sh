#!/bin/bash
# Stage 5: makes the root usable with its /usr alone laid over the real one, and tries it.
set -euo pipefail
building=$1
root=$building/system

# The JDK keeps its settings in /etc by links; they become copies.
while IFS= read -r link; do
  target=$(readlink "$link")
  case $target in
    /etc/*) rm "$link" && cp -rL "$root$target" "$link" ;;
  esac
done < <(find "$root/usr/lib/jvm" -type l)
# Links that stand in what was copied lead to /etc of the new root, too.
if find "$root/usr/lib/jvm" -type l -lname '/etc/*' | grep . >&2; then
  echo "these links of the JDK still lead into /etc" >&2
  exit 1
fi

cp "$building/tools/root/usr/bin/bwrap" "$root/bwrap"
cp "$building/tools/mirror" "$root/mirror"
rm -rf "${root:?}"/var/cache/apt/* "${root:?}"/var/lib/apt/lists/*

# Bazel refuses a workspace beside an output base, hence the two levels.
rm -rf "$building/check"
# shellcheck disable=SC2016 # expands inside
"$root/bwrap" --cap-add ALL --dev-bind / / --ro-bind "$root/usr" /usr --ro-bind /usr/local /usr/local \
  --ro-bind "$root/etc/ld.so.cache" /etc/ld.so.cache --ro-bind "$root/etc/alternatives" /etc/alternatives \
  -- /bin/bash -ec '
    mkdir -p "$0/workspace"
    cd "$0/workspace"
    touch MODULE.bazel
    bazel --batch --nosystem_rc --nohome_rc --install_base=/usr/share/bazel --trust_install_base \
      --output_base="$0/output/base" info release
    gcc --version | head -n 1
    clang --version | head -n 1
    ld.lld --version
    python3 --version
    git --version
    /usr/lib/jvm/default-java/bin/java -version 2>&1 | head -n 1
  ' "$building/check"
chmod -R u+w "$building/check" && rm -rf "$building/check"
mv "$root" "$building/whole"
