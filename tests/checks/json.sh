#!/usr/bin/env bash
# A JSON document that outgrew its bound has been cut: nobody takes what a struct jsonwrite holds but
# by jsonwrite_finish(), which says so. Its arena may be used, and its buffer added to. A log line has
# no arena, and leaves out what would outgrow it.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

mapfile -t files < <(c_files src include | grep -v '/base/jsonwrite\.[ch]$\|/base/log_line\.c$')
checked=${#files[@]}
if ((checked > 0)); then
	complain_each < <(code_lines "${files[@]}" |
		grep -E 'buffer_text\(&[^)]*[.>]buffer\)|[.>]buffer\.(full|data|length)' |
		sed 's/$/: go by jsonwrite_finish()/')
fi
finish files
