#!/usr/bin/env bash
# scripts/pictures.sh FOLDER [STATE]: installs missing packages, builds, and takes screenshots of every
# page and state, or of the states whose names begin with STATE, in light, dark, narrow and 4K.
set -euo pipefail
folder=$(realpath -m -- "${1:?name a folder}")
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/packages.sh
source scripts/build.sh

install_packages "${build_packages[@]}" "${web_packages[@]}" nodejs:node npm:npm
require_node
install_node_modules tests/web
build release s2s-registry s2s-dev-issuer
REGISTRY=build/release/s2s-registry DEV_ISSUER=build/release/s2s-dev-issuer \
	exec node tests/web/pictures.mjs "$folder" "${@:2}"
