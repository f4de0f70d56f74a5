#!/usr/bin/env bash
# scripts/chaos.sh [NAME...]: runs the named or all tests of tests/chaos for a long time, on a release
# build. scripts/test.sh runs the same programs briefly.
#   kill   300 rounds (CHAOS_ROUNDS) of kill -9 under mixed load, with a recount after each
#   soak   30 minutes (SOAK_SECONDS=1800) of mixed load with 5,000 erasures: memory, levels of the
#          search index and write latency must not grow
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/packages.sh
source scripts/build.sh

names=("$@")
if ((${#names[@]} == 0)); then
	names=(kill soak)
fi
install_packages "${build_packages[@]}" nodejs:node
require_node
build release
export REGISTRY=$PWD/build/release/s2s-registry DEV_ISSUER=$PWD/build/release/s2s-dev-issuer
export CHAOS_ROUNDS=${CHAOS_ROUNDS:-300} SOAK_SECONDS=${SOAK_SECONDS:-1800}
exec tests/run.sh chaos "${names[@]}"
