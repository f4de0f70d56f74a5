#!/usr/bin/env bash
# Proves that the checks can fail: each accepts a small good tree, refuses every small bad tree with
# the expected words, and refuses an empty tree.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
source "$checks/../../scripts/packages.sh"
CLANG_FORMAT=$(clang_format)
export CLANG_FORMAT

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tree=$work/tree

good_tree() {
	rm -rf "$tree"
	mkdir -p "$tree"/{src,include}/base "$tree"/{src,include}/http "$tree"/build
	cp "$root/.clang-format" "$tree"
	printf '%s\n' '/*' ' * good: a header.' ' */' '#ifndef BASE_GOOD_H' '#define BASE_GOOD_H' '' \
		'int good_one(void);' '' '#endif' >"$tree/include/base/good.h"
	printf '%s\n' '#include "base/good.h"' '' '#include <stdlib.h>' '' \
		'static const char *const words[] = {"system(1)", "a"};' '' 'int good_one(void)' '{' \
		$'\t/* never calls sprintf(), __this or rand() */' \
		$'\treturn words[0][0] == \'"\' ? EXIT_FAILURE : EXIT_SUCCESS;' '}' >"$tree/src/base/good.c"
	printf '%s\n' '#include "base/good.h"' >"$tree/src/http/page.c"
	echo '#define PAGE 1' >"$tree/src/http/page.h"
	cp "$tree/include/base/good.h" "$tree/include/http/shown.h"
	sed -i 's/good:/shown:/; s/BASE_GOOD/HTTP_SHOWN/' "$tree/include/http/shown.h"
}

