#!/usr/bin/env bash
# tools/bundle.sh [PRESET]: makes dist/canopy-PRESET and its .tar.xz, a folder that runs where it is
# put: trainer, the tests that concern a GPU, benchmark, configs, and the shared libraries they need.
# CUDA's libraries are not in it: tools/gpu_check.sh in the bundle finds those of the machine, wheels
# included. PRESET: cuda (the default), another of the cuda presets, or cpu. tools/bundle_check.sh
# tries it.
set -euo pipefail
cd "$(dirname "$0")/.."

preset=${1:-cuda}
build=build/$preset
out=dist/canopy-$preset
# The other tests run on the CPU alone and would not fit into 60 MB.
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
# What the tests read, and what runs in the bundle; nothing else of the sources is needed.
cp -r configs docs LICENSE README.md "$out/"
cp -r tests/golden "$out/tests/"
cp tools/gpu_check.* tools/{check_steps,check_counts,cuda_libraries,kernel_profile,machine,weights}.py \
  "$out/tools/"
strip --strip-unneeded "$out"/bin/* "${modules[@]}"

# Everything but the C library, which belongs to its machine, and CUDA's.
ldd "$build/bin"/{trainer,canopy_bench,test_ops} | awk '$2 == "=>" && $3 ~ /^\// { print $3 }' |
  sort -u | grep -vE '/(libc|libm|libdl|librt|libpthread|ld-linux[^/]*)\.so' |
  while read -r library; do cp -L "$library" "$out/lib/"; done

# CUDA's libraries are where this machine has them, says the build; in a bundle: where an installed
# toolkit has them.
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
