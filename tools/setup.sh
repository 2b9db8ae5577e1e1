#!/usr/bin/env bash
# Installs what building and testing Canopy needs on Debian 12/13 or Ubuntu 24.04, and says what it
# does. Needs root or sudo only where something is missing; running it again changes nothing.
set -euo pipefail

say() { printf 'setup: %s\n' "$*"; }
die() { printf 'setup: %s\n' "$*" >&2; exit 1; }

case "${1-}" in
  '') ;;
  -h | --help) sed -n '2,3s/^# //p' "$0"; exit 0 ;;
  *) die "unknown option $1 (there are none)" ;;
esac

command -v apt-get > /dev/null || die "this script knows Debian and Ubuntu only; elsewhere install:
a C++20 compiler, CMake >= 3.25, Ninja, libsndfile, nlohmann/json, CLI11, oneDNN, kissfft (float),
Catch2 >= 3"

packages=(g++ cmake ninja-build pkg-config git python3 python3-venv
          libsndfile1-dev nlohmann-json3-dev libcli11-dev libdnnl-dev libkissfft-dev catch2)

have() { dpkg-query -W -f '${Status}' "$1" 2> /dev/null | grep -q 'ok installed'; }
version() { dpkg-query -W -f '${Version}' "$1" 2> /dev/null || echo 0; }

missing=()
for package in "${packages[@]}"; do have "$package" || missing+=("$package"); done
if have catch2 && dpkg --compare-versions "$(version catch2)" lt 3; then
  missing+=(catch2)  # Debian 12's own is version 2
fi
if [ ${#missing[@]} -eq 0 ]; then
  say "everything is there"
  exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo > /dev/null || die "run as root, or install sudo; missing: ${missing[*]}"
  as_root=(sudo)
fi
apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@" > /dev/null
}

. /etc/os-release
from_release=()
say "reading the package lists"
apt update
candidate=$(apt-cache policy catch2 | awk '/Candidate:/ { print $2 }')
if dpkg --compare-versions "${candidate/(none)/0}" lt 3; then
  [ "${VERSION_CODENAME-}" = bookworm ] ||
    die "this release offers Catch2 $candidate; Canopy's tests need version 3"
  # Debian 12 keeps Catch2 3 in its backports, on the mirror that the system uses already. Backports
  # are never installed unless asked for by name, so nothing else changes.
  if ! apt-cache policy | grep -q 'n=bookworm-backports'; then
    mirror=$(apt-get indextargets --format '$(SITE) $(RELEASE)' 'Created-By: Packages' |
             awk '$2 == "bookworm" { print $1; exit }')
    [ -n "$mirror" ] || die "no Debian mirror in apt's sources; add bookworm-backports by hand"
    list=/etc/apt/sources.list.d/bookworm-backports.list
    say "adding bookworm-backports in $list (for Catch2 3)"
    echo "deb $mirror bookworm-backports main" | "${as_root[@]}" tee "$list" > /dev/null
    apt update
  fi
  from_release=(catch2/bookworm-backports)
fi

say "installing ${missing[*]}"
apt install --no-install-recommends "${missing[@]/#catch2/${from_release[0]-catch2}}"
say "done"
