#!/usr/bin/env bash
# Rules for the pages in src/web: every text is in the table of strings, and every string is used. No
# text is parsed as HTML, nothing is inline, nothing comes from another host. The service has the same
# pages. Every imported file exists, and imports have no circles. The total size is bounded.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# Bytes of the site builder's pages, and of the page of the API, whose files are docs*.
bytes_max=160000
docs_bytes_max=30000
web=src/web

# Names that turn text into markup or code, or bypass the style policy.
banned='innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment'
banned+='|\beval\(|new Function|setTimeout\(.[`"'\'']|setAttribute\(.style|\bstyle:|javascript:'

mapfile -t scripts < <(find "$web" -name '*.js' 2>/dev/null | sort)
mapfile -t files < <(find "$web" -type f 2>/dev/null | sort)
if ((${#scripts[@]} == 0)); then
	finish files
fi
checked=${#files[@]}

# Prints the keys of the table, one per line.
keys() {
	sed -nE "s/^\t'([^']+)':.*/\1/p" "$web/strings.js"
}

# Prints the keys in the scripts: whole keys, and prefixes of composed keys, marked with *. Every
# quoted word counts, since not every key is a literal argument of t().
used_keys() {
	local others=()

	mapfile -t others < <(printf '%s\n' "${scripts[@]}" | grep -v '/strings\.js$')
	grep -ohE "'[a-zA-Z]+(\.[a-zA-Z0-9.-]+)?'" "${others[@]}" | tr -d "'"
	grep -ohE '`[a-zA-Z]+\.\$\{' "${others[@]}" | sed -E 's/^`(.*)\$\{$/\1*/'
	grep -ohE "nameOf\('[a-zA-Z]+'" "${others[@]}" | sed -E "s/^nameOf\('(.*)'$/\1.*/"
	grep -ohE '`[a-zA-Z]+\.\$\{[^}`]*\}[a-zA-Z.]+`' "${others[@]}" |
		sed -E 's/^`([a-zA-Z]+\.)\$\{.*/\1*/'
}

# Prints the literal arguments of t().
called_keys() {
	grep -ohE "\bt\('[^']+'" "${scripts[@]}" | sed -E "s/^t\('(.*)'$/\1/" | sort -u
}

complain_each < <(keys | sort | uniq -d | sed "s|^|$web/strings.js: defined twice: |")
complain_each < <(comm -13 <(keys | sort -u) <(called_keys) |
	sed "s|^|$web/strings.js: no text for: |")
complain_each < <(awk '
	NR == FNR { if (sub(/\*$/, "")) begins[$0]; else whole[$0]; next }
	{
		found = $0 in whole
		for (beginning in begins)
			found = found || index($0, beginning) == 1
		if (!found)
			print "'"$web"'/strings.js: nothing uses: " $0
	}' <(used_keys | sort -u) <(keys))

complain_each < <(grep -nE "$banned" "${scripts[@]}" | sed 's/$/: is parsed as markup or code/')
complain_each < <(grep -nE '<script[^>]*>[^<]|<style|[^a-z]style=|[^a-z]on[a-z]+=' \
	"$web"/*.html "$web"/*.svg | sed 's/$/: is inline/')
complain_each < <(grep -nE '(https?:)?//[a-z0-9-]+\.[a-z]' "${files[@]}" |
	grep -v 'http://www.w3.org/' | sed 's/$/: comes from another host/')

# Prints "file:module" for each import, static or dynamic.
imports() {
	grep -oE "(from '|import\('|import ')\./[^']+" "${scripts[@]}" | sed "s|:.*'\./|:|"
}

# Every imported file exists.
while IFS=: read -r file wanted; do
	if [[ ! -f $web/$wanted ]]; then
		complain "$file: no file $web/$wanted"
	fi
done < <(imports
	grep -oHE '/web/[a-z_.]+' "$web"/*.html | sed 's|:/web/|:|')

# No module imports itself through others; tsort lists the modules of each circle.
complain_each < <(imports | sed "s|^$web/||; s|:| |" | tsort 2>&1 >/dev/null |
	sed "s|^tsort: -:|$web:|; s|^tsort: |$web: in an import circle: |")

# The service and the menu have the same pages.
service_file=src/api/open/web_files.c
service=$(sed -n '/^static const char \*const pages/,/};/p' "$service_file" | grep -oE '"[a-z]+"' |
	tr -d '"' | sort)
menu=$(grep -oE "name: '[a-z]+'" "$web/pages.js" | cut -d "'" -f 2 | sort)
if [[ $service != "$menu" ]]; then
	complain "$service_file has the pages ${service//$'\n'/ }; $web/pages.js has ${menu//$'\n'/ }"
fi

# Every check that a diagnosis can report has a name.
complain_each < <(comm -23 \
	<(sed -n '/^const struct check checks_table/,/^};/p' src/auth/checks.c |
		grep -oE 'CHECK_FOR_(ALL|APPS)|^	\{"[a-z-]+"' |
		awk -F '"' '/"/ { name = $2; next } name != "" { print "check." name; name = "" }' | sort) \
	<(keys | sort) | sed "s|^|$web/strings.js: no name for the check: |")

# bytes_within MAX FILE...: complains if the files have more bytes.
bytes_within() {
	local most=$1 bytes

	shift
	bytes=$(cat "$@" </dev/null | wc -c)
	if ((bytes > most)); then
		complain "$web: $* have $bytes bytes; $most are allowed"
	fi
}

mapfile -t docs < <(printf '%s\n' "${files[@]}" | grep "^$web/docs" || true)
mapfile -t pages < <(printf '%s\n' "${files[@]}" | grep -v "^$web/docs" || true)
bytes_within "$bytes_max" "${pages[@]}"
bytes_within "$docs_bytes_max" "${docs[@]}"
finish files
