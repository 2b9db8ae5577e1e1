#!/usr/bin/env bash
# tools/test.sh [PRESET]: sets up, builds and runs the tests. PRESET is cpu (the default), cuda or
# asan. CANOPY_TEST_DATA=FOLDER adds the tests on real recordings (see the README).
set -euo pipefail
cd "$(dirname "$0")/.."

preset=${1:-cpu}
tools/setup.sh
tools/build.sh "$preset"
ctest --preset "$preset" --parallel 2
