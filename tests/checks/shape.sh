#!/usr/bin/env bash
# Sizes: no file above 400 lines, no function above 80 lines, and in src/ a median function of at most
# 15 lines, a 90th percentile of at most 40, and no folder with more than 40 files. A function extends
# from '{' to '}' in the first column, inclusive.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# Prints "length<TAB>file:line" for every function in the files, shortest first.
functions() {
	awk '
	FNR == 1 { start = 0 }
	/^{/ { start = FNR }
	/^}/ && start > 0 {
		print FNR - start + 1 "\t" FILENAME ":" start
		start = 0
	}' "$@" | sort -n
}

mapfile -t files < <(c_files src include tests)
if ((${#files[@]} == 0)); then
	finish functions
fi
complain_each < <(awk '
	FNR == 401 { print FILENAME ": more than 400 lines" }' "${files[@]}")
complain_each < <(functions "${files[@]}" |
	awk -F '\t' '$1 > 80 { print $2 ": a function of " $1 " lines, more than 80" }')

complain_each < <(find src -type f | sed 's|/[^/]*$||' | sort | uniq -c |
	awk '$1 > 40 { print $2 ": " $1 " files, more than 40" }')

mapfile -t sources < <(c_files src)
mapfile -t lengths < <(functions "${sources[@]}" | cut -f 1)
checked=${#lengths[@]}
if ((checked > 0)); then
	median=${lengths[(checked - 1) / 2]}
	tenth=${lengths[(checked * 9 - 1) / 10]}
	echo "shape: ${#sources[@]} files and $checked functions in src/; lines per function:" \
		"median $median, 90th percentile $tenth, longest ${lengths[checked - 1]}"
	if ((median > 15)); then
		complain "the median function of src/ has $median lines, more than 15"
	fi
	if ((tenth > 40)); then
		complain "the 90th percentile of src/ has $tenth lines, more than 40"
	fi
fi
finish functions
