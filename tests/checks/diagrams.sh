#!/usr/bin/env bash
# docs/ARCHITECTURE.md and the tree agree: every box of a Mermaid diagram is a folder or a module,
# every layer is a box and a row, layers.sh allows each arrow between layers, and every path in
# backticks exists.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

document=docs/ARCHITECTURE.md
layers=$checks/layers.sh

if [[ ! -e $document ]]; then
	finish 'boxes and paths'
fi

# Prints the arrows of all diagrams as "FROM TO".
arrows() {
	awk '
	/^```mermaid/ { inside = 1; next }
	/^```/ { inside = 0 }
	inside && / --> / { print $1, $3 }' "$document"
}

exists() {
	[[ -d src/$1 || -e src/$1.c || -e src/$1.h || -e include/$1.h ]]
}

# The allowed uses from the table of layers.sh, one per line as "USER USED".
allowed=$(awk -F "[][=']+" '/^\t\[[a-z\/]+\]=/ {
	count = split($3, used, " ")
	for (i = 1; i <= count; i++)
		print $2, used[i]
}' "$layers")

while read -r from to; do
	checked=$((checked + 1))
	for box in "$from" "$to"; do
		exists "$box" || complain "$document: no folder or module $box"
	done
	if [[ -d src/$from && -d src/$to ]] && ! grep -qx "$from $to" <<<"$allowed"; then
		complain "$document: layers.sh does not allow $from to use $to"
	fi
done < <(arrows)

boxes=$(arrows | tr ' ' '\n' | sort -u)
while read -r layer; do
	[[ -d src/$layer ]] || continue
	grep -qx "$layer" <<<"$boxes" || complain "$document: the layer $layer is in no diagram"
	grep -q "^| \`$layer\` |" "$document" || complain "$document: the layer $layer has no row"
done < <(cut -d ' ' -f 1 <<<"$allowed" | sort -u)

while read -r path; do
	checked=$((checked + 1))
	compgen -G "src/$path" >/dev/null || compgen -G "include/$path" >/dev/null ||
		compgen -G "$path" >/dev/null || complain "$document: no file $path"
done < <(grep -oE '`[a-zA-Z0-9_*/]+\.(c|h|js|sh|mjs|json|conf)`' "$document" | tr -d '`' | grep / |
	sort -u)
finish 'boxes and paths'
