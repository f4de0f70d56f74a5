#!/usr/bin/env bash
# Runs end-to-end tests against the built programs, all or the named ones:
#	REGISTRY=build/dev/s2s-registry DEV_ISSUER=build/dev/s2s-dev-issuer tests/e2e/run.sh [NAME...]
set -euo pipefail

: "${REGISTRY:?set REGISTRY to the path of the built s2s-registry}"
: "${DEV_ISSUER:?set DEV_ISSUER to the path of the built s2s-dev-issuer}"
REGISTRY=$(realpath "$REGISTRY")
DEV_ISSUER=$(realpath "$DEV_ISSUER")
JWS_LINES=$(realpath "${JWS_LINES:-$(dirname "$REGISTRY")/jws_lines}")
export REGISTRY DEV_ISSUER JWS_LINES
cd "$(dirname "$0")"

files=("${@/%/.test.mjs}")
if (($# == 0)); then
	files=(*.test.mjs)
fi
# Two tests need packages, and may run at once. npm writes .package-lock.json last.
if [[ " ${files[*]} " =~ ' '(msal|differential)'.test.mjs ' ]]; then
	exec {lock}<package-lock.json
	flock "$lock"
	if [[ ! node_modules/.package-lock.json -nt package-lock.json ]]; then
		npm ci --ignore-scripts --no-audit --no-fund
	fi
	exec {lock}<&-
fi
exec node --test "${files[@]}"
