#!/usr/bin/env bash
# Checks the plans of SQLite for each statement of src/, with the schema of the migrations. A statement
# may read a whole table or sort rows only if a line of `by_rule` allows it. The statements of src/db
# are exempt: they concern the migrations themselves.
# With REVIEWS=NUMBER in the environment, the tables have this number of reviews, and ANALYZE has run.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# With fewer statements, the pattern no longer matches the calls.
minimum=15

# Each file, and a step that its statements may take:
#  - the list of registrations in memory and the settings document contain every registration
#  - an export contains every review, in the order of an index
#  - the total size of exported files is a sum over all of them, which are those of the last hours
#  - a merge of the search index processes all erasures that wait for it
#  - open jobs are few, and are sorted for the fair order of their callers
#  - once a day the whole search index is read, while the service runs
#  - SQLite calls every step on a virtual table a scan; these are look-ups
#  - a search sorts at most the newest 10,000 matches
#  - the openings of the database that are kept are a thousand
#  - a report groups the periods that it has found by market, and sorts the markets
by_rule='
src/registry/app_list.c	SCAN app_registration USING INDEX app_registration_live
src/registry/settings.c	SCAN app_registration USING INDEX app_registration_live
src/reviews/export_store.c	SCAN export_file
src/reviews/job_store.c	USE TEMP B-TREE FOR ORDER BY
src/reviews/review_store.c	SCAN review USING INDEX review_sequence
src/reviews/search_store.c	SCAN review_search VIRTUAL TABLE INDEX 0:=
src/reviews/erased_words.c	SCAN erased_words
src/reviews/feed_position.c	SCAN feed_start USING COVERING INDEX sqlite_autoindex_feed_start_1
src/reviews/search_levels.c	SCAN review_search VIRTUAL TABLE INDEX 0:=
src/reviews/search_consistency.c	SCAN review_search VIRTUAL TABLE INDEX 0:M2
src/reviews/search_consistency.c	SCAN review_search_words VIRTUAL TABLE INDEX 0:
src/reviews/search_consistency.c	SCAN review_search_docsize
src/reviews/search_repair.c	SCAN review_search VIRTUAL TABLE INDEX 0:M2
src/reviews/moderation_store.c	SCAN review_search VIRTUAL TABLE INDEX 192:M2
src/reviews/moderation_store.c	USE TEMP B-TREE FOR ORDER BY
src/reviews/report_store.c	SCAN part
src/reviews/report_store.c	USE TEMP B-TREE FOR GROUP BY
src/reviews/report_store.c	USE TEMP B-TREE FOR ORDER BY
'

# Each file, a part of a statement in it, and the only index that this statement may read: it filters
# out too many rows to fetch them.
covered='
src/reviews/moderation_store.c	WHERE product_id = $4 AND 	review_of_product
'

# The tables of a million reviews are too large for a temporary folder in memory.
if [[ -n ${REVIEWS:-} ]]; then
	export TMPDIR=$2
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
database=$work/database

# Prints the third argument of each db_query() and db_exec(), one per line: literals joined after the
# preprocessor. Anything but a literal (except the declarations in db.h) gets a leading !.
statements() {
	"${CC:-cc}" -E -P -w -D_GNU_SOURCE -Iinclude -Isrc "$1" | awk '
	{ rest = rest " " $0 }
	END {
		while (match(rest, /db_(query|exec)_literal *\(/)) {
			rest = substr(rest, RSTART + RLENGTH)
			sql = other = ""
			argument = depth = 1
			while (argument <= 3 && depth > 0) {
				if (!match(rest, /^("([^"\\]|\\.)*"|[A-Za-z_0-9]+| +)/))
					RLENGTH = 1
				token = substr(rest, 1, RLENGTH)
				rest = substr(rest, RLENGTH + 1)
				if (token == "")
					break
				depth += (token == "(") - (token == ")")
				if (token == "," && depth == 1)
					argument++
				else if (argument == 3 && token ~ /^"/)
					sql = sql substr(token, 2, length(token) - 2)
				else if (argument == 3 && token !~ /^ / && depth > 0)
					other = other token
			}
			if (other == "")
				print sql
			else if (other != "constchar*sql")
				print "!" other
		}
	}'
}

# Prints the steps that read a whole table or sort.
costly_steps() {
	sqlite3 "$database" "EXPLAIN QUERY PLAN $1" | sed -En '
		s/^[^A-Z]*//
		s/^SCAN TABLE /SCAN /
		/^SCAN CONSTANT ROW$/d
		/^(SCAN|USE TEMP B-TREE) /p'
}

check_statement() {
	local file=$1 sql=$2 steps step

	if [[ $sql == !* ]]; then
		complain "$file: ${sql#!} is not a literal"
	elif ! steps=$(costly_steps "$sql" 2>"$work/error"); then
		complain "$file: $(<"$work/error") in: $sql"
	else
		while IFS= read -r step; do
			if [[ -n $step && $by_rule != *$'\n'"$file"$'\t'"$step"$'\n'* ]]; then
				complain "$file: $step: $sql"
			fi
		done <<<"$steps"
	fi
}

check_covered() {
	local file=$1 words=$2 index=$3 sql

	sql=$(statements "$file" | grep -m 1 -F "$words" || true)
	if [[ -z $sql ]]; then
		complain "$file: no statement has $words"
	elif ! sqlite3 "$database" "EXPLAIN QUERY PLAN $sql" |
		grep -qF "SEARCH review USING COVERING INDEX $index "; then
		complain "$file: reads more than $index: $sql"
	fi
}

mapfile -t migrations < <(find migrations/sqlite -name '*.sql' 2>/dev/null | sort)
if ((${#migrations[@]} > 0)); then
	cat "${migrations[@]}" | sqlite3 -bail "$database"
fi
subject=statements
if [[ -n ${REVIEWS:-} ]]; then
	sqlite3 -bail -cmd ".parameter set :reviews $REVIEWS" "$database" \
		<"$checks/many_reviews.sql" >"$work/modes"
	subject="statements over $(sqlite3 "$database" 'SELECT count(*) FROM review') reviews"
fi
while IFS= read -r file; do
	if [[ $file != *.c || $file == src/db/* ]] ||
		! grep -qE 'db_(query|exec)(_literal)?\b' "$file"; then
		continue
	fi
	while IFS= read -r sql; do
		checked=$((checked + 1))
		check_statement "$file" "$sql"
	done < <(statements "$file")
done < <(c_files src)
while IFS=$'\t' read -r file words index; do
	if [[ -e $file ]]; then
		check_covered "$file" "$words" "$index"
	fi
done <<<"$covered"
if ((checked < minimum)); then
	complain "found only $checked statements, fewer than $minimum"
fi
finish "$subject"
