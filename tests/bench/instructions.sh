#!/usr/bin/env bash
# instructions.sh [ROOT]: counts the instructions of the hot path with callgrind, and fails if a part
# exceeds its bound. The counts do not depend on the load of the machine, but slightly on its
# processor, by which the C library and OpenSSL choose their code. The bounds leave a margin of a
# tenth.
set -euo pipefail
cd "${1:-$(dirname "${BASH_SOURCE[0]}")/../..}"

calls=200
program=build/release/bench_hot_path
# The bound of one call, by function of bench_hot_path.c.
bounds=(token:39500 route:3800 summary:49200 summary_read:24900 fresh:536000 refused:536000)

cmake --preset release >/dev/null
cmake --build --preset release --target bench_hot_path >/dev/null
counts=$(mktemp)
trap 'rm -f "$counts"' EXIT
valgrind --quiet --tool=callgrind --callgrind-out-file="$counts" --collect-atstart=no \
	--toggle-collect='hot_path_*' "$program" "$calls" >/dev/null
report=$(callgrind_annotate --inclusive=yes --threshold=100 --show-percs=no "$counts")
failed=0
for entry in "${bounds[@]}"; do
	name=hot_path_${entry%%:*}
	bound=${entry#*:}
	# A function that is not found has been renamed.
	total=$(awk -v name=":$name" '$2 ~ name "$" { gsub(/,/, "", $1); print $1; exit }' <<<"$report")
	each=$((${total:?"nothing was counted in $name"} / calls))
	printf '%s: %d instructions, at most %d\n' "$name" "$each" "$bound"
	if ((each > bound)); then
		failed=1
	fi
done
exit "$failed"
