#!/usr/bin/env bash
# scripts/demo.sh [--once] [--reviews FILE]: installs missing packages, builds, and demonstrates the
# service: every step shows a curl command, runs it, and shows the response. A summary follows. Runs
# until Ctrl-C.
#   --once           exit after the last step
#   --reviews FILE   import this CSV file, plain or .gz, instead of docs/sample-reviews.csv
#   --help           print this help
set -euo pipefail
called_from=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/packages.sh
source scripts/build.sh

# The built programs, for a test; without them the script builds its own.
programs=${DEMO_PROGRAMS:-build/release}
start_limit_s=20
answer_lines_max=40

# Variables of the commands. A file has them after the last step, for further commands.
export URL ISSUER TENANT TOKEN ADMIN_KEY REGISTRATION REVIEWS NEXT PRODUCT LINK EXPORTS
export DIRECTORY=6babcaad-604b-40ac-a9d7-9fd97c0b779f
export CLIENT=00001111-aaaa-2222-bbbb-3333cccc4444
export AUDIENCE=8f7d2c61-3f5e-4b0a-9d1c-2e6a7b8c9d0e

once=no
reviews=$PWD/docs/sample-reviews.csv
pids=()
folder=
declare -A counts

usage() {
	sed -n '2,7s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
}

fail() {
	echo "$*" >&2
	exit 1
}

read_arguments() {
	while (($# > 0)); do
		case $1 in
		--help | -h)
			usage
			exit 0
			;;
		--once) once=yes ;;
		--reviews)
			reviews=$(cd "$called_from" && realpath -- "${2-}") || exit 2
			shift
			;;
		*)
			usage >&2
			exit 2
			;;
		esac
		shift
	done
	if [[ ! -f $reviews || ! -r $reviews ]]; then
		fail "$reviews cannot be read."
	fi
}

clean_up() {
	local pid

	for pid in "${pids[@]}"; do
		kill -TERM "$pid" 2>/dev/null || true
		wait "$pid" 2>/dev/null || true
	done
	if [[ -n $folder ]]; then
		rm -rf "$folder"
	fi
}

# start NAME COMMAND...: runs the command in the background and waits until it logs its address.
start() {
	local log=$folder/$1.log deadline_s=$((SECONDS + start_limit_s))

	shift
	: >"$log"
	"$@" >"$log" 2>&1 &
	pids+=($!)
	until grep -q '"event":"listening"' "$log"; do
		if ! kill -0 "${pids[-1]}" 2>/dev/null || ((SECONDS > deadline_s)); then
			cat "$log" >&2
			fail "Not listening: $*"
		fi
		sleep 0.02
	done
}

# MEMBER of the line in which the program NAME logs that it is listening.
said() {
	jq -r --arg member "$2" 'select(.event == "listening")[$member]' "$folder/$1.log"
}

start_programs() {
	local config=$folder/service.conf

	start issuer "$programs/s2s-dev-issuer"
	ISSUER=$(said issuer url)
	cat >"$config" <<-CONFIG
		[server]
		port = 0
		[database]
		path = $folder/service.db
		[auth]
		cloud = custom
		authority = $ISSUER
		issuer-v1 = $ISSUER/sts/{tid}/
		issuer-v2 = $ISSUER/{tid}/v2.0
		cloud-instance-name = microsoftonline.com
		audiences = $AUDIENCE
		allow-loopback-http = true
	CONFIG
	ADMIN_KEY=$("$programs/s2s-registry" --config "$config" admin-key create demo)
	start service "$programs/s2s-registry" --config "$config" serve
	URL=$(said service url)
	TENANT=$(said service environment)
}

