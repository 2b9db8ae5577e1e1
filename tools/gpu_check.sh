#!/usr/bin/env bash
# tools/gpu_check.sh [--out FOLDER] [--rehearse] [--programs FOLDER]: tests a build on this
# machine's GPU, in a bundle (tools/bundle.sh) or in a source tree with a build of the preset cuda.
# Needs the driver, the libraries of CUDA 13 and cuDNN 9 (installed, or as Python wheels) and
# python3. Takes less than 8 minutes and writes FOLDER/check.json; FOLDER defaults to results/<gpu>.
# compute-sanitizer (on PyPI: nvidia-cuda-sanitizer-api) and Nsight Compute (ncu) are used if they
# are found. Exits with 0 if all checks passed, 1 if one failed, 6 if no GPU can be used.
#
# --rehearse runs every step without a GPU, on the emulated device of the tests and with small
# networks. This tests the script, not a GPU. It does not work in a bundle, which lacks the emulated
# device:
#   tools/build.sh cuda && tools/gpu_check.sh --rehearse
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
found=$(python3 "$root/tools/cuda_libraries.py")
export LD_LIBRARY_PATH=${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$found
exec python3 "$root/tools/gpu_check.py" "$@"
