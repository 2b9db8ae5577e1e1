#!/usr/bin/env bash
# tools/bundle.sh [PRESET]: makes the relocatable folder dist/canopy-PRESET and packs it as .tar.xz.
# It holds trainer, the tests that use a GPU, the benchmark, the configs and the shared libraries
# that these need, except CUDA's: tools/gpu_check.sh in the bundle finds those of the machine,
# including Python wheels. PRESET is cuda (the default), another of the cuda presets, or cpu.
# tools/bundle_check.sh tests the bundle.
set -euo pipefail
case "${1-}" in -h | --help) sed -n '2,6s/^# \{0,1\}//p' "$0"; exit 0 ;; esac
cd "$(dirname "$0")/.."

preset=${1:-cuda}
build=build/$preset
out=dist/canopy-$preset
# The other tests run only on the CPU and would not fit into 60 MB.
programs=(trainer test_ops test_model canopy_ten_steps canopy_bench canopy_demo_data)
[ "$preset" = cpu ] || programs+=(test_cuda)
tools/build.sh "$preset" "${programs[@]}"

rm -rf "$out" "$out.tar.xz"
mkdir -p "$out/bin" "$out/lib" "$out/tests" "$out/tools"
for program in "${programs[@]}"; do cp "$build/bin/$program" "$out/bin/"; done
modules=()
if [ -e "$build/lib/libcanopy_cuda.so" ]; then
  mkdir -p "$out/lib/canopy"
  modules=("$out/lib/canopy/libcanopy_cuda.so")
  cp "$build/lib/libcanopy_cuda.so" "${modules[@]}"
fi
# The only parts of the source tree that the bundle needs: what the tests read, and the scripts.
cp -r configs docs LICENSE README.md "$out/"
cp -r tests/golden "$out/tests/"
cp tools/gpu_check.* tools/{check_steps,check_counts,cuda_libraries,kernel_profile,machine,weights}.py \
  "$out/tools/"
strip --strip-unneeded "$out"/bin/* "${modules[@]}"

# All shared libraries except CUDA's and the C library, which must be that of the machine.
ldd "$build/bin"/{trainer,canopy_bench,test_ops} | awk '$2 == "=>" && $3 ~ /^\// { print $3 }' |
  sort -u | grep -vE '/(libc|libm|libdl|librt|libpthread|ld-linux[^/]*)\.so' |
  while read -r library; do cp -L "$library" "$out/lib/"; done

# The build looks for CUDA's libraries where this machine has them; the bundle looks where an
# installed toolkit has them.
{
  [ ! -e "$out/bin/test_cuda" ] ||
    echo "file(RPATH_SET FILE $out/bin/test_cuda NEW_RPATH \"\$ORIGIN/../lib:/usr/local/cuda/lib64\")"
  for module in "${modules[@]}"; do
    echo "file(RPATH_SET FILE $module NEW_RPATH \"\$ORIGIN/..:/usr/local/cuda/lib64\")"
  done
} > "$build/bundle_rpath.cmake"
cmake -P "$build/bundle_rpath.cmake" > /dev/null

tar -C dist --sort=name --owner=0 --group=0 -c "canopy-$preset" | xz -T2 > "$out.tar.xz"
printf 'bundle: %s (%s), %s (%s)\n' "$out" "$(du -sh --apparent-size --si "$out" | cut -f1)" \
  "$out.tar.xz" "$(du -h --apparent-size --si "$out.tar.xz" | cut -f1)"
