#!/usr/bin/env bash
# No casts by position: container_of() finds the structure around a member, and names the member. The
# check reports each cast of a plain variable to `struct NAME *`, except to a socket address, and
# except of a variable `context`, which is void or opaque.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

mapfile -t files < <(c_files src include)
checked=${#files[@]}
if ((checked > 0)); then
	complain_each < <(code_lines "${files[@]}" |
		grep -E '\(struct [a-z0-9_]+ \*\)(\(void \*\))?[a-z_]+([^A-Za-z0-9_.([>-]|-[^>]|$)' |
		grep -Ev '\(struct (sockaddr[a-z0-9_]* \*\)|[a-z0-9_]+ \*\)context[^a-z_])' |
		sed 's/$/: a cast by position; use container_of()/')
fi
finish files
