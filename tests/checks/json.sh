#!/usr/bin/env bash
# A JSON document that exceeds its bound is truncated. Code reads the text of a struct jsonwrite only
# through jsonwrite_finish(), which reports this. It may use the arena and append to the buffer. The
# log line is exempt: it has no arena, and omits fields that exceed its bound.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

mapfile -t files < <(c_files src include | grep -v '/base/jsonwrite\.[ch]$\|/base/log_line\.c$')
checked=${#files[@]}
if ((checked > 0)); then
	complain_each < <(code_lines "${files[@]}" |
		grep -E 'buffer_text\(&[^)]*[.>]buffer\)|[.>]buffer\.(full|data|length)' |
		sed 's/$/: use jsonwrite_finish()/')
fi
finish files
