#!/usr/bin/env bash
# tools/quickstart.sh: from a fresh clone to counted calls. Installs what is missing, builds, makes
# demo data in data/demo, trains on it, counts calls and compares the counts with the true ones.
set -euo pipefail

case "${1-}" in
  '') ;;
  -h | --help) sed -n '2,3s/^# //p' "$0"; exit 0 ;;
  *) printf 'quickstart: takes no arguments, got %s\n' "$1" >&2; exit 2 ;;
esac
cd "$(dirname "$0")/.."

# Runs a step, which prints its own error messages.
step() {
  local what=$1 code=0
  shift
  "$@" || code=$?
  if [ "$code" -ne 0 ]; then
    printf 'quickstart: %s failed\n' "$what" >&2
    exit "$code"
  fi
}

step "setting up" tools/setup.sh
# If there is a GPU, setup.sh has installed CUDA where it was missing.
preset=cpu
if command -v nvidia-smi > /dev/null && nvidia-smi > /dev/null 2>&1; then preset=cuda; fi
bin=build/$preset/bin

step "building" tools/build.sh "$preset" trainer canopy_demo_data
started=$SECONDS
step "making demo data" "$bin/canopy_demo_data" --out data/demo --force
step "training" "$bin/trainer" --config configs/demo.json
printf '\nCalls in the forest recordings, after %d s:\n' $((SECONDS - started))
step "comparing with data/demo/forest_truth.csv" \
  python3 tools/check_counts.py results/demo/results.csv data/demo/forest_truth.csv
printf '\nReport page: %s\n' "$PWD/results/demo/report.html"
