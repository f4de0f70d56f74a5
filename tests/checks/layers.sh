#!/usr/bin/env bash
# Checks every #include of src/ and include/ against the layers (docs/ARCHITECTURE.md), and every
# foreign header against the files that may use its library. Tests may include any header, but no .c
# file.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# Each layer, and the layers that it may include in addition to itself. A folder of src/api counts as a
# layer, but all of src/api may include its private headers.
declare -A uses=(
	[base]=''
	[config]='base'
	[db]='base'
	[http]='base'
	[registry]='base db'
	[reviews]='base db'
	[auth]='base db registry'
	[limit]='base'
	[upkeep]='base config db registry reviews'
	[work]='base config db registry reviews limit upkeep'
	[connector]='base config db registry auth'
	[api/core]='base config db http registry reviews auth limit upkeep work'
	[api/session]='base config db http registry reviews auth limit upkeep work api/core'
	[api/reviews]='base config db http registry reviews auth limit upkeep work api/core'
	[api/admin]='base config db http registry reviews auth limit upkeep work api/core'
	[api/open]='base config db http registry reviews auth limit upkeep work connector api/core'
	[api/pipeline]='base config db http registry reviews auth limit upkeep work api/core api/session'
	[service]='base config db http registry reviews auth limit upkeep work connector api/core api/reviews api/open api/pipeline'
	[devissuer]='base http'
	[cli]='base config db http registry reviews auth limit upkeep work connector api/core api/admin api/pipeline service'
)

# Each foreign header, and the files that may include it. The first matching row applies.
foreign='
microhttpd.h	src/http/server*.[ch]
gnutls/*	src/http/certificate.c src/http/tls_pair.c
sqlite3.h	src/db/sqlite.c src/db/sqlite_backup.c src/db/sqlite_error.[ch] src/db/sqlite_vfs.c src/db/sqlite_wal_index.[ch]
curl/*		src/auth/fetch.c
openssl/*	src/auth/jws_signature.c src/auth/jwk_key.c src/auth/edwards.c src/auth/roca.[ch] src/base/hash.c src/devissuer/*
jansson.h	src/base/jsonread.c src/devissuer/*
jwt.h		src/devissuer/*
ini.h		src/config/config_read.c
csv.h		src/reviews/*
utf8proc.h	src/base/text.c src/base/fold.c src/reviews/normalized_text.c
zlib.h		src/work/export_file.c src/cli/import_file.c src/api/core/static_text.c
png.h		src/connector/icon.c
zip.h		src/connector/archive.c
systemd/*	src/cli/main.c src/cli/reload_signal.c
sys/*		*
net/*		*
netinet/*	*
arpa/*		*
linux/*		*
'

# Headers of C and POSIX, without their .h.
system=' assert ctype dirent endian errno fcntl float getopt glob grp inttypes limits locale malloc
math netdb poll pthread pwd regex sched semaphore setjmp signal spawn stdalign stdarg stdatomic
stdbool stddef stdint stdio stdlib stdnoreturn string strings syslog termios threads time unistd
wchar '
system=${system//$'\n'/ }

# Sets $REPLY to the layer of a file: its folder below src or include.
find_layer() {
	REPLY=${1#*/}
	REPLY=${REPLY%/*}
}

check_own() {
	local where=$1 layer=$2 header=$3 target

	find_layer "src/$header"
	target=$REPLY
	if [[ ! -e include/$header && ! -e src/$header ]]; then
		complain "$where: no include/$header and no src/$header"
	elif [[ ${layer%%/*} != "${target%%/*}" && ! -e include/$header ]]; then
		complain "$where: $header is private to the layer ${target%%/*}"
	elif [[ $layer != "$target" && " ${uses[$layer]} " != *" $target "* ]]; then
		complain "$where: the layer $layer may not use $target"
	fi
}

check_foreign() {
	local where=$1 file=$2 header=$3 pattern files allowed

	if [[ $system == *" ${header%.h} "* ]]; then
		return
	fi
	while IFS=$'\t' read -r pattern files; do
		# shellcheck disable=SC2053 # the right side is a pattern
		if [[ -z $pattern || $header != $pattern ]]; then
			continue
		fi
		set -f
		for allowed in $files; do
			# shellcheck disable=SC2053
			if [[ $file == $allowed ]]; then
				set +f
				return
			fi
		done
		set +f
		complain "$where: <$header> belongs to $files"
		return
	done <<<"$foreign"
	complain "$where: <$header> is in no table of layers.sh"
}

include='^[[:space:]]*#[[:space:]]*include[[:space:]]*'
mapfile -t files < <(c_files src include)
if ((${#files[@]} == 0)); then
	finish includes
fi
while IFS=: read -r file line text; do
	checked=$((checked + 1))
	find_layer "$file"
	layer=$REPLY
	if [[ -z ${uses[$layer]+set} ]]; then
		complain "$file:$line: $layer is no layer of layers.sh"
	elif [[ $text =~ $include\"([^\"]+)\" ]]; then
		check_own "$file:$line" "$layer" "${BASH_REMATCH[1]}"
	elif [[ $text =~ $include\<([^\>]+)\> ]]; then
		check_foreign "$file:$line" "$file" "${BASH_REMATCH[1]}"
	else
		complain "$file:$line: an include that does not name a file"
	fi
done < <(grep -nHE "$include" "${files[@]}")

mapfile -t files < <(c_files src include tests)
complain_each < <(grep -nHE "$include"'["<][^">]*\.c[">]' "${files[@]}" |
	sed 's/$/: no file includes a .c file/')
finish includes
