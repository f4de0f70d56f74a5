# Sourced by every check. A check takes the tree's root as $1 (default: this repository), calls
# complain() for each violation, counts the checked items in $checked, and ends with finish().
set -euo pipefail

checks=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "${1:-$checks/../..}" && pwd)
cd "$root"
name=$(basename "$0" .sh)
checked=0
faults=0

complain() {
	printf '%s\n' "$*" >&2
	faults=$((faults + 1))
}

# Complains about each line of standard input.
complain_each() {
	local line

	while IFS= read -r line; do
		complain "$line"
	done
}

# Fails if nothing was checked: then the patterns of the check no longer match the tree.
finish() {
	if ((checked == 0)); then
		echo "$name: found nothing to check in $root" >&2
		exit 1
	fi
	if ((faults > 0)); then
		echo "$name: $faults violations in $checked $1" >&2
		exit 1
	fi
	echo "$name: $checked $1 passed"
}

# Prints the C files below the named folders, sorted; ignores folders that do not exist.
c_files() {
	local folder folders=()

	for folder in "$@"; do
		if [[ -d $folder ]]; then
			folders+=("$folder")
		fi
	done
	if ((${#folders[@]} > 0)); then
		find "${folders[@]}" -name node_modules -prune -o -type f -name '*.[ch]' -print | sort
	fi
}

# Prints the lines of the files as file:line:code, without comments and with empty literals.
code_lines() {
	awk '
	function code(line,   out, token) {
		out = ""
		for (;;) {
			if (in_comment) {
				if (!match(line, /\*\//))
					return out
				line = substr(line, RSTART + 2)
				in_comment = 0
			}
			if (!match(line, /["'\'']|\/[*\/]/))
				return out line
			token = substr(line, RSTART, RLENGTH)
			out = out substr(line, 1, RSTART - 1)
			line = substr(line, RSTART)
			if (token == "//")
				return out
			if (token == "/*") {
				in_comment = 1
				line = substr(line, 3)
				continue
			}
			if (token == "\"")
				match(line, /^"([^"\\]|\\.)*"/)
			else
				match(line, /^'\''([^'\''\\]|\\.)*'\''/)
			if (RLENGTH < 0)
				return out
			out = out token token
			line = substr(line, RLENGTH + 1)
		}
	}
	FNR == 1 { in_comment = 0 }
	{ print FILENAME ":" FNR ":" code($0) }' "$@"
}
