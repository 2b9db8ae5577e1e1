#!/usr/bin/env bash
# tools/kernel_report.sh [ARCHITECTURE...]: compiles every kernel file and prints the registers,
# shared memory and register spills that ptxas reports for each kernel. Exits with 1 if one spills
# or does not compile. ARCHITECTURE is 90 (the default) or several, such as 75 80 86 89 90 100 120.
set -euo pipefail
case "${1-}" in -h | --help) sed -n '2,4s/^# \{0,1\}//p' "$0"; exit 0 ;; esac
cd "$(dirname "$0")/.."

wheels='.cuda/lib/python3*/site-packages/nvidia/cu*/bin/nvcc'
nvcc=${CUDACXX:-$(command -v nvcc || ls -d /usr/local/cuda/bin/nvcc $wheels 2> /dev/null | head -1)}
targets=()
for architecture in "${@:-90}"; do
  targets+=(-gencode "arch=compute_$architecture,code=sm_$architecture")
done
object=$(mktemp --suffix .o)
trap 'rm -f "$object"' EXIT
printf '%-6s %-52s %9s %9s %9s\n' GPU kernel registers 'shared B' 'spilled B'
for file in cuda/*.cu; do
  # Kernel files do not include cuDNN, so the toolkit's own headers are enough.
  "$nvcc" -std=c++20 -O3 -I. -Ihost "${targets[@]}" -Xptxas -v -c -o "$object" "$file" 2>&1 ||
    echo "error: $file does not compile"
done | c++filt | awk '
  /error/ { print; bad = 1 }
  /Compiling entry function/ { split($0, part, "'"'"'"); name = part[2]; gpu = part[4] }
  /spill stores/ { spilled = $5 + $9 }
  /Used [0-9]+ registers/ {
    registers = shared = 0
    for (i = 1; i <= NF; ++i) {
      if ($i ~ /^registers,?$/) registers = $(i - 1)
      if ($i ~ /^smem,?$/) shared = $(i - 2)
    }
    sub(/^void /, "", name); gsub(/canopy::cuda::(\(anonymous namespace\)::)?/, "", name)
    gsub(/\([A-Za-z_:]+\)/, "", name)  # casts in template arguments
    sub(/\(.*/, "", name)
    printf "%-6s %-52s %9d %9d %9d\n", gpu, substr(name, 1, 52), registers, shared, spilled
    kernels += 1; spilling += spilled > 0
    spilled = 0
  }
  END {
    printf "%d kernels, %d spill\n", kernels, spilling
    exit bad || spilling > 0 || kernels == 0
  }'
