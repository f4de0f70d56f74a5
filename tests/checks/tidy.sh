#!/usr/bin/env bash
# tidy.sh [ROOT [BUILD]]: runs clang-tidy on src/ with the compile commands of BUILD (default
# build/clang, else build/dev). The build target `lint` runs it.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
build=${2:-$root/build/clang}
if [[ ! -e $build/compile_commands.json ]]; then
	build=$root/build/dev
fi

mapfile -t files < <(c_files src | grep '\.c$' || true)
checked=${#files[@]}
if ((checked > 0)); then
	status=0
	findings=$(run-clang-tidy -quiet -j 2 -p "$build" "^$root/src/.*\.c\$" 2>&1 |
		sed 's/\x1b\[[0-9;]*m//g') || status=$?
	grep -vE '^(clang-tidy|[0-9]+ warnings generated)|^$' <<<"$findings" >&2 || true
	faults=$(grep -c ': error: ' <<<"$findings" || true)
	if ((status != 0 && faults == 0)); then
		complain "clang-tidy failed"
	fi
fi
finish files
