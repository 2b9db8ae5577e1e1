#!/usr/bin/env bash
# tools/test.sh [PRESET]: installs what is missing, builds, and runs the tests. PRESET is cpu (the
# default), cuda or asan. CANOPY_TEST_DATA=FOLDER adds the tests on real recordings (see
# docs/building.md).
set -euo pipefail
case "${1-}" in -h | --help) sed -n '2,4s/^# \{0,1\}//p' "$0"; exit 0 ;; esac
cd "$(dirname "$0")/.."

preset=${1:-cpu}
tools/setup.sh
tools/build.sh "$preset"
ctest --preset "$preset" --parallel 2
