#!/usr/bin/env bash
# tools/bundle.sh [PRESET]: makes dist/canopy-PRESET and its .tar.xz, a folder that runs where it is
# put: programs, tests, benchmarks, configs and the shared libraries they need. CUDA's libraries are
# not in it: tools/gpu_check.sh in the bundle finds those of the machine. PRESET: cuda (the default)
# or cpu.
set -euo pipefail
cd "$(dirname "$0")/.."

preset=${1:-cuda}
build=build/$preset
out=dist/canopy-$preset
tools/build.sh "$preset"

rm -rf "$out"
mkdir -p "$out/bin" "$out/lib/canopy"
cp "$build"/bin/* "$out/bin/"
for module in "$build"/lib/*.so; do
  case $module in
    *libcanopy_cuda.so) cp "$module" "$out/lib/canopy/" ;;
    *.so) cp "$module" "$out/lib/" ;;
  esac
done
# What the tests read, and what runs in the bundle; nothing else of the sources is needed.
mkdir -p "$out/tests" "$out/tools"
cp -r configs docs LICENSE README.md "$out/"
cp -r tests/golden tests/config tests/oracle "$out/tests/"
cp tools/*.py tools/gpu_check.sh "$out/tools/"
strip --strip-unneeded "$out"/bin/* "$out"/lib/*.so "$out"/lib/canopy/*.so 2> /dev/null || true

# Everything but the C library, which belongs to its machine, and CUDA's.
ldd "$out"/bin/* "$out"/lib/*.so 2> /dev/null | awk '$2 == "=>" && $3 ~ /^\// { print $3 }' | sort -u |
  grep -vE '/(libc|libm|libdl|librt|libpthread|ld-linux[^/]*)\.so' |
  grep -vE '/(libcu|libnv|libcudnn|libcublas|libcufft)' |
  while read -r library; do cp -L "$library" "$out/lib/"; done

tar -C dist -cJf "$out.tar.xz" "canopy-$preset"
printf 'bundle: %s (%s), %s (%s)\n' "$out" "$(du -sh "$out" | cut -f1)" \
  "$out.tar.xz" "$(du -sh "$out.tar.xz" | cut -f1)"
