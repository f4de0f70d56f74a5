#!/usr/bin/env bash
# scripts/coverage.sh [LAYER]: installs missing packages, builds the preset coverage, runs the tests
# labelled unit, api and fuzz, and prints the line coverage of src/LAYER (default: auth) and each line
# that no test runs. Fails if they run fewer than 95 % of the lines.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/packages.sh
source scripts/build.sh

layer=${1:-auth}
percent_min=95
if (($# > 1)) || [[ ! $layer =~ ^[a-z]+$ || ! -d src/$layer ]]; then
	sed -n '2,4s/^# *//p' "${BASH_SOURCE[0]}" >&2
	exit 2
fi

# Tab-separated: path, executable lines, executed lines.
files_of() {
	jq -r '.files[] | [.file, (.lines | length), (.lines | map(select(.count > 0)) | length)] |
		@tsv' "$1"
}

# Prints file:line: text for each line that did not run.
lines_not_run() {
	local file line

	jq -r '.files[] | .file as $file | .lines[] | select(.count == 0) |
		[$file, .line_number] | @tsv' "$1" |
		while IFS=$'\t' read -r file line; do
			printf '%s:%s: %s\n' "$file" "$line" "$(sed -n "${line}s/^[[:blank:]]*//p" "$file")"
		done
}

print_files() {
	awk -F '\t' -v percent_min="$percent_min" '
	function row(name, lines, ran) {
		printf "%6.1f %%  %5d of %5d  %s\n", 100 * ran / lines, ran, lines, name
	}
	$2 > 0 {
		row($1, $2, $3)
		lines += $2
		ran += $3
	}
	END {
		if (lines == 0) {
			print "no line was counted" >"/dev/stderr"
			exit 1
		}
		row("total", lines, ran)
		exit 100 * ran < percent_min * lines
	}'
}

install_packages "${build_packages[@]}" gcovr:gcovr
build coverage
# Delete the counts of an earlier run, which would be added.
find build/coverage -name '*.gcda' -delete
quietly ctest --preset coverage --parallel 2 --no-tests=error -L '^(unit|api|fuzz)$'

report=build/coverage/$layer.json
gcovr --root . --filter "src/$layer/" --filter "include/$layer/" \
	--json "$report" "build/coverage/CMakeFiles/$layer.dir"
jq '.files |= sort_by(.file) | .files[].lines |= map(select(."gcovr/noncode" | not))' "$report" \
	>"$report.sorted"
mv "$report.sorted" "$report"
lines_not_run "$report"
if ! files_of "$report" | print_files; then
	echo "Tests run fewer than $percent_min % of the lines of src/$layer." >&2
	exit 1
fi
