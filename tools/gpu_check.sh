#!/usr/bin/env bash
# tools/gpu_check.sh [--only PART,...] [--seconds N] [--out FOLDER] [--rehearse] [--programs FOLDER]:
# tests a build on this machine's GPU, in a bundle (tools/bundle.sh) or in a source tree with a build of
# the preset cuda. Needs the driver, the libraries of CUDA 13 and cuDNN 9 (installed, or as Python
# wheels) and python3. compute-sanitizer (on PyPI: nvidia-cuda-sanitizer-api) and Nsight Compute (ncu)
# are used if they are found.
#
# Writes FOLDER/check.json after every step, and check.log; with --only, check-PART-....json. FOLDER
# defaults to results/<gpu>. The parts, in order of worth, are tests, steps, demo, reference, bench,
# sanitize and profile. Where time on the GPU is short, three calls of at most 4 minutes each:
#   tools/gpu_check.sh --seconds 240 --only tests,steps,demo
#   tools/gpu_check.sh --seconds 240 --only reference,bench,profile
#   tools/gpu_check.sh --seconds 240 --only sanitize
#
# Exits with 0 if all steps passed or are not possible on this machine, 1 if one failed, 3 if none
# failed but one was not finished, 6 if no GPU can be used.
#
# --rehearse runs every step without a GPU, on the emulated device of the tests and with small
# networks. This tests the script, not a GPU. It does not work in a bundle, which lacks the emulated
# device:
#   tools/build.sh cuda && tools/gpu_check.sh --rehearse
case "${1-}" in -h | --help) sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"; exit 0 ;; esac
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
found=$(python3 "$root/tools/cuda_libraries.py")
export LD_LIBRARY_PATH=${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$found
exec python3 "$root/tools/gpu_check.py" "$@"
