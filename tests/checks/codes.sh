#!/usr/bin/env bash
# Holds the table of error codes in docs/api.md to the sources: every code that a request can be
# answered with stands there, or, when it is a refusal, in the table of docs/security.md; and every
# code of the table is one of the sources.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

document=docs/api.md
refusals=docs/security.md
table=include/auth/refusal.h

# What only a start or a command says, never an answer.
elsewhere='^src/(main|[a-z]+_command|config/.*|devissuer/.*|db/migrate|registry/environment|http/server)[.]c$'
elsewhere+='|^src/api/(service|issuers|admin_settings|admin_keys|front)[.]c$'

mapfile -t sources < <(c_files src | grep -vE "$elsewhere" || true)

# Codes of the sources, one a line: of fault_set() and fault_add() the first literal that looks like
# one, and what is put into a variable or member that is called code.
codes_of_sources() {
	local file

	for file in "${sources[@]}"; do
		tr '\n' ' ' <"$file" | grep -oE 'fault_(set|add)\([^;]*' |
			awk 'match($0, /"[A-Z][A-Za-z0-9]+"/) {
				print substr($0, RSTART + 1, RLENGTH - 2) }' || true
		tr '\n' ' ' <"$file" | grep -oE '\bcode(_[a-z]+)?(\[\])? (=|== NULL \?) [^;]*' |
			grep -oE '"[A-Z][A-Za-z0-9]+"' | tr -d '"' || true
	done | sort -u
}

# Codes of the table, one a line and as often as they stand there.
codes_of_table() {
	awk '$0 == "| status | codes |" { inside = 1 } $0 == "" { inside = 0 } inside' "$document" |
		grep -oE '`[A-Z][A-Za-z0-9]+`' | tr -d '`' || true
}

if ((${#sources[@]} > 0)) && [[ -e $document && -e $refusals ]]; then
	mapfile -t listed < <(codes_of_table)
	while read -r code; do
		checked=$((checked + 1))
		if ! grep -qxF "$code" < <(printf '%s\n' "${listed[@]}") &&
			! grep -qF "| \`$code\` |" "$refusals"; then
			complain "$document: $code is in the sources, and in no table"
		fi
	done < <(codes_of_sources)
	for code in "${listed[@]}"; do
		if ! grep -qF "\"$code\"" "${sources[@]}" "$table"; then
			complain "$document: no source has $code"
		fi
	done
fi
finish codes
