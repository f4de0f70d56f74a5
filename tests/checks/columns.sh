#!/usr/bin/env bash
# Stores in src/ read a column by a name from an enum or a column list (db/column.h), never by a
# number. The files of src/db are exempt: they read single columns.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# Functions whose last argument is a column index, and enumerators with an explicit index.
by_number='\b(db_(int|text|is_null)|column_guid) *\([^()]*(\([^()]*\))?[^()]*, *[0-9][^()]*\)'
by_number+='|\bcolumn_(text|name) *\([^;]*, *[0-9]+ *[,)]'
by_number+='|\bCOLUMN_[A-Za-z_]+ *= *[1-9]'

# Prints the code of a file as one line.
joined() {
	code_lines "$1" | sed 's/^[^:]*:[^:]*://' | tr '\n\t' '  ' | tr -s ' '
}

while IFS= read -r file; do
	if [[ $file != *.[ch] || $file == src/db/* ]] || ! grep -qE '\b(db|column)_[a-z]+\(' "$file"; then
		continue
	fi
	checked=$((checked + 1))
	complain_each < <(joined "$file" | grep -oE "$by_number" |
		sed "s|^|$file: reads a column by number: |")
done < <(c_files src)
finish files
