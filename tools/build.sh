#!/usr/bin/env bash
# tools/build.sh PRESET [TARGET...]: configures and builds into build/PRESET. What the compiler says
# goes to build/PRESET/build.log and is shown when it fails.
set -euo pipefail
cd "$(dirname "$0")/.."

preset=${1:?usage: tools/build.sh PRESET [TARGET...]}
shift
mkdir -p "build/$preset"
log=build/$preset/build.log
printf 'building (%s; the log is %s) ...\n' "$preset" "$log"
started=$SECONDS
if ! { cmake --preset "$preset" && cmake --build --preset "$preset" ${*:+--target "$@"}; } \
    > "$log" 2>&1; then
  tail -n 60 "$log" >&2
  printf 'the build failed; the whole log is %s\n' "$log" >&2
  exit 1
fi
printf 'built in %d s\n' $((SECONDS - started))
