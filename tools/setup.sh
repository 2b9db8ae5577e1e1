#!/usr/bin/env bash
# tools/setup.sh [--cuda]: installs the packages for building and testing Canopy on Debian 12/13 or
# Ubuntu 24.04. Needs root or sudo only if a package is missing; running it again changes nothing.
# If there is a GPU but no CUDA toolkit or cuDNN, or with --cuda, installs CUDA and cuDNN from PyPI
# into the folder .cuda, without root.
set -euo pipefail

say() { printf 'setup: %s\n' "$*"; }
die() { printf 'setup: %s\n' "$*" >&2; exit 1; }

cd "$(dirname "$0")/.."
want_cuda=
case "${1-}" in
  '') ;;
  --cuda) want_cuda=yes ;;
  -h | --help) sed -n '2,5s/^# //p' tools/setup.sh; exit 0 ;;
  *) die "unknown option $1; see --help" ;;
esac

command -v apt-get > /dev/null || die "only Debian and Ubuntu are supported; on other systems install:
a C++20 compiler, CMake >= 3.25, Ninja, libsndfile, nlohmann/json, CLI11, fmt, xxHash, oneDNN,
kissfft (float), Catch2 >= 3"

packages=(g++ cmake ninja-build pkg-config git python3 python3-venv
          libsndfile1-dev nlohmann-json3-dev libcli11-dev libfmt-dev libxxhash-dev libdnnl-dev
          libkissfft-dev catch2)

have() { dpkg-query -W -f '${Status}' "$1" 2> /dev/null | grep -q 'ok installed'; }
version() { dpkg-query -W -f '${Version}' "$1" 2> /dev/null || echo 0; }

install_packages() {
  local missing=() package
  for package in "${packages[@]}"; do have "$package" || missing+=("$package"); done
  if have catch2 && dpkg --compare-versions "$(version catch2)" lt 3; then
    missing+=(catch2)  # Debian 12 itself has version 2
  fi
  if [ ${#missing[@]} -eq 0 ]; then
    say "all packages are installed"
    return
  fi
  as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo > /dev/null ||
      die "packages are missing: ${missing[*]}; run as root or install sudo"
    as_root=(sudo)
  fi
  say "reading the package lists"
  apt update
  local catch2=catch2
  find_catch2
  say "installing ${missing[*]}"
  apt install --no-install-recommends "${missing[@]/#catch2/$catch2}"
}

apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@" > /dev/null
}

# Debian 12 has Catch2 3 in its backports, on the mirror that the system already uses. Backports are
# installed only if requested by name, so no other package changes.
find_catch2() {
  local candidate mirror list=/etc/apt/sources.list.d/bookworm-backports.list
  candidate=$(apt-cache policy catch2 | awk '/Candidate:/ { print $2 }')
  if dpkg --compare-versions "${candidate/(none)/0}" ge 3; then return; fi
  . /etc/os-release
  [ "${VERSION_CODENAME-}" = bookworm ] ||
    die "this release has Catch2 $candidate; Canopy's tests need version 3"
  if ! apt-cache policy | grep -q 'n=bookworm-backports'; then
    mirror=$(apt-get indextargets --format '$(SITE) $(RELEASE)' 'Created-By: Packages' |
             awk '$2 == "bookworm" && !n++ { print $1 }')
    [ -n "$mirror" ] ||
      die "found no Debian mirror in apt's sources; add bookworm-backports manually"
    say "adding bookworm-backports in $list (for Catch2 3)"
    echo "deb $mirror bookworm-backports main" | "${as_root[@]}" tee "$list" > /dev/null
    apt update
  fi
  catch2=catch2/bookworm-backports
}

gpu_answers() { command -v nvidia-smi > /dev/null && nvidia-smi > /dev/null 2>&1; }

# nvcc 12.4 or later and cuDNN's header, which cmake/CanopyCudaToolkit.cmake requires.
cuda_is_here() {
  local nvcc release
  nvcc=$(command -v nvcc || echo /usr/local/cuda/bin/nvcc)
  release=$("$nvcc" --version 2> /dev/null | grep -oE 'release [0-9.]+' | cut -d' ' -f2) || return 1
  dpkg --compare-versions "$release" ge 12.4 &&
    [ -n "$(find -L "$(dirname "$(realpath "$nvcc")")/../include" /usr/local/include /usr/include \
            -maxdepth 2 -name cudnn.h -print -quit 2> /dev/null)" ]
}

# All parts of the compiler must be from one release: ptxas rejects the output of another release's
# nvvm. cuDNN uses nvrtc to compile some of its kernels at run time; versions after 9.19 cannot make
# plans without a driver, as CI does. The sanitizer is for tools/gpu_check.sh.
cuda_wheels=(nvidia-cuda-nvcc nvidia-nvvm nvidia-cuda-crt nvidia-cuda-runtime nvidia-cuda-cccl
             nvidia-nvtx nvidia-cuda-nvrtc nvidia-cuda-sanitizer-api)
cuda_wheels=("${cuda_wheels[@]/%/==13.0.*}" 'nvidia-cublas==13.0.*' 'nvidia-cufft==12.0.*'
             'nvidia-cudnn-cu13==9.19.*')
install_cuda() {
  if [ "$(cat .cuda/complete 2> /dev/null)" = "${cuda_wheels[*]}" ]; then
    say "CUDA and cuDNN are installed in .cuda"
    return
  fi
  say "installing CUDA 13.0 and cuDNN 9 into the folder .cuda (2.5 GB)"
  rm -rf .cuda
  python3 -m venv .cuda
  .cuda/bin/pip install -q --disable-pip-version-check "${cuda_wheels[@]}"
  # nvcc expects the libraries in lib64; the wheels have them in lib.
  local toolkit
  for toolkit in .cuda/lib/python3*/site-packages/nvidia/cu13; do ln -s lib "$toolkit/lib64"; done
  echo "${cuda_wheels[*]}" > .cuda/complete
}

install_packages
if [ -n "$want_cuda" ] || { gpu_answers && ! cuda_is_here; }; then install_cuda; fi
say "done"
