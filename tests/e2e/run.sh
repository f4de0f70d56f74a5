#!/usr/bin/env bash
# Runs end-to-end tests against the built programs, all or the named ones:
#	REGISTRY=build/dev/s2s-registry DEV_ISSUER=build/dev/s2s-dev-issuer tests/e2e/run.sh [NAME...]
set -euo pipefail

: "${REGISTRY:?set REGISTRY to the path of the built s2s-registry}"
: "${DEV_ISSUER:?set DEV_ISSUER to the path of the built s2s-dev-issuer}"
REGISTRY=$(realpath "$REGISTRY")
DEV_ISSUER=$(realpath "$DEV_ISSUER")
export REGISTRY DEV_ISSUER
cd "$(dirname "$0")"

files=("${@/%/.test.mjs}")
if (($# == 0)); then
	files=(*.test.mjs)
fi
if [[ " ${files[*]} " == *' msal.test.mjs '* && ! -d node_modules ]]; then
	npm ci --ignore-scripts --no-audit --no-fund
fi
exec node --test "${files[@]}"
