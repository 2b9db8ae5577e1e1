#!/usr/bin/env bash
# tools/gpu_check.sh [--out FOLDER] [--rehearse] [--programs FOLDER]: proves a build on the GPU of this
# machine, from a bundle (tools/bundle.sh) or from a source tree with a build of preset cuda. Needs the
# driver, CUDA 13's and cuDNN 9's libraries (installed, or as Python wheels) and python3; takes under
# 8 minutes and writes FOLDER/check.json (results/<gpu>/check.json). compute-sanitizer (PyPI has it as
# nvidia-cuda-sanitizer-api) and Nsight Compute (ncu) are used where they are found.
# Exits 0 when all passed, 1 when something failed, 6 when no GPU can be used.
#
# --rehearse goes through every step without a GPU, on the emulated device of the tests and with
# networks small enough for it: it tries this script, and proves nothing of a GPU. Not in a bundle,
# which does not hold that device:
#   tools/build.sh cuda && tools/gpu_check.sh --rehearse
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
found=$(python3 "$root/tools/cuda_libraries.py")
export LD_LIBRARY_PATH=${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$found
exec python3 "$root/tools/gpu_check.py" "$@"
