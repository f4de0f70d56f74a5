#!/usr/bin/env bash
# cases.sh REGISTRY ISSUER CLIENT [FILE...]: runs the case files (default: all) over the wire, each
# against a service of its own on an empty database. The arguments are the built programs
# s2s-registry, s2s-dev-issuer and http_cases.
set -euo pipefail

registry=$(realpath "$1")
issuer=$(realpath "$2")
client=$(realpath "$3")
shift 3
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
files=("$@")
if ((${#files[@]} == 0)); then
	shopt -s nullglob
	files=(tests/cases/*.http)
fi
if ((${#files[@]} == 0)); then
	echo 'cases.sh: there is no case file' >&2
	exit 1
fi

work=$(mktemp -d)
issuer_pid=
registry_pid=

# Ends a program that this script started, and returns its exit status.
end() {
	kill "$1" 2>/dev/null || true
	wait "$1"
}

clean_up() {
	if [[ -n $registry_pid ]]; then
		end "$registry_pid" || true
	fi
	if [[ -n $issuer_pid ]]; then
		end "$issuer_pid" || true
	fi
	rm -rf "$work"
}
trap clean_up EXIT

# Prints the value of a member of the log line with a program's address.
listening() {
	local log=$1 member=$2 pid=$3 value tries

	for ((tries = 0; tries < 300; tries++)); do
		value=$(sed -n "/\"listening\"/s/.*\"$member\":\"\([^\"]*\)\".*/\1/p" "$log")
		if [[ -n $value ]]; then
			echo "$value"
			return
		fi
		if ! kill -0 "$pid" 2>/dev/null; then
			break
		fi
		sleep 0.1
	done
	echo "cases.sh: a program does not listen:" >&2
	cat "$log" >&2
	return 1
}

# The logs exist before the programs start, so listening() can read them at once.
: >"$work/issuer.log"
"$issuer" >"$work/issuer.log" 2>&1 &
issuer_pid=$!
issuer_url=$(listening "$work/issuer.log" url "$issuer_pid")

# run_file FILE: fails if an expectation failed or the service did not end properly.
run_file() {
	local dir log settings key url environment result=0

	dir=$(mktemp -d "$work/case.XXXXXX")
	log=$dir/service.log
	settings=(
		--set server.port=0
		--set "database.path=$dir/s2s.db"
		--set auth.cloud=custom
		--set "auth.authority=$issuer_url"
		--set "auth.issuer-v1=$issuer_url/sts/{tid}/"
		--set "auth.issuer-v2=$issuer_url/{tid}/v2.0"
		--set auth.cloud-instance-name=microsoftonline.com
		--set "auth.audiences=api://$api $api"
		--set auth.allow-loopback-http=true
		--set auth.key-wait-ms=1000
		--set "issuer.partner.url=$issuer_url/openid"
		--set "issuer.partner.algorithms=RS256 ES256"
		--set issuer.partner.client-names=true
		--set issuer.partner.directories=55555555-5555-4555-8555-555555555555
		--set admin.directories=66666666-6666-4666-8666-666666666666
		--set admin.clients=77777777-7777-4777-8777-777777777777
		--set admin.admin-groups=88888888-8888-4888-8888-000000000001
		--set admin.moderator-groups=88888888-8888-4888-8888-000000000002
		--set admin.auditor-groups=88888888-8888-4888-8888-000000000003
		--set admin.sign-in-client-id=77777777-7777-4777-8777-777777777777
		--set admin.sign-in-directory=66666666-6666-4666-8666-666666666666
		--set reviews.import-max-mib=1
		--set "reviews.word-list-dir=$PWD/tests/vectors/words"
		--set "reviews.product-url=https://shop.example.com/p/{productId}"
		--set limits.admin-refusals=1000
	)
	key=$("$registry" "${settings[@]}" admin-key create cases)
	: >"$log"
	"$registry" "${settings[@]}" serve >"$log" 2>&1 &
	registry_pid=$!
	url=$(listening "$log" url "$registry_pid")
	environment=$(listening "$log" environment "$registry_pid")
	"$client" "$url" "$issuer_url" "$environment" "$key" "$1" || result=1
	end "$registry_pid" || result=1
	registry_pid=
	if ((result != 0)); then
		echo "the last lines of the service's log:" >&2
		tail -n 20 "$log" >&2
	fi
	return "$result"
}

api=11111111-1111-4111-8111-111111111111
failed=0
for file in "${files[@]}"; do
	if run_file "$file"; then
		echo "good: $file"
	else
		echo "FAILED: $file"
		failed=1
	fi
done
if ! end "$issuer_pid"; then
	echo 'cases.sh: the issuer ended badly' >&2
	cat "$work/issuer.log" >&2
	failed=1
fi
issuer_pid=
exit "$failed"
