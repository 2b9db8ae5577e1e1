#!/usr/bin/env bash
# tools/build.sh PRESET [TARGET...]: configures and builds in build/PRESET. The compiler's output
# goes to build/PRESET/build.log; its end is shown if the build fails.
set -euo pipefail
case "${1-}" in -h | --help) sed -n '2,3s/^# \{0,1\}//p' "$0"; exit 0 ;; esac
cd "$(dirname "$0")/.."

preset=${1:?usage: tools/build.sh PRESET [TARGET...]}
shift
mkdir -p "build/$preset"
log=build/$preset/build.log
printf 'building %s (log: %s) ...\n' "$preset" "$log"
started=$SECONDS
if ! { cmake --preset "$preset" && cmake --build --preset "$preset" ${*:+--target "$@"}; } \
    > "$log" 2>&1; then
  tail -n 60 "$log" >&2
  printf 'the build failed; see %s for the whole log\n' "$log" >&2
  exit 1
fi
printf 'built in %d s\n' $((SECONDS - started))
