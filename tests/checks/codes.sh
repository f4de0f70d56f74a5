#!/usr/bin/env bash
# Holds the table of error codes in docs/api.md to the sources: every code that a request can be
# answered with stands there, or, when it is a refusal, in the table of docs/security.md; and every
# code of the table is one of the sources.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

document=docs/api.md
refusals=docs/security.md
table=include/auth/refusal.h

# What only a start or a command says, never an answer.
elsewhere='^src/(cli/.*|service/.*|config/.*|devissuer/.*|db/(migrate|backup|part_file)'
elsewhere+='|registry/environment|http/(server|certificate|listener|tls_pair)|upkeep/database_open'
elsewhere+='|api/pipeline/front|api/pipeline/front_options)([.]c)?$'

mapfile -t sources < <(c_files src | grep -vE "$elsewhere" || true)

# Codes of the sources, one a line: of fault_set() and fault_add() the first literal that looks like
# one, and what is put into a variable or member that is called code.
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

# Codes of the table, one a line and as often as they stand there.
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
			complain "$document: $code is in the sources, and in no table"
		fi
	done < <(codes_of_sources)
	for code in "${listed[@]}"; do
		if [[ -z ${is_written[$code]:-} ]]; then
			complain "$document: no source has $code"
		fi
	done
fi
finish codes
