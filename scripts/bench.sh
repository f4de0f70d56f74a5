#!/usr/bin/env bash
# scripts/bench.sh [NAME...]: installs missing packages, builds the preset release and the peers, and
# measures all or the named figures of docs/benchmarks.md, and updates that file. Names: warm distinct
# junk submit import import-many export growth start memory p99.
#	BENCH_ROUNDS=1 BENCH_SECONDS=1 scripts/bench.sh warm    a trial run that only prints
#	BENCH_REVIEWS=100000 …                                  the same with fewer reviews
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/packages.sh
source scripts/build.sh

install_packages "${build_packages[@]}" "${bench_packages[@]}"
require_node
build release
(
	cd tests/bench/fastify
	install_node_modules .
	if [[ ! -e node_modules/better-sqlite3/build/Release/better_sqlite3.node ]]; then
		echo "Building: better-sqlite3" >&2
		gyp=$(npm root --global)/npm/node_modules/node-gyp/bin/node-gyp.js
		prefix=$(dirname "$(dirname "$(realpath "$(command -v node)")")")
		cd node_modules/better-sqlite3
		node "$gyp" rebuild --release --nodedir="$prefix" >/dev/null 2>&1
	fi
)
REGISTRY=$PWD/build/release/s2s-registry
DEV_ISSUER=$PWD/build/release/s2s-dev-issuer
BENCH_FOLDER=$(mktemp -d)
trap 'rm -rf "$BENCH_FOLDER"' EXIT
export REGISTRY DEV_ISSUER BENCH_FOLDER
node tests/bench/run.mjs "$@"
