#!/usr/bin/env bash
# Runs the tests of a folder against the built programs, all or the named ones:
#	REGISTRY=build/dev/s2s-registry DEV_ISSUER=build/dev/s2s-dev-issuer tests/run.sh e2e [NAME...]
set -euo pipefail

folder=${1:?name a folder: e2e, chaos, flow, web or lint}
shift
: "${REGISTRY:?set REGISTRY to the path of the built s2s-registry}"
: "${DEV_ISSUER:?set DEV_ISSUER to the path of the built s2s-dev-issuer}"
REGISTRY=$(realpath "$REGISTRY")
DEV_ISSUER=$(realpath "$DEV_ISSUER")
JWS_LINES=$(realpath "${JWS_LINES:-$(dirname "$REGISTRY")/jws_lines}")
export REGISTRY DEV_ISSUER JWS_LINES
cd "$(dirname "$0")"
source ../scripts/packages.sh
cd "$folder"

files=("${@/%/.test.mjs}")
if (($# == 0)); then
	files=(*.test.mjs)
fi
# Most end-to-end tests need no packages; the tests in a browser and the linters all do.
if [[ $folder == web || $folder == lint || " ${files[*]} " =~ ' '(docs|msal|differential)'.test.mjs ' ]]; then
	install_node_modules .
fi
if [[ " ${files[*]} " =~ ' '(framing|proxied)'.test.mjs ' ]]; then
	install_packages "${proxy_packages[@]}"
fi
exec node --test "${files[@]}"
