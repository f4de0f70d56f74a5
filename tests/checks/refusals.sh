#!/usr/bin/env bash
# A test expects every refusal of include/auth/refusal.h, by its name in tests/unit or tests/support, or
# by its code in tests/cases. test_refusal.c does not count, because it tests only the table.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

table=include/auth/refusal.h

# Prints the name and the code of each row, one row per line.
rows() {
	tr '\n' ' ' <"$table" | grep -oE 'ROW\([A-Z0-9_]+,[^"]*"[A-Za-z0-9]+"' |
		sed -E 's/^ROW\(([A-Z0-9_]+),[^"]*"([A-Za-z0-9]+)"$/\1 \2/'
}

# The files that may expect refusals.
mapfile -t sources < <(c_files tests/unit tests/support | grep '\.c$' | grep -v '/test_refusal\.c$')
mapfile -t cases < <(find tests/cases -name '*.http' 2>/dev/null | sort)

# The words of these files that have the form of a refusal's name or code, one per line.
expected=$(
	{
		if ((${#sources[@]} > 0)); then
			code_lines "${sources[@]}" | grep -oE '\bREFUSAL_[A-Z0-9_]+' || true
		fi
		if ((${#cases[@]} > 0)); then
			grep -hE '^\?\? ' "${cases[@]}" | grep -oE '"[A-Z][A-Za-z0-9]+"' || true
		fi
	} | sort -u
)

if [[ -e $table ]]; then
	while read -r row code; do
		checked=$((checked + 1))
		if ! grep -qxE "REFUSAL_$row|\"$code\"" <<<"$expected"; then
			complain "$table: no test expects $row ($code)"
		fi
	done < <(rows)
fi
finish refusals
