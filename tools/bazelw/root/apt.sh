# shellcheck shell=bash disable=SC2034,SC2154 # a part of the stages: variables are shared
# apt with state of its own: reads the system's configuration (proxies, certificates, credentials),
# writes below $1 only. Sourced by the stages, which run in a mount namespace of their own.

private_apt() {
  local state=$1
  mkdir -p "$state/lists/partial" "$state/cache/archives/partial" "$state/downloads"
  # Hooks of the system's configuration would clean or feed the system's caches.
  printf '#clear APT::Update;\n#clear DPkg;\n#clear APT::Install;\n' >"$state/apt.conf"
  apt_options=(-c "$state/apt.conf" -o "Dir::State::lists=$state/lists" -o "Dir::Cache=$state/cache"
    -o "Dir::Cache::archives=$state/cache/archives" -o Debug::NoLocking=1 -o APT::Sandbox::User=root
    -o Acquire::Check-Valid-Until=false -o Acquire::Languages=none -o Acquire::Retries=3
    -o APT::Get::List-Cleanup=false)
}

# Which of the mirrors that the system is configured with has one of the SUITES? Prints "URI SUITE".
find_mirror() {
  local state=$1 uri suite
  shift
  # shellcheck disable=SC2016 # apt's own $(...)
  while read -r uri; do
    for suite in "$@"; do
      if /usr/lib/apt/apt-helper -qq "${apt_options[@]}" download-file \
        "${uri%/}/dists/$suite/InRelease" "$state/downloads/InRelease" >/dev/null 2>&1; then
        echo "${uri%/} $suite"
        return 0
      fi
    done
  done < <(apt-get "${apt_options[@]}" indextargets \
    --format '$(ORIGIN)|$(REPO_URI)|$(RELEASE)' 'Created-By: Packages' |
    awk -F'|' '$1 == "Debian" && $3 !~ /security|updates|backports/ { print $2 }' | sort -u)
  echo "None of the apt sources of this machine is a Debian mirror with one of: $*" >&2
  echo "Add a Debian mirror to /etc/apt/sources.list, or check that it is reachable (apt-get update)." >&2
  return 1
}
