#!/usr/bin/env bash
# Compares the table of error codes in docs/api.md with the sources. Every code of a response is in
# that table or, if it is a refusal, in the table of docs/security.md. Every code of the table is in
# the sources.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

document=docs/api.md
refusals=docs/security.md
table=include/auth/refusal.h

# Files whose codes only a start or a command reports, never a response.
elsewhere='^src/(cli/.*|service/.*|config/.*|devissuer/.*|db/(migrate|backup|part_file)'
elsewhere+='|registry/environment|http/(server|certificate|listener|tls_pair)|upkeep/database_open'
elsewhere+='|api/pipeline/front|api/pipeline/front_options)([.]c)?$'

mapfile -t sources < <(c_files src | grep -vE "$elsewhere" || true)

# Prints the codes of the sources, one per line: the first literal in a call of fault_set() or
# fault_add() that has the form of a code, and literals assigned to a variable or member named code.
codes_of_sources() {
	awk '
	function name() {
		return substr(rest, RSTART + 1, RLENGTH - 2)
	}
	BEGIN {
		RS = ";"
		literal = "\"[A-Z][A-Za-z0-9]+\""
	}
	{
		gsub(/\n/, " ")
	}
	match($0, /fault_(set|add)\(/) {
		rest = substr($0, RSTART)
		if (match(rest, literal))
			print name()
	}
	match($0, /(^|[^A-Za-z0-9_])code(_[a-z]+)?(\[\])? (=|== NULL \?) /) {
		for (rest = substr($0, RSTART); match(rest, literal); rest = substr(rest, RSTART + RLENGTH))
			print name()
	}' "${sources[@]}" | sort -u
}

# Prints the codes of the table, one per line, with repetitions.
codes_of_table() {
	awk '$0 == "| status | codes |" { inside = 1 } $0 == "" { inside = 0 } inside' "$document" |
		grep -oE '`[A-Z][A-Za-z0-9]+`' | tr -d '`' || true
}

if ((${#sources[@]} > 0)) && [[ -e $document && -e $refusals ]]; then
	declare -A is_listed is_written
	mapfile -t listed < <(codes_of_table)
	for code in "${listed[@]}"; do
		is_listed[$code]=1
	done
	while read -r code; do
		is_written[$code]=1
	done < <(grep -ohE '"[A-Z][A-Za-z0-9]+"' "${sources[@]}" "$table" | tr -d '"')
	while read -r code; do
		checked=$((checked + 1))
		if [[ -z ${is_listed[$code]:-} ]] && ! grep -qF "| \`$code\` |" "$refusals"; then
			complain "$document: $code is in the sources, but in no table"
		fi
	done < <(codes_of_sources)
	for code in "${listed[@]}"; do
		if [[ -z ${is_written[$code]:-} ]]; then
			complain "$document: no source uses $code"
		fi
	done
fi
finish codes
