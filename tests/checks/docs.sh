#!/usr/bin/env bash
# Compares the tables in docs/ with the program's output, and the example configuration with the
# program's keys. Checks the systemd unit against the documents, the example and systemd.
# $2 is the build folder with the program.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

program=${2:?the build folder}/s2s-registry

# Prints the lines of a document between the marker of a command and the next empty line.
table_in() {
	awk -v marker="<!-- s2s-registry $2 -->" '
		$0 == marker { inside = 1; next }
		inside && $0 == "" { if (seen) exit; next }
		inside { seen = 1; print }' "$1"
}

check_table() {
	local document=$1 command=$2 want have

	checked=$((checked + 1))
	want=$("$program" "$command")
	have=$(table_in "$document" "$command")
	if [[ $want != "$have" ]]; then
		complain "$document: the table differs from the output of: s2s-registry $command"
		diff <(echo "$have") <(echo "$want") | head -n 20 >&2 || true
	fi
}

# These print "section.key = default" for every key of the program, and of the example file.
keys_of_program() {
	"$program" config-reference | awk -F ' *[|] *' 'NR > 2 {
		gsub(/`/, ""); print $2 " = " $4 }' | sed 's/ *$//'
}

keys_of_example() {
	awk '/^#?\[/ { sub(/^#/, ""); section = substr($0, 2, length($0) - 2) }
		/^#[a-z0-9-]+ =/ { print section "." substr($0, 2) }' "$1" | sed 's/ *$//'
}

check_example() {
	local defaults

	defaults=$(mktemp)
	checked=$((checked + 1))
	if ! diff <(keys_of_example "$1") <(keys_of_program) >&2; then
		complain "$1: keys or defaults differ from the output of: s2s-registry config-reference"
	fi
	# With the comment signs removed, the defaults must be a valid configuration. Sections that are
	# commented out come last and have no defaults.
	sed '/^#\[/,$d; /^[a-z0-9-]* =/d; s/^#\([a-z0-9-]* = .\)/\1/' "$1" >"$defaults"
	if ! "$program" --config "$defaults" check-config >/dev/null; then
		complain "$1: its defaults are not a valid configuration"
	fi
	rm -f "$defaults"
}

# The unchanged example works with the folder of the unit.
check_installed() {
	local example=$1 unit=$2 folder

	checked=$((checked + 1))
	folder=$(mktemp -d)
	sed "s,/var/lib/$(value_of "$unit" StateDirectory)/,$folder/," "$example" >"$folder/c.conf"
	if ! "$program" --config "$folder/c.conf" migrate >/dev/null || [[ ! -e $folder/s2s-registry.db ]]; then
		complain "$example: its database is not in the folder that $unit creates"
	fi
	rm -rf "$folder"
}

# Prints the last value of a key in a unit.
value_of() {
	sed -n "s/^$2=//p" "$1" | tail -n 1
}

# Checks the unit with its optional lines enabled, and its user in the documents.
check_unit() {
	local unit=$1 user folder said

	checked=$((checked + 1))
	user=$(value_of "$unit" User)
	if [[ -z $user ]] || ! grep -q "useradd .* $user\$" docs/operations.md ||
		! grep -q -- "sudo -u $user " docs/operations.md; then
		complain "$unit: docs/operations.md does not create its user, or does not run commands as this user"
	fi
	folder=$(mktemp -d)
	sed "s,/usr/local/bin/s2s-registry,$(realpath "$program"),; s/^#\([A-Z][A-Za-z]*=\)/\1/" "$unit" \
		>"$folder/$(basename "$unit")"
	if command -v systemd-analyze >/dev/null; then
		said=$(systemd-analyze verify "$folder/$(basename "$unit")" 2>&1) || said+=' (refused)'
		if [[ -n $said ]]; then
			complain "$unit: systemd-analyze verify: $said"
		fi
	fi
	rm -rf "$folder"
}

check_table docs/configuration.md config-reference
check_table docs/api.md routes
check_table docs/security.md refusals
check_example config/s2s-registry.conf
check_installed config/s2s-registry.conf config/s2s-registry.service
check_unit config/s2s-registry.service
finish tables
