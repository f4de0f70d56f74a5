#!/usr/bin/env bash
# Words that the project has replaced, and turns of phrase that native speakers stumble over, do not
# come back. A row is a pattern (Perl), a tab, and what to write instead.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# Everywhere in the sources, the tests and the documents.
words='
\b(verdict|guard_question|guard_sight|guard_ask\w*|GUARD_(PASS|REFUSED|WAIT))\b	token cache, auth_request, guard_authenticate(), AUTH_OK
\b(keyset(?! pagination)|key_place|key_source|key_sleeper)\b	jwks_cache, jwks_endpoint, jwks_source, key_wait
\b(janitor|chore)s?\b	housekeeping, task
\bbrake(s|d|_\w+)?\b	auth throttle
\bsign_in_ticket\b	login transaction
\b(kept_answer_\w+|repeat_key|REPEAT_[A-Z]+)\b	idempotent response, idempotency key
\b(RUNS_(ON|AS|IN)_\w+|PIPELINE_RECORDS|pipeline_lose_body)\b	EXECUTOR_..., PIPELINE_AUDIT_FIRST, pipeline_fail_body()
\b(GROUP_LIGHT|GROUP_ALONE|gathering)\b	GROUP_BATCHED, GROUP_EXCLUSIVE, accumulator
\b(db_mark|priority_offer_turn|clock_steady)\b	db_version, yield_if_due(), clock_monotonic
\b(text_cut|fault_pass)\b	text_split_next(), fault_propagate()
\b(submitted_unsaid|importing_\w+)\b	lacks_submitted_at, import_run
'

# In comments, messages and documents: the habits of docs/glossary.md.
turns='
\bbehind (?!\w+ prox)(the|a|an|its|their|each|it|them|this|that)\b	after
\banew\b	again
(?<!one )(?<!each )(?<!some )\bof which\b	two sentences
\bnow and then\b	periodically, or how often
\blet in\b	accepted, authenticated
^\s*(/\*|\s\* |//).*\b([Nn]obody|[Ss]omebody)\b	name the caller, client or thread
^\W*(Of|Where) (a|an|the|all|each|one|what|it|there|that|no) [^.;]*[:,]	a sentence with a subject, or If
\b([Ww]ho|[Ww]hoever) (waits|asks|comes|goes|calls|reads|writes|needs)\b	name the caller, client or thread
\b(is|was|are|were) told\b	gets, receives, is informed
\btells? of\b	reports
\bgives? way\b	yields
'

# Where a word has its ordinary meaning.
exceptions='^(docs/decisions/|CHANGELOG\.md|migrations/|tests/checks/(words|self_test)\.sh|docs/glossary\.md)'

mapfile -t files < <(find src include tests docs config scripts README.md CONTRIBUTING.md \
	-name node_modules -prune -o -type f -regex '.*\.\(c\|h\|js\|mjs\|sh\|md\|http\|json\|conf\)' -print \
	2>/dev/null | grep -vE "$exceptions" | grep -vE 'package(-lock)?\.json$' | sort || true)
checked=${#files[@]}

# refuse TABLE FILE...: complains about each line that matches a row.
refuse() {
	local table=$1 pattern advice

	shift
	while IFS=$'\t' read -r pattern advice; do
		[[ -n $pattern ]] || continue
		complain_each < <(grep -nHP "$pattern" "$@" | cut -c 1-160 | sed "s|\$|  <- write: $advice|")
	done <<<"$table"
}

if ((checked > 0)); then
	refuse "$words" "${files[@]}"
	mapfile -t prose < <(printf '%s\n' "${files[@]}" | grep -E '^(src|include|docs|config|scripts|README|CONTRIBUTING)')
	refuse "$turns" "${prose[@]}"
fi
finish files
