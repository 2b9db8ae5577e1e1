#!/usr/bin/env bash
# tools/bundle_check.sh [PRESET]: tests that dist/canopy-PRESET.tar.xz (from tools/bundle.sh; PRESET
# defaults to cuda) runs on a machine that has only a C library. Unpacks it in an empty root without
# a build, packages or CUDA, and asks the loader where it would find each library. Then makes demo
# data there, trains on it and counts calls. Fails if a library is missing or is found outside the
# bundle.
set -euo pipefail
case "${1-}" in -h | --help) sed -n '2,6s/^# \{0,1\}//p' "$0"; exit 0 ;; esac
cd "$(dirname "$0")/.."

preset=${1:-cuda}
max_bytes=60000000  # of an unpacked bundle for one architecture
die() { printf 'bundle_check: %s\n' "$*" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
bundle=/opt/canopy-$preset
mkdir -p "$root"/{opt,tmp,proc,dev,lib64}
tar -C "$root/opt" -xf "dist/canopy-$preset.tar.xz"

size=$(du -s --apparent-size -B1 "$root$bundle" | cut -f1)
[ "$size" -le "$max_bytes" ] || [ "$preset" = cuda-all ] ||
  die "the bundle has $size bytes unpacked; the maximum is $max_bytes"

# Apart from the bundle, the root holds only this machine's C library.
loader=/lib64/ld-linux-x86-64.so.2
cp -L "$loader" "$root$loader"
for name in libc.so.6 libm.so.6 libdl.so.2 librt.so.1 libpthread.so.0; do
  path=$(ldconfig -p | awk -v name="$name" '$1 == name && /x86-64/ && !n++ { print $NF }')
  mkdir -p "$root$(dirname "$path")"
  cp -L "$path" "$root$path"
done

# If this machine allows namespaces, the programs run with the new root. Otherwise they run in place
# with an empty environment, and only the loader's answers below show what is missing.
if unshare --user --map-root-user --mount true 2> /dev/null; then
  inside() {
    unshare --user --map-root-user --mount bash -c '
      set -e
      root=$1; shift
      mount --rbind /proc "$root/proc"
      touch "$root/dev/null" "$root/dev/urandom"
      for device in null urandom; do mount --bind "/dev/$device" "$root/dev/$device"; done
      exec env -i "$(command -v chroot)" "$root" "$@"' inside "$root" "$@"
  }
  at=$bundle tmp=/tmp
else
  printf 'bundle_check: cannot use namespaces; running in place\n'
  inside() { env -i "$@"; }
  at=$root$bundle tmp=$root/tmp
fi

for program in "$root$bundle"/bin/* "$root$bundle"/lib/*.so* "$root$bundle"/lib/canopy/*.so; do
  [ -e "$program" ] || continue
  relative=${program#"$root$bundle"/}
  # Absolute paths belong to this machine, except CUDA's usual place.
  foreign=$(readelf -d "$program" | grep -E 'R(UN)?PATH' | grep -oE '\[.*\]' | tr -d '[]' |
            tr ':' '\n' | grep -vE '^(\$ORIGIN(/|$)|/usr/local/cuda/lib64$)' || true)
  [ -z "$foreign" ] || die "$relative looks for libraries in $foreign"
  case $relative in lib/*.so*) continue ;; esac  # checked with the programs that need them
  said=$(inside "$([ "$at" = "$bundle" ] && echo "$loader" || echo "$root$loader")" --list \
         "$at/$relative" 2>&1) || true
  wrong=$(awk -v at="$at/" '
    /=> not found/ || /cannot open shared object/ { print; next }
    $2 == "=>" && index($3, at) != 1 && $3 !~ /\/(ld-linux[^\/]*|lib(c|m|dl|rt|pthread))\.so/' \
    <<< "$said" | grep -vE '(libcudnn|libcufft|libcublasLt)\.so' || true)
  [ -z "$wrong" ] || die "$relative: $wrong"
done

inside "$at/bin/trainer" info
inside "$at/bin/canopy_demo_data" --out "$tmp/demo"
inside "$at/bin/trainer" --config "$at/configs/demo.json" --set "/data/root=$tmp/demo" \
  --set "/output/dir=$tmp/results"
python3 "$root$bundle/tools/check_counts.py" "$root/tmp/results/demo/results.csv" \
  "$root/tmp/demo/forest_truth.csv"
printf 'bundle_check: passed; %s bytes unpacked, needs only its own libraries and the C library\n' \
  "$size"
