# shellcheck shell=bash disable=SC2034,SC2154 # a part of bazelw: variables are shared
# The private root: a folder in the cache with a newer Debian in it, made with debootstrap, whose
# /usr is laid over the real one in a private mount namespace when Bazel runs. Nothing of the
# system is changed. It is built in stages, each in folders of its own that get their final name
# when they are whole, so that a run which is killed at any point leaves nothing half-made in use.

# Raise it when the way the root is made changes: another number makes another root.
readonly ROOT_RECIPE=1
# Debian releases that have Bazel 7.7 or newer, the one to prefer first.
readonly ROOT_SUITES="forky sid"

packages_of() { sed -e 's/#.*//' -e 's/[[:space:]]*$//' -e '/^$/d' "$tools/packages.txt"; }

root_key() {
  { packages_of; echo "$ROOT_RECIPE $ROOT_SUITES $(uname -m)"; } | sha256sum | cut -c1-12
}

# Sets root (whether it exists or not), and says in root_problem why it cannot be built, if so.
root_possible() {
  local tool
  root_problem=
  for tool in apt-get dpkg-deb sha256sum flock unshare; do
    if ! type -P "$tool" >/dev/null; then
      root_problem="$tool not found: this way is for Debian and its like"
      return 1
    fi
  done
  root=$cache/root-$(root_key)
  if [[ ! -L /bin || ! -L /lib || ! -e /etc/ld.so.cache || ! -d /etc/alternatives ]]; then
    root_problem="/bin and /lib are not links into /usr, or /etc/ld.so.cache or /etc/alternatives is missing"
    return 1
  fi
  if ! "${namespace[@]}" true 2>/dev/null; then
    if ((EUID == 0)); then
      root_problem="root, but without the right to make mount namespaces (a container without CAP_SYS_ADMIN)"
    else
      root_problem="not root, and unprivileged user namespaces with subordinate ids are not usable here"
    fi
    return 1
  fi
  case $cache/ in
    /tmp/*) root_problem="the cache folder $cache lies in /tmp, which Bazel's sandbox hides" && return 1 ;;
  esac
}

# How a step is run that mounts or changes owners: mounts and processes of its own, which end with it.
namespace=(unshare --mount --pid --fork --kill-child --mount-proc)
if ((EUID != 0)); then namespace+=(--map-root-user --map-auto); fi

# Ties the step to this run: killed with it, however that ends.
tied=()
if setpriv --pdeathsig KILL true 2>/dev/null; then tied=(setpriv --pdeathsig KILL); fi

# stage NAME EXPECTED_SECONDS: runs root/NAME.sh, which makes $building/NAME and renames it when whole.
stage() {
  local name=$1 expected=$2 text=$3
  if [[ -e $building/$name ]]; then return 0; fi
  step "$text" "$expected" "$building/$name.log" \
    ${tied[@]+"${tied[@]}"} "${namespace[@]}" env PATH="$PATH:/usr/sbin:/sbin" \
    bash "$tools/root/$name.sh" "$building" "$tools" "$ROOT_SUITES"
}

# Makes the private root unless it is there. The caller holds the lock.
root_build() {
  local from=$SECONDS
  if [[ -d $root ]]; then return 0; fi
  building=$root.building
  mkdir -p "$building"
  say "No other Bazel is usable here: making a private Debian root in $root (once; 2 GB, nothing of the system is changed)."
  if ! { stage tools 5 "1/5 debootstrap and bubblewrap" &&
    stage base 30 "2/5 Debian base system" &&
    stage debs 40 "3/5 packages: download" &&
    stage system 60 "4/5 packages: install" &&
    stage whole 10 "5/5 finish and check"; }; then
    die "the private root could not be made." \
      "Its logs: $building/*.log" \
      "The next run resumes at the stage that failed. ./bazelw clean-cache starts all over." \
      "To use another Bazel: put bazel $BAZEL_WANTED or bazelisk on PATH, or set BAZEL to one."
  fi
  mv "$building/whole" "$root"
  rm -rf "$building"
  say "The private root is ready (in $((SECONDS - from)) s)."
}

# root_launcher BAZEL: the command that runs a program with the root's /usr over the real one, as
# array in launcher. BAZEL is what the program finds in the variable of that name.
root_launcher() {
  local path=$PATH goroot folder
  goroot=$(go env GOROOT)
  launcher=("$root/bwrap" --cap-add ALL --dev-bind / / --ro-bind "$root/usr" /usr
    --ro-bind /usr/local /usr/local
    --ro-bind "$root/etc/ld.so.cache" /etc/ld.so.cache
    --ro-bind "$root/etc/alternatives" /etc/alternatives)
  # A Go of the system (/usr/lib/go-1.26) would be hidden.
  if [[ $goroot == /usr/* && $goroot != /usr/local/* ]]; then
    while read -r folder; do
      mkdir -p "$root$folder"
      launcher+=(--ro-bind-try "$folder" "$folder")
    done < <(system_go_folders "$goroot")
    path=$goroot/bin:$PATH
  fi
  launcher+=(--setenv PATH "$path" --setenv BAZEL "$1" --)
}

# A Debian GOROOT and the folders that links in it point to (/usr/share/go-1.26).
system_go_folders() {
  local entry target
  echo "$1"
  for entry in "$1"/*; do
    target=$(readlink -f "$entry")
    if [[ -d $target && $target == /usr/* && $target != "$1"/* && $target != /usr/local/* ]]; then echo "$target"; fi
  done | sort -u
}