# Builds the tree's layers without the files that do not compile; names.sh still reads their sources.
build_tree() {
	local file layer object

	for file in "$tree"/src/*/*.c; do
		layer=$(basename "$(dirname "$file")")
		object=$work/$(basename "$file").o
		if "${CC:-cc}" -w -I"$tree/include" -I"$tree/src" -c -o "$object" "$file" 2>/dev/null; then
			ar qc "$tree/build/lib$layer.a" "$object"
		fi
	done
}

# A schema, and the minimum number of statements of plans.sh.
add_statements() {
	mkdir -p "$tree/migrations/sqlite"
	echo 'CREATE TABLE t (id TEXT NOT NULL PRIMARY KEY, n BIGINT, m BIGINT);' \
		'CREATE INDEX t_n ON t (n);' >"$tree/migrations/sqlite/0001_t.sql"
	for ((i = 0; i < 15; i++)); do
		echo 'db_query_literal(&rows, db, "" "SELECT m FROM t " "WHERE n = $1", 0);'
	done >"$tree/src/http/statements.c"
}

# Two refusals: a unit test expects one of them, a case file the other.
add_refusals() {
	mkdir -p "$tree"/include/auth "$tree"/tests/{unit,cases}
	printf '\t%s\n' 'ROW(NAMED, "Named", 401, NULL, "a", "b") \' 'ROW(CODED, "Coded", \' \
		'401, NULL, "a", "b")' >>"$tree/include/auth/refusal.h"
	echo '#define EXPECTED REFUSAL_NAMED' >>"$tree/tests/unit/test_good.c"
	echo '?? body $.code is "Coded"' >>"$tree/tests/cases/good.http"
}

# Codes in the table of the API, a code in the table of refusals, and one that no response has.
add_codes() {
	mkdir -p "$tree"/docs "$tree"/src/config "$tree"/include/auth
	printf '%s\n' '| status | codes |' '|---|---|' '| 400 | `Known` and `Kept` |' '' '`Else`' \
		>>"$tree/docs/api.md"
	echo '| `Refused` | 401 |' >>"$tree/docs/security.md"
	printf '%s\n' 'fault_add(f, TEXT("a"),' '"Known", "A %s; b.", "Not");' \
		'fault_set(f, 1, "Refused", "c");' 'f->code = "Kept";' >>"$tree/src/http/codes.c"
	echo 'fault_set(f, 1, "Start", "a");' >"$tree/src/config/config.c"
	touch "$tree/include/auth/refusal.h"
}

# Two modules and a page. A test may have written the first lines of the strings.
add_web() {
	mkdir -p "$tree"/src/web "$tree"/src/api/open
	printf '%s\n' "const strings = {" $'\t\'page.one\': \'One\',' '};' >>"$tree/src/web/strings.js"
	printf '%s\n' "import { t } from './strings.js';" "export const pages = [{ name: 'one' }];" \
		"t('page.one');" >>"$tree/src/web/pages.js"
	echo '<script type="module" src="/web/pages.js"></script>' >>"$tree/src/web/index.html"
	echo '<svg/>' >"$tree/src/web/icon.svg"
	printf '%s\n' 'static const char *const pages[] = {"one"};' >"$tree/src/api/open/web_files.c"
}

add_diagrams() {
	mkdir -p "$tree/docs"
	printf '%s\n' '```mermaid' 'http --> base' 'http/page --> base/good' '```' '| `base` | a |' \
		'| `http` | b |' '`base/good.c`' >>"$tree/docs/ARCHITECTURE.md"
}

# Adds the files that only one check reads.
add_for() {
	case $1 in
	diagrams) add_diagrams ;;
	web) add_web ;;
	codes) add_codes ;;
	columns) echo 'n = db_int(rows, COLUMN_id) + db_int(rows, i);' >>"$tree/src/http/page.c" ;;
	plans) add_statements ;;
	refusals) add_refusals ;;
	esac
}

run_check() {
	"$checks/$1.sh" "$tree" "$tree/build" 2>&1
}

# refuses CHECK WORDS FILE LINE...: adds these lines to FILE in the good tree, and expects that the
# check refuses it with these words.
refuses() {
	local check=$1 words=$2 file=$3 output

	shift 3
	good_tree
	mkdir -p "$(dirname "$tree/$file")"
	printf '%b\n' "$@" >>"$tree/$file"
	if [[ $check == names ]]; then
		build_tree
	fi
	add_for "$check"
	checked=$((checked + 1))
	if output=$(run_check "$check"); then
		complain "$check accepts $file with: $*"
	elif [[ $output != *"$words"* ]]; then
		complain "$check refuses $file without the words \"$words\": $output"
	fi
}

for check in layers circles names format shape text headers json casts columns plans codes refusals web \
	diagrams words; do
	good_tree
	build_tree
	add_for "$check"
	output=$(run_check "$check") || complain "$check refuses the good tree: $output"
	rm -rf "$tree"
	mkdir -p "$tree/build"
	if output=$(run_check "$check"); then
		complain "$check accepts an empty tree"
	fi
	checked=$((checked + 2))
done

refuses layers 'may not use http' src/base/bad.c '#include "http/shown.h"'
refuses layers 'no include/base/none.h' src/base/bad.c '#include "base/none.h"'
refuses layers 'private to the layer http' src/base/bad.c '#include "http/page.h"'
refuses layers 'private to the layer http' src/cli/prog.c '#include "http/page.h"'
refuses layers 'belongs to src/http/server' src/base/bad.c '#include <microhttpd.h>'
refuses layers 'belongs to src/auth/fetch.c' src/http/server.c '#include <curl/curl.h>'
refuses layers 'in no table' src/base/bad.c '#include <expat.h>'
refuses layers 'is no layer' src/other/bad.c '#include <stdio.h>'
refuses layers 'does not name a file' src/base/bad.c '#include NAME'
refuses layers 'includes a .c file' tests/unit/bad.c '#include "../../src/base/good.c"'

refuses circles 'a circle: base/good -> http/page' src/base/good.c '#include "http/page.h"'

refuses names 'a banned function' src/base/bad.c 'int bad(char *s) { return sprintf(s, "a"); }'
refuses names 'a banned function' tests/unit/bad.c 'int bad(char *s) { return (atoi (s)); }'
refuses names '__mine is a reserved' src/base/bad.c '#define __mine 1'
refuses names '_Mine is a reserved' include/base/bad.h 'struct _Mine { int a; };'
refuses names 'jwt_ and json_' tests/unit/bad.c 'static int *json_mine(void)' '{' '}'
refuses names 'no typedef' src/base/bad.c 'typedef struct bad { int a; } bad_t;'
refuses names 'does not start with bad_' src/base/bad.c 'int start_bad(void) { return 1; }'
refuses names 'does not start with bad_' src/base/bad.c 'const int badly = 1;'
refuses names 'with static storage' src/base/bad.c 'static int stop_n = 1;' 'int *bad_n(void) { return &stop_n; }'
refuses names 'with static storage' src/base/bad.c 'int *bad_n(void) { static int n; return &n; }'
refuses names 'with static storage' src/base/bad.c 'const char *bad_names[] = {"a"};'
refuses names 'with static storage' src/base/bad.c 'static __thread int n;' 'int *bad_n(void) { return &n; }'
refuses names 'is not built' src/db/bad.c 'this does not compile'

refuses format 'run clang-format' src/base/bad.c 'int  bad;'

refuses shape 'more than 400 lines' include/base/bad.h $'\n'{1..401}
refuses shape 'more than 80' src/base/bad.c 'void bad(void)' '{' '\t;'{1..79} '}'
refuses shape 'median function' src/base/bad.c '{' '\t;'{1..20} '}' '{' '\t;'{1..20} '}'
refuses shape '90th percentile' src/base/bad.c '{' '\t;'{1..60} '}'

refuses text 'trailing blanks' docs/bad.md 'a '
refuses text 'a carriage return' docs/bad.md 'a\r'
refuses text 'no newline' docs/bad.md 'a\nb\c'
refuses text 'a to-do note' src/base/bad.c '/* TO''DO: it */'
refuses text 'a path of a personal machine' docs/bad.md 'see /ho''me/me/notes'
refuses text 'instead of a tab' src/base/bad.c '        int a;'

refuses headers 'must begin' include/base/bad.h '#ifndef BASE_BAD_H' '#define BASE_BAD_H' '#endif'
refuses headers 'must have the include guard' include/base/bad.h '/*' ' * bad: it' ' */'

refuses json 'use jsonwrite_finish' src/http/bad.c 'return buffer_text(&out->buffer);'
refuses json 'use jsonwrite_finish' src/base/bad.c 'if (out.buffer.full)'

refuses casts 'use container_of()' src/base/bad.c 'struct bad *bad = (struct bad *)job;'
refuses casts 'use container_of()' src/base/bad.c 'return ((struct bad *)(void *)waiter)->n;'

refuses columns 'by number' src/base/bad.c 'n = db_int(rows, 3);'
refuses columns 'by number' src/base/bad.c 't = arena_text(arena, db_text(' '\\t&rows, 2 + i));'
refuses columns 'by number' src/base/bad.c 't = column_text(fault->arena, &rows, 1);'
refuses columns 'by number' src/base/bad.c 'enum { COLUMN_REASON = 40 };' 't = db_text(rows, COLUMN_REASON);'

refuses words 'housekeeping, task' src/base/bad.c '/* The janitor comes. */'
refuses words 'write: after' docs/a.md 'It runs behind the batch.'
refuses words 'name the caller' include/base/bad.h '/* Nobody waits. */'
refuses diagrams 'no folder or module http/gone' docs/ARCHITECTURE.md \
	'```mermaid' 'http/gone --> base' '```'
refuses diagrams 'layers.sh does not allow base to use http' docs/ARCHITECTURE.md \
	'```mermaid' 'base --> http' '```'
refuses diagrams 'the layer limit has no row' src/limit/a.c 'int a;'
refuses diagrams 'no file base/gone.h' docs/ARCHITECTURE.md '`base/gone.h`'
refuses plans 'SCAN t' src/base/bad.c 'db_query_literal(r, db, "" "SELECT m FROM t", 0);'
refuses plans 'SCAN t' src/base/bad.c '#define ALL "t SET m"' 'db_exec_literal(d, f, "UPDATE " ALL " = 1", 0);'
refuses plans 'TEMP B-TREE' src/base/bad.c \
	'db_query_literal(r, db,' '"" "SELECT m FROM t WHERE n = 1 "' '"ORDER BY m", 0);'
refuses plans 'sql is not a literal' src/base/bad.c 'db_query_literal(r, db, sql, 0);'
refuses plans 'no such column' src/base/bad.c 'db_query_literal(r, db, "SELECT x FROM t", 0);'

# A folder can have too many files.
good_tree
touch "$tree"/src/base/{a..z}.c "$tree"/src/base/{a..n}.h
output=$(run_check shape) && complain "shape accepts a folder of 41 files"
[[ $output == *'41 files, more than 40'* ]] || complain "shape refuses 41 files without saying so"
checked=$((checked + 1))

refuses codes 'Lost is in the sources' src/base/bad.c 'fault_set(f, 1,' '"Lost", "a");'
refuses codes 'Lost is in the sources' src/base/bad.c 'fault_add(f, of("a[%zu]", 1), "Lost", "a");'
refuses codes 'Lost is in the sources' src/base/bad.c 'char *code_a[] = {"Known", "Lost"};'
refuses codes 'Else is in the sources' src/base/bad.c 'fault_set(f, 1, "Else", "a");'
refuses codes 'no source uses Gone' docs/api.md '| status | codes |' '|---|---|' '| 400 | `Gone` |'

refuses refusals 'no test expects LOST (Lost)' include/auth/refusal.h 'ROW(LOST, "Lost", 401'
refuses refusals 'no test expects NAME (Name)' include/auth/refusal.h 'ROW(NAME, "Name", 401'

refuses web 'in an import circle: pages.js' src/web/strings.js "import './pages.js';"
refuses web 'in an import circle: pages.js' src/web/strings.js "const late = () => import('./pages.js');"
refuses web 'no file src/web/none.js' src/web/strings.js "import './none.js';"
refuses web 'no text for: page.two' src/web/pages.js "t('page.two');"
refuses web 'nothing uses: page.two' src/web/strings.js "\t'page.two': 'Two',"
refuses web 'is parsed as markup or code' src/web/pages.js 'document.body.innerHTML = "";'
refuses web 'is inline' src/web/index.html '<b style="color: red"></b>'
refuses web 'comes from another host' src/web/pages.js "fetch('//example.com');"
refuses web 'has the pages one' src/web/pages.js "[{ name: 'two' }];"
# The rules for connectors find every fault that is planted in the program's own connectors.
rm -rf "$tree"
mkdir -p "$tree/build"
if run_check connector >/dev/null; then
	complain "connector accepts an empty tree"
fi
program=${2:-$root/build/dev}/s2s-registry
"$program" routes >"$work/routes"
for kind in '' --admin; do
	"$program" connector --out "$work/connector$kind" ${kind:+"$kind"} --host reviews.contoso.com \
		--set auth.audiences=api://s2s-registry >/dev/null
done
planted=$(node "$checks/connector_faults.mjs" "$work/routes" "$work/connector" "$work/connector--admin") ||
	complain "a rule for connectors finds no fault"
checked=$((checked + planted))
finish trees