# Splits the output of curl -i into $status_line, $status, and a file with the body.
read_answer() {
	local line

	{
		while IFS= read -r line; do
			line=${line%$'\r'}
			if [[ $line == HTTP/* ]]; then
				status_line=$line
			fi
			# The final head follows that of a 100 Continue.
			if [[ -z $line && $status_line != 'HTTP/1.1 1'* ]]; then
				break
			fi
		done
		cat >"$folder/body"
	} <"$folder/answer"
	status=${status_line#* }
	status=${status%% *}
}

# The body as JSON, shortened and without the token.
show_body() {
	# shellcheck disable=SC2016 # the variable's name is to be shown
	local bearable='walk(
		if type == "array" and length > 4 then .[:2] + ["(and \(length - 2) more)"]
		elif type == "string" and startswith("eyJ") then "$TOKEN"
		elif type == "string" and length > 400 then .[:400] + " (cut)"
		else . end)'

	jq "$bearable" "$folder/body" | awk -v max="$answer_lines_max" '
		NR <= max { print }
		END { if (NR > max) print "(and " NR - max " more lines)" }'
}

# step TITLE: prints the heading of the next commands.
step() {
	printf '\n--- %s\n' "$1"
}

# run STATUS COMMAND: shows the command, runs it, and shows the response; sets $took_us.
run() {
	local started_us=${EPOCHREALTIME/[.,]/}

	printf '\n$ %s\n' "$2"
	if ! eval "$2" >"$folder/answer"; then
		fail "The command failed."
	fi
	took_us=$((${EPOCHREALTIME/[.,]/} - started_us))
	read_answer
	printf '%s\n' "$status_line"
	if [[ -s $folder/body ]]; then
		show_body
	fi
	if [[ $status != "$1" ]]; then
		tail -n 5 "$folder/service.log" >&2
		fail "Expected $1; see the last lines of the service's log above."
	fi
}

# A member of the last response.
member() {
	jq -r ".$1" "$folder/body"
}

# The rows of a CSV file, counted by another program.
count_csv_rows() {
	sqlite3 :memory: ".import --csv '$1' rows" 'SELECT count(*) FROM rows'
}

# Single quotes, so that commands are shown with their variables.
# shellcheck disable=SC2016
show_registration() {
	step 'A token for the app, from the issuer'
	run 200 'curl -sS -i "$ISSUER/$DIRECTORY/oauth2/v2.0/token" \
	-d grant_type=client_credentials -d client_id="$CLIENT" -d client_secret=any \
	-d scope="$AUDIENCE/.default"'
	TOKEN=$(member access_token)
	step 'The app is not registered yet'
	run 401 'curl -sS -i "$URL/v2.0/caller" -H "Authorization: Bearer $TOKEN"'
	if [[ $(member code) != DirectoryNotRegistered ]]; then
		fail 'Expected the code DirectoryNotRegistered.'
	fi
	step 'Register the app'
	run 201 'curl -sS -i "$URL/admin/v1/app-registrations" -H "Authorization: Bearer $ADMIN_KEY" \
	-H "Content-Type: application/json" -d "{\"name\":\"Demo app\",
		\"clientAppId\":\"$CLIENT\",\"directoryTenantId\":\"$DIRECTORY\"}"'
	REGISTRATION=$(member id)
	step 'The same token is accepted'
	run 200 'curl -sS -i "$URL/v2.0/caller" -H "Authorization: Bearer $TOKEN"'
}

# shellcheck disable=SC2016
show_submission() {
	step 'Submit a review, as the connector does'
	run 200 'curl -sS -i "$URL/v2.0/reviews/product/kettle-17/user?tenantId=$TENANT&locale=en-us&encodedUser=customer-1&market=US" \
	-H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \
	-d '\''{"Rating":5,"Title":"Still good","ReviewText":"A year, every day.","ProductName":"Brook kettle, 1.7 l"}'\'''
}

# shellcheck disable=SC2016
show_import() {
	local query='source=demo' progress=-sS header

	REVIEWS=$reviews
	if [[ $REVIEWS == *.gz ]]; then
		REVIEWS=$folder/reviews-in.csv
		gzip -dc -- "$reviews" >"$REVIEWS"
	fi
	IFS= read -r header <"$REVIEWS"
	if [[ $header == ',Clothing ID,'* ]]; then
		query+='&columns=productId%3DClothing%20ID%3BexternalId%3D'
	fi
	if [[ -t 2 ]]; then
		progress=--progress-bar
	fi
	step "Import ${reviews##*/}"
	run 200 "curl $progress"' -i "$URL/v2.0/reviews:import?'"$query"'" \
	-H "Authorization: Bearer $TOKEN" -H "Content-Type: text/csv" --data-binary @"$REVIEWS"'
	counts[file]=$(count_csv_rows "$REVIEWS")
	counts[read]=$(member total)
	counts[rejected]=$(member rejected)
	counts[created]=$(member created)
	printf '%d rows in %d ms: %d rows/s\n' "${counts[read]}" $((took_us / 1000)) \
		$((counts[read] * 1000000 / took_us))
}

# shellcheck disable=SC2016
show_summaries() {
	local most=0 count id

	step 'The summaries of all products, page by page'
	NEXT="$URL/v2.0/ratings?pageSize=1000"
	counts[summaries]=0
	while [[ $NEXT != null ]]; do
		run 200 'curl -sS -i "$NEXT" -H "Authorization: Bearer $TOKEN"'
		counts[summaries]=$((counts[summaries] + $(member 'items | map(.totalRatingsCount) | add')))
		IFS=$'\t' read -r count id < <(member 'items | max_by(.totalRatingsCount) |
			[.totalRatingsCount, (.productId | @uri)] | @tsv')
		if ((count > most)); then
			most=$count
			PRODUCT=$id
		fi
		NEXT=$(member nextLink)
	done
	step 'The summary of the product with the most ratings'
	run 200 'curl -sS -i "$URL/v2.0/ratings/product/$PRODUCT" -H "Authorization: Bearer $TOKEN"'
}

# shellcheck disable=SC2016
show_export() {
	step 'Export as JSON; the link needs no token'
	run 200 'curl -sS -i "$URL/v2.0/export/reviews/?tenantId=$TENANT" -H "Authorization: Bearer $TOKEN"'
	LINK=$(member blobSasUrl)
	run 200 'curl -sS -D - -o "$EXPORTS/reviews.json" "$LINK"'
	counts[json]=$(jq length "$EXPORTS/reviews.json")
	step 'Export as CSV'
	run 200 'curl -sS -i "$URL/v2.0/export/reviews/?tenantId=$TENANT&format=csv" -H "Authorization: Bearer $TOKEN"'
	LINK=$(member blobSasUrl)
	run 200 'curl -sS -D - -o "$EXPORTS/reviews.csv" "$LINK"'
	counts[csv]=$(count_csv_rows "$EXPORTS/reviews.csv")
}

check_agreement() {
	local stored=$((counts[created] + 1))

	step 'Do the numbers match?'
	printf '%-34s %8d\n' 'rows of the file, by sqlite3' "${counts[file]}" \
		'rows read by the import' "${counts[read]}" \
		'rows it rejected' "${counts[rejected]}" \
		'reviews stored, submitted one too' "$stored" \
		'counted by the summaries' "${counts[summaries]}" \
		'in the JSON export' "${counts[json]}" \
		'in the CSV export' "${counts[csv]}"
	if ((counts[file] != counts[read] || counts[summaries] != stored ||
		counts[json] != stored || counts[csv] != stored)); then
		fail 'The numbers do not match.'
	fi
	echo 'They match.'
}

# shellcheck disable=SC2016
show_removal() {
	step 'Remove the registration: the next call is refused'
	run 204 'curl -sS -i -X DELETE "$URL/admin/v1/app-registrations/$REGISTRATION" \
	-H "Authorization: Bearer $ADMIN_KEY"'
	run 403 'curl -sS -i "$URL/v2.0/caller" -H "Authorization: Bearer $TOKEN"'
	step 'Restore it: the same token is accepted'
	run 201 'curl -sS -i -X PUT "$URL/admin/v1/app-registrations/$REGISTRATION" \
	-H "Authorization: Bearer $ADMIN_KEY" -H "Content-Type: application/json" \
	-d "{\"name\":\"Demo app\",\"clientAppId\":\"$CLIENT\",\"directoryTenantId\":\"$DIRECTORY\"}"'
	run 200 'curl -sS -i "$URL/v2.0/caller" -H "Authorization: Bearer $TOKEN"'
}

# What was shown, and what a client needs.
summarize() {
	step 'Summary'
	printf '%-16s %s\n' \
		'Registration' 'an app refused, registered, accepted; removed, refused; restored, accepted' \
		'Reviews' "$((counts[created] + 1)) stored: ${counts[created]} of the file's ${counts[read]} rows, and 1 submitted" \
		'Numbers' 'the file, the import, the summaries and both exports match' \
		'Service URL' "$URL" 'Audience' "$AUDIENCE" 'Environment ID' "$TENANT"
}

stay_up() {
	local variables=$folder/variables name

	trap 'exit 0' INT TERM
	NEXT="$URL/v2.0/ratings?pageSize=1000"
	for name in URL ISSUER TENANT DIRECTORY CLIENT AUDIENCE TOKEN ADMIN_KEY REGISTRATION REVIEWS \
		NEXT PRODUCT LINK EXPORTS; do
		printf 'export %s=%q\n' "$name" "${!name}"
	done >"$variables"
	printf '%-16s %s\n' 'Pages' "$URL, with the admin key $ADMIN_KEY" \
		'Issuer' "$ISSUER" 'Logs' "$folder/*.log" \
		'In a terminal' "source $variables, and then any command above"
	printf '\nCtrl-C stops both programs and removes the folder.\n'
	wait -n || true
	fail "A program has exited; see above, or start again."
}

read_arguments "$@"
if [[ -z ${DEMO_PROGRAMS-} ]]; then
	install_packages "${build_packages[@]}"
	build release s2s-registry s2s-dev-issuer
fi
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
folder=$(mktemp -d)
EXPORTS=$folder
start_programs
show_registration
show_submission
show_import
show_summaries
show_export
check_agreement
show_removal
summarize
if [[ $once == no ]]; then
	stay_up
fi
