#!/usr/bin/env bash
# No circles between modules. A module is its .c file and its headers in src/ and include/. It uses
# every module whose header one of these files includes.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# Prints each include as "USER USED": paths without src/, include/ and extension.
arrows() {
	awk '
	match($0, /^[ \t]*#[ \t]*include[ \t]*"[^"]+"/) {
		user = FILENAME
		used = substr($0, RSTART, RLENGTH - 1)
		sub(/^[^"]*"/, "", used)
		sub(/^(src|include)\//, "", user)
		sub(/\.[ch]$/, "", user)
		sub(/\.[ch]$/, "", used)
		if (user != used)
			print user, used
	}' "$@"
}

mapfile -t files < <(c_files src include)
if ((${#files[@]} == 0)); then
	finish includes
fi
graph=$(arrows "${files[@]}" | sort -u)
checked=$(wc -l <<<"$graph")
# tsort prints a line for each circle, and then its members, one per line.
complain_each < <(tsort <<<"$graph" 2>&1 >/dev/null | awk '
	/contains a loop/ {
		if (circle != "")
			print "a circle: " circle
		circle = ""
		next
	}
	{
		sub(/^tsort: /, "")
		circle = circle == "" ? $0 : circle " -> " $0
	}
	END {
		if (circle != "")
			print "a circle: " circle
	}')
finish includes
