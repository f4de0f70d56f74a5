#!/usr/bin/env bash
# scripts/test.sh [--fast] [REGEX]: installs missing packages, builds, and runs the tests.
#   --fast   run only tests with the label unit or check
#   REGEX    run only tests whose name matches (ctest -R)
# Without either, runs unit and api tests a second time, built with clang, ThreadSanitizer and
# UndefinedBehaviorSanitizer.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/packages.sh
source scripts/build.sh

fast=no
regex=
for argument in "$@"; do
	case $argument in
	--fast) fast=yes ;;
	-*)
		sed -n '2,6s/^# *//p' "${BASH_SOURCE[0]}" >&2
		exit 2
		;;
	*) regex=$argument ;;
	esac
done

install_packages "${build_packages[@]}" "${test_packages[@]}"
install_clang_format
install_clang_runtime
require_node
if [[ $fast == no ]]; then
	install_packages "${web_packages[@]}" "${proxy_packages[@]}"
	install_node_modules tests/e2e
	install_node_modules tests/web
	install_node_modules tests/lint
fi
build dev

options=()
if [[ $fast == yes ]]; then
	options+=(-L '^(unit|check)$')
fi
if [[ -n $regex ]]; then
	options+=(-R "$regex")
fi
if [[ $("$(clang_format)" --version) != *"version $format_version."* ]]; then
	echo "Skipped: check.format, which needs clang-format $format_version; this Debian release does not have it."
	options+=(-E '^check\.format$')
fi
passed=yes
ctest --preset dev --no-tests=error "${options[@]}" || passed=no
if [[ $fast == no && -z $regex ]]; then
	build tsan
	ctest --preset tsan -L '^(unit|api)$' || passed=no
fi
[[ $passed == yes ]]
