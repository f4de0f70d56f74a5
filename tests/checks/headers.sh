#!/usr/bin/env bash
# Every public header begins with a comment that describes its module, and has the include guard
# <LAYER>_<MODULE>_H.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

mapfile -t files < <(c_files include)
for file in "${files[@]}"; do
	module=$(basename "$file" .h)
	path=${file#include/}
	guard=${path//[^A-Za-z0-9]/_}
	guard=${guard^^}
	{ IFS= read -r first && IFS= read -r second; } <"$file" || true
	if [[ ${first:-} != '/*' || ${second:-} != " * $module: "?* ]]; then
		complain "$file: must begin with the comment \"/*\" and \" * $module: what it is\""
	fi
	if ! grep -qx "#ifndef $guard" "$file" || ! grep -qx "#define $guard" "$file"; then
		complain "$file: must have the include guard $guard"
	fi
	checked=$((checked + 1))
done
finish headers
