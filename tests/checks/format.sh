#!/usr/bin/env bash
# format.sh [ROOT [BUILD [FILE...]]]: clang-format would change nothing in these files (default: all).
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
source "$checks/../../scripts/packages.sh"

# Other versions break lines differently. The self-test sets CLANG_FORMAT to the installed version,
# since every version formats its trees alike.
tool=${CLANG_FORMAT:-$(clang_format)}
if [[ -z ${CLANG_FORMAT:-} && $("${tool:-true}" --version) != *"version $format_version."* ]]; then
	echo "format: clang-format $format_version is needed (package clang-format-$format_version)" >&2
	exit 1
fi

files=("${@:3}")
if ((${#files[@]} == 0)); then
	mapfile -t files < <(c_files src include tests)
fi
checked=${#files[@]}
if ((checked > 0)); then
	if ! findings=$("$tool" --style=file --dry-run -Werror "${files[@]}" 2>&1); then
		complain_each < <(awk -F : '/: error: / && !seen[$1]++ {
			print $1 ":" $2 ": run clang-format -i " $1
		}' <<<"$findings")
		((faults > 0)) || complain "$findings"
	fi
fi
finish files
