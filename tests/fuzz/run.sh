#!/bin/bash
# Fuzzes the scenario reader: tests/fuzz/run.sh [SECONDS [more options of libFuzzer]]; ten minutes if not told otherwise.
# Starts from the scenarios of the tree and the files of its tests; what it finds is kept under build/fuzz.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
seconds=${1:-600}
shift $(($# > 0 ? 1 : 0))
for need in clang++ ninja cmake; do
  command -v $need >/dev/null || { echo "tests/fuzz/run.sh: needs $need (Debian: clang libclang-rt-14-dev ninja-build cmake)" >&2; exit 69; }
done
cmake --preset fuzz -S "$top" >"$top/build/fuzz.log" 2>&1 || { cat "$top/build/fuzz.log" >&2; exit 70; }
cmake --build "$top/build/fuzz" --target scenario_fuzzer
corpus=$top/build/fuzz/corpus
mkdir -p "$corpus" "$top/build/fuzz/found"
cd "$top/build/fuzz/found"
exec "$top/build/fuzz/tests/fuzz/scenario_fuzzer" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=3000 -max_len=8192 \
  -dict="$top/tests/fuzz/scenario.dict" -print_final_stats=1 "$@" \
  "$corpus" "$top/scenarios" "$top/tests/scenario/good" "$top/tests/scenario/bad"
