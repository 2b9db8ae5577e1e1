#!/usr/bin/env bash
# tools/kernel_report.sh [ARCHITECTURE]: compiles every kernel file and prints registers, shared
# memory and spills of each kernel, as ptxas counts them. Exits 1 when one spills. ARCHITECTURE: 90.
set -euo pipefail
cd "$(dirname "$0")/.."

architecture=${1:-90}
nvcc=${CUDACXX:-$(command -v nvcc || ls /usr/local/cuda/bin/nvcc .cuda/lib/python3*/site-packages/nvidia/cu*/bin/nvcc 2> /dev/null | head -1)}
printf '%-44s %9s %9s %9s\n' kernel registers 'shared B' 'spilled B'
for file in cuda/*.cu; do
  "$nvcc" -std=c++20 -O3 -I. -Ihost -arch="sm_$architecture" -Xptxas -v -cubin -o /dev/null "$file" 2>&1 || exit 1
done | c++filt | awk '
  /Compiling entry function/ { split($0, part, "'"'"'"); name = part[2] }
  /spill stores/ { spilled = $5 + $9 }
  /Used [0-9]+ registers/ {
    registers = shared = 0
    for (i = 1; i <= NF; ++i) {
      if ($i == "registers,") registers = $(i - 1)
      if ($i == "smem,") shared = $(i - 2)
    }
    sub(/^void /, "", name); sub(/canopy::cuda::\(anonymous namespace\)::/, "", name)
    sub(/\(.*/, "", name)
    printf "%-44s %9d %9d %9d\n", substr(name, 1, 44), registers, shared, spilled
    if (spilled > 0) bad = 1
    spilled = 0
  }
  END { exit bad }'
