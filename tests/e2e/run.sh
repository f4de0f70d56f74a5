#!/usr/bin/env bash
# Runs the end-to-end tests against the built issuer:
#	DEV_ISSUER=build/s2s-dev-issuer tests/e2e/run.sh
set -euo pipefail

: "${DEV_ISSUER:?set DEV_ISSUER to the path of the built s2s-dev-issuer}"
DEV_ISSUER=$(realpath "$DEV_ISSUER")
export DEV_ISSUER
cd "$(dirname "$0")"
if [[ ! -d node_modules ]]; then
	npm ci --ignore-scripts --no-audit --no-fund
fi
exec node --test
