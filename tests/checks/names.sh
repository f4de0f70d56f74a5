#!/usr/bin/env bash
# names.sh [ROOT [BUILD]]: forbidden names and required names. The first half reads the
# sources, the second the static libraries in BUILD (default build/dev): a module exports only
# <module>_*, and has no state outside its functions.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
build=${2:-$root/build/dev}

# Functions that overrun buffers, hide errors, have hidden state, or run a shell.
banned='strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|atol|atoll|atof|strto(l|ll|ul|ull|q|uq|d|f|ld)'
banned+='|strto[iu]max|alloca|system|popen|tmpnam|tempnam|mktemp|rand|srand|random|srandom'
banned+='|localtime|gmtime|ctime|asctime|setjmp|longjmp'

# Reserved identifiers that the compiler and the C library define for our use.
provided='__attribute__|__builtin_[a-z0-9_]+|__(sync|atomic)_[a-z0-9_]+|__has_[a-z]+|__extension__'
provided+='|__SANITIZE_[A-Z]+__|__(FILE|LINE|COUNTER|VERSION)__|__func__|__VA_ARGS__|__VA_OPT__'
provided+='|__typeof__|__clang__|__GNUC__|__linux__|__x86_64__|__aarch64__|__STDC_[A-Z_]+__'
provided+='|__ORDER_[A-Z_]+__|__BYTE_ORDER__|__int128|_Static_assert|_Generic|_Noreturn|_Atomic'
provided+='|_Alignas|_Alignof|_Bool|_Thread_local|_(POSIX|SC|PC|CS)_[A-Z0-9_]+|_IO[FLN]BF'
provided+='|_GNU_SOURCE|__ATOMIC_[A-Z_]+'

# Exported names that do not start with their module's name.
exported_by_rule='embedded_table|embedded_table_count'

# The allowed mutable variables with static storage, as layer/module:name.
mutable_by_rule='base/guid:last base/guid:stock base/clock:last'
mutable_by_rule+=' base/hash:fetched_once base/hash:fetched_sha256 base/arena:spare base/arena:spare_once'
mutable_by_rule+=' http/server_callbacks:is_named base/yield:slice_began_ns db/sqlite:prepared_once db/sqlite_vfs:shim'
mutable_by_rule+=' base/state_machine:observer'

mapfile -t files < <(c_files src include tests)
if ((${#files[@]} > 0)); then
	checked=${#files[@]}
	lines=$(code_lines "${files[@]}")
	complain_each < <(grep -E "[^A-Za-z0-9_.>]($banned)[[:space:]]*\(" <<<"$lines" |
		sed 's/^\([^:]*:[^:]*:\).*/\1 & : a banned function/')
	complain_each < <(awk -v provided="^($provided)\$" '{
		split($0, part, ":")
		where = part[1] ":" part[2]
		rest = substr($0, length(where) + 2)
		while (match(rest, /[A-Za-z_][A-Za-z0-9_]*/)) {
			word = substr(rest, RSTART, RLENGTH)
			rest = substr(rest, RSTART + RLENGTH)
			if (word ~ /^(_[A-Z]|__)/ && word !~ provided)
				print where ": " word " is a reserved identifier"
		}
	}' <<<"$lines")
	complain_each < <(grep -E ':[A-Za-z][A-Za-z0-9_ *]*[ *](jwt|json)_[a-z0-9_]*\(' <<<"$lines" |
		sed 's/$/ : jwt_ and json_ belong to libjwt and jansson/')
	complain_each < <(grep -E '(^|[^A-Za-z0-9_])typedef[[:space:]]+(struct|union|enum)' <<<"$lines" |
		sed 's/$/ : no typedef for structs, unions and enums/')
fi

# Names that compilers and sanitizers add; none of our names begins like them.
instrumented='^(__|\\.L|(asan|tsan|sancov)\\.)'

check_library() {
	local layer=$1 library=$build/lib$1.a

	if [[ ! -e $library ]]; then
		complain "$library is not built"
		return
	fi
	complain_each < <(nm -A --format=sysv --defined-only "$library" 2>/dev/null |
		awk -F '|' -v layer="$layer" -v instrumented="$instrumented" \
			-v exported="^($exported_by_rule)\$" -v mutable=" $mutable_by_rule " '
		NF < 7 { next }
		{
			gsub(/ /, "")
			count = split($1, part, ":")
			symbol = part[count]
			module = part[count - 1]
			sub(/\.c\.o$|\.o$/, "", module)
			if (symbol ~ instrumented || symbol ~ exported)
				next
			if ($3 ~ /^[A-Z]$/ && $3 !~ /^[NU]$/ && index(symbol, module "_") != 1)
				print layer "/" module ": exports " symbol ", which does not start with " module "_"
			sub(/\.[0-9]+$/, "", symbol)
			if ($7 ~ /^(\.t?(data|bss)|\*COM\*)/ && $7 !~ /^\.data\.rel\.ro/ &&
				index(mutable, " " layer "/" module ":" symbol " ") == 0)
				print layer "/" module ": " symbol " is a mutable variable with static storage"
		}')
	checked=$((checked + 1))
}

libraries=0
for folder in src/*/; do
	layer=$(basename "$folder")
	if compgen -G "src/$layer/*.c" >/dev/null; then
		check_library "$layer"
		libraries=$((libraries + 1))
	fi
done
if ((libraries == 0)); then
	complain "no layer in src/"
fi
finish 'files and libraries'
