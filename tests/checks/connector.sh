#!/usr/bin/env bash
# Makes the connectors with several configurations, and checks them against the rules of
# connector_definition.mjs and connector_package.mjs, and against the routes that the program prints.
# $2 is the build folder with the program.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

program=${2:?the build folder}/s2s-registry
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

directory=72f9d4b1-0c3e-4a57-9a86-1f0f5c6a7b10

# make NAME OPTION...: both connectors, in $work/NAME and $work/NAME-admin.
make() {
	local name=$1 kind

	shift
	for kind in '' -admin; do
		if ! "$program" connector --out "$work/connectors/$name$kind" ${kind:+-$kind} "$@" >/dev/null; then
			complain "$name$kind: the program cannot make it"
		fi
	done
}

if [[ ! -x $program ]]; then
	finish rules
fi
mkdir "$work/connectors"
options=(--set auth.audiences=api://s2s-registry)
make no_public_url "${options[@]}"
make host "${options[@]}" --host reviews.contoso.com
make port "${options[@]}" --host reviews.contoso.com:8443
make base_path "${options[@]}" --host reviews.contoso.com/shop/reviews
make address "${options[@]}" --set server.public-url=http://10.0.0.1:8080
make usgov "${options[@]}" --host reviews.contoso.us --set auth.cloud=usgov
make china "${options[@]}" --host reviews.contoso.cn --set auth.cloud=china
make audiences --host reviews.contoso.com \
	--set auth.audiences="https://reviews.contoso.com/, api://two,$directory"
make directory "${options[@]}" --host reviews.contoso.com --directory "$directory" \
	--client-id "$directory" --environment "$directory"
make brand "${options[@]}" --host reviews.contoso.com --set connector.brand-color=#0A7A5C \
	--set 'reviews.publisher-name=Contoso & Söhne, Ltd.' --set connector.contact-email=help@contoso.com \
	--set connector.website=https://www.contoso.com/reviews \
	--set connector.privacy-url=https://www.contoso.com/privacy

"$program" routes >"$work/routes"
complain_each < <(cd "$work/connectors" && node "$checks/connector.mjs" "$work/routes" * ||
	echo "the rules cannot be applied")
checked=$(node "$checks/connector.mjs" --rules | wc -l)
finish rules
