#!/usr/bin/env bash
# Every text file has no trailing blanks, no CR, a newline at the end, tabs in C and shell, no to-do
# notes, and no paths of a personal machine.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# The brackets keep these patterns from matching themselves.
words='[T]ODO|[F]IXME|[X]XX'
homes='(^|[^A-Za-z0-9_.})-])/([r]oot|[h]ome|[U]sers)/'

# Vectors and seeds are inputs, which may contain any byte.
mapfile -t files < <(find . \( -name .git -o -name node_modules -o -name test-results \
	-o -path ./build -o -path ./tests/vectors -o -path ./tests/fuzz/corpus \) -prune \
	-o -type f -size +0 -print | sort | xargs -r -d '\n' grep -lI '' --)
checked=${#files[@]}
if ((checked == 0)); then
	finish files
fi
complain_each < <(grep -nE '[[:blank:]]+$' -- "${files[@]}" | sed 's/$/: trailing blanks/')
complain_each < <(grep -nE $'\r' -- "${files[@]}" | sed 's/$/: a carriage return/')
complain_each < <(grep -nwE "$words" -- "${files[@]}" | sed 's/$/: a to-do note/')
complain_each < <(grep -nE "$homes" -- "${files[@]}" | sed 's/$/: a path of a personal machine/')
complain_each < <(perl -0777 -ne 'print "$ARGV: no newline at the end\n" if !/\n\z/' -- "${files[@]}")
mapfile -t tabbed < <(printf '%s\n' "${files[@]}" | grep -E '\.([ch]|sh)$' || true)
if ((${#tabbed[@]} > 0)); then
	complain_each < <(grep -nHE $'^(\t* {8}| +[^ *])' -- "${tabbed[@]}" |
		sed 's/$/: blanks instead of a tab/')
fi
finish files
