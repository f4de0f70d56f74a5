#!/usr/bin/env bash
# jws_verify.sh REGISTRY: tests exit status and output of s2s-registry jws-verify. The argument is the
# built program.
set -euo pipefail

registry=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
vectors=$PWD/tests/vectors/jws
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/empty"
checked=0
failed=0

complain() {
	printf 'FAILED: %s\n' "$*" >&2
	failed=1
}

# run ARGUMENT...: runs the command on standard input, in an empty folder, since it needs no files.
run() {
	checked=$((checked + 1))
	status=0
	(cd "$work/empty" && "$registry" jws-verify "$@") >"$work/out" 2>"$work/err" || status=$?
}

# accepts NAME ARGUMENT...: expects a valid input, and the payload of the vector.
accepts() {
	local vector=$1

	shift
	run "$@"
	if ((status != 0)); then
		complain "$vector $* ends with $status: $(cat "$work/err")"
	fi
	cmp -s "$work/out" "$vectors/$vector.payload" || complain "$vector $*: another payload"
	[[ ! -s $work/err ]] || complain "$vector $*: something on standard error"
}

# refuses CODE ARGUMENT...: expects only the code on standard output, and a sentence on standard error.
refuses() {
	local code=$1

	shift
	run "$@"
	((status == 1)) || complain "$code $* ends with $status"
	[[ $(cat "$work/out"; echo .) == "$code"$'\n.' ]] ||
		complain "$code $*: $(cat "$work/out") on standard output"
	[[ $(cat "$work/err"; echo .) =~ ^s2s-registry:\ [A-Z][^$'\n']*\.$'\n'\.$ ]] ||
		complain "$code $*: $(cat "$work/err") on standard error"
}

# misused WORDS ARGUMENT...: expects nothing on standard output, and the words on standard error.
misused() {
	local words=$1

	shift
	run "$@"
	((status == 2)) || complain "$* ends with $status"
	[[ ! -s $work/out ]] || complain "$*: something on standard output"
	grep -qF -- "$words" "$work/err" || complain "$*: no \"$words\" in: $(cat "$work/err")"
}

shopt -s nullglob
for token in "$vectors"/*.jws; do
	name=$(basename "$token" .jws)
	accepts "$name" --jwks "$vectors/$name.keys" <"$token"
done

es256=$vectors/rfc7515_a3
token=$(cat "$es256.jws")
input=${token%.*}

# Line ends, and variants of the call.
accepts rfc7515_a3 --jwks "$es256.keys" < <(printf '%s' "$token")
accepts rfc7515_a3 --jwks "$es256.keys" < <(printf '%s\r\n' "$token")
accepts rfc7515_a3 --jwks <(cat "$es256.keys") <<<"$token"
accepts rfc7515_a3 --jwks "$es256.keys" --alg ES256 <<<"$token"
accepts rfc7515_a3 --alg RS256 --alg ES256 --jwks "$es256.keys" <<<"$token"

# Refusals of each kind.
refuses AlgNotAllowed --jwks "$es256.keys" --alg RS256 --alg ES384 <<<"$token"
refuses SegmentCount --jwks "$es256.keys" </dev/null
refuses SegmentCount --jwks "$es256.keys" <<<"$token.AA"
refuses TokenControlCharacter --jwks "$es256.keys" <<<"$token"$'\n'
refuses TokenControlCharacter --jwks "$es256.keys" < <(printf '%s\0\n' "$token")
refuses TokenCharacter --jwks "$es256.keys" <<<" $token"
refuses JsonSerialization --jwks "$es256.keys" <<<'{"payload":"e30"}'
refuses TokenTooLong --jwks "$es256.keys" < <(head -c 20000 /dev/zero | tr '\0' A)
refuses TokenTooLong --jwks "$es256.keys" < <(head -c 9000000 /dev/zero | tr '\0' A)
refuses AlgNone --jwks "$es256.keys" <<<"eyJhbGciOiJub25lIn0.e30.AA"
refuses KidMissing --jwks "$vectors/rfc7515_a2.keys" <<<"$token"
refuses KidUnknown --jwks "$es256.keys" <<<"eyJhbGciOiJFUzI1NiIsImtpZCI6ImEifQ.e30.AA"
refuses SignatureLength --jwks "$es256.keys" <<<"$input.AAAA"
refuses SignatureWrong --jwks "$es256.keys" <<<"$input.$(printf 'A%.0s' {1..86})"
sed 's/"kty"/"use":"enc","kid":"a","kty"/' "$es256.keys" >"$work/enc.keys"
refuses KeyUse --jwks "$work/enc.keys" <<<"eyJhbGciOiJFUzI1NiIsImtpZCI6ImEifQ.e30.AA"

# Invalid calls.
misused 'needs --jwks FILE' <<<"$token"
misused 'needs --jwks FILE' --alg ES256 <<<"$token"
misused 'needs a value for --jwks' --jwks <<<"$token"
misused 'does not accept --alg HS256' --jwks "$es256.keys" --alg HS256 <<<"$token"
misused 'does not accept --alg es256' --jwks "$es256.keys" --alg es256 <<<"$token"
misused 'does not accept --jwks' --jwks "$es256.keys" --jwks "$es256.keys" <<<"$token"
misused 'does not accept --key' --key "$es256.keys" <<<"$token"
misused 'needs a value for extra' --jwks "$es256.keys" extra <<<"$token"
misused "$work/none: No such file" --jwks "$work/none" <<<"$token"
misused "$work/empty: Is a directory" --jwks "$work/empty" <<<"$token"
echo '{"keys":[]}' >"$work/no.keys"
misused 'the key set has no keys' --jwks "$work/no.keys" <<<"$token"
echo '<html>' >"$work/bad.keys"
misused "$work/bad.keys: " --jwks "$work/bad.keys" <<<"$token"
head -c 1100000 /dev/zero >"$work/large.keys"
misused 'larger than 1 MiB' --jwks "$work/large.keys" <<<"$token"
misused 'standard input: Is a directory' --jwks "$es256.keys" <"$work/empty"

help=$("$registry" --help)
[[ $help == *'jws-verify --jwks FILE [--alg NAME]...'* ]] || complain '--help does not show it'
[[ -z $(ls -A "$work/empty") ]] || complain 'it left files'
echo "jws_verify.sh: $checked calls"
exit "$failed"
