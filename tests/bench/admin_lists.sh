#!/usr/bin/env bash
# Times the calls of the pages Moderation, Delete and Reporting over HTTP. Prints for each its status
# and the median of five times in milliseconds. Fill a database with tests/e2e/many_reviews.mjs,
# serve it with the preset release and without limits on calls, and run
#	tests/bench/admin_lists.sh http://127.0.0.1:9002/admin/v1 ADMIN_KEY
set -euo pipefail

base=${1:?the URL of the admin plane}
key=${2:?an admin key}
tries=5

once() {
	curl -s -o /dev/null -w '%{http_code} %{time_total}\n' -H "Authorization: Bearer $key" "$@"
}

measure() {
	local name=$1

	shift
	once "$@" >/dev/null
	for ((i = 0; i < tries; i++)); do
		once "$@"
	done | sort -k 2 -n | awk -v name="$name" '
		{ status = $1; time[NR] = $2 }
		END { printf "%8.1f ms  %s  %s\n", 1000 * time[int((NR + 1) / 2)], status, name }'
}

list() {
	measure "reviews?$1" "$base/reviews?$1"
}

list ''
periods=('from=2025-01-01' 'from=2020-01-01&until=2020-02-01' 'until=2016-02-01')
ratings=('rating=1' 'rating=5')
channels=('channelId=68719478000' 'channelId=68719478039')
products=('productId=P10000' 'productId=P12500')
states=('status=unpublished' 'status=published')
concerns=('concern=reported' 'concern=takenDown' 'concern=responded')
filters=("${periods[@]}" "${ratings[@]}" "${channels[@]}" "${products[@]}" "${states[@]}"
	"${concerns[@]}")
for ((i = 0; i < ${#filters[@]}; i++)); do
	list "${filters[i]}"
done
for ((i = 0; i < ${#filters[@]}; i++)); do
	for ((j = i + 1; j < ${#filters[@]}; j++)); do
		if ((j >= ${#periods[@]})) && [[ ${filters[i]%%=*} != "${filters[j]%%=*}" ]]; then
			list "${filters[i]}&${filters[j]}"
		fi
	done
done
list 'concern=reported,takenDown'
list 'concern=reported,responded'
list 'productId=P10000&channelId=none'
list 'channelId=none&concern=responded'
list 'maxpagesize=1000'
for words in shirt s zanzibar 'shirt%20zanzibar' 'ba%20de%20ki' P10000 Product notthere 'shirt%20notthere'; do
	list "search=$words"
	for filter in "${filters[@]}"; do
		list "search=$words&$filter"
	done
done
for what in '"userId": "user 17"' '"email": "nobody@example.com"'; do
	measure "personal-data:search {$what}" -X POST -H 'Content-Type: application/json' \
		-d "{$what}" "$base/personal-data:search"
done
for query in '' 'from=2025-01-01' 'granularity=week&from=2010-01-01' 'granularity=day&from=2024-06-01' \
	'channelId=68719478000' 'market=US' 'market=US&channelId=68719478000'; do
	measure "report?$query" "$base/report?$query"
done
measure report/products "$base/report/products"
measure 'report/products?market=US' "$base/report/products?market=US"
