#!/usr/bin/env bash
# Compares docs/openapi.json with the routes that the program prints, and checks its form against
# OpenAPI 3.1.
# $2 is the build folder with the program.
# shellcheck disable=SC2016 # the dollars are jq's
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

program=${2:?the build folder}/s2s-registry
document=docs/openapi.json

# Prints the facts of the program's table, one per line: "OPERATION METHOD /PATH", "OPERATION needs
# PERMISSION", "OPERATION query NAME", with "required" at the end if the parameter is.
facts_of_program() {
	"$program" routes | awk -F ' *[|] *' 'NR > 2 {
		gsub(/`/, "")
		print $2, $3
		print $2, "needs", $4
		count = split($5, parameters, ", ")
		for (i = 1; i <= count; i++) {
			gsub(/[()]/, "", parameters[i])
			print $2, "query", parameters[i]
		}
	}' | sort
}

definitions='
. as $root |
def target: ltrimstr("#/") | split("/") | map(gsub("~1"; "/") | gsub("~0"; "~")) as $path |
	$root | getpath($path);
def follow: if type == "object" and has("$ref") then .["$ref"] | target else . end;
def operations: .paths | to_entries[] | .key as $path | (.value.parameters // []) as $shared |
	.value | to_entries[] |
	select(.key | IN("get", "put", "post", "delete", "options", "head", "patch", "trace")) |
	.value + {
		path: $path,
		method: (.key | ascii_upcase),
		parameters: (($shared + (.value.parameters // [])) | map(follow))
	};
def is_problem: follow | .content // {} | has("application/problem+json");
'

ask() {
	jq -r "$definitions $1" "$document"
}

# Prints the same facts of the document. x-permission names the permission of a registration, x-roles
# the roles of admins, one of which is enough.
facts_of_document() {
	ask 'operations |
		"\(.operationId) \(.method) \(.path)",
		"\(.operationId) needs \(
			if .security == [] then "none"
			elif .security == [{entraToken: []}] then
				."x-permission" // "token of a registered app"
			elif .security == [{admin: []}] then ."x-roles" // [] | join(" or ")
			else "another security" end)",
		(.operationId as $id | .parameters[] | select(.in == "query") |
			"\($id) query \(.name)\(if .required then " required" else "" end)")' | sort
}

check_facts() {
	local have want

	want=$(facts_of_program)
	have=$(facts_of_document)
	checked=$(grep -cE '^[A-Za-z]+ [A-Z]+ /' <<<"$want" || true)
	if [[ $have != "$want" ]]; then
		complain "$document: differs from the output of: s2s-registry routes"
		diff <(echo "$have") <(echo "$want") | head -n 20 >&2 || true
	fi
}

# Complains about each line that the query prints.
refuse_each() {
	local lines

	lines=$(ask "$1")
	if [[ -n $lines ]]; then
		complain_each <<<"${lines//$'\n'/$'\n'$document: }"
	fi
}

check_form() {
	refuse_each 'select(.openapi // "" | test("^3[.]1[.][0-9]+$") | not) | "openapi must be 3.1"'
	refuse_each '.info | select((.title and .version) | not) | "info must have a title and a version"'
	refuse_each '[.. | objects | .["$ref"]? | strings] | unique[] |
		select((startswith("#/") | not) or (target == null)) | "\(.) leads nowhere"'
	refuse_each 'operations | .operationId as $id | [.responses | keys[] | select(test("^(2..|302)$"))] |
		select(. == []) | "\($id) has no success response"'
	refuse_each 'operations | .operationId as $id | [.responses | to_entries[] |
		select(.key | test("^(default|4..)$")) | select(.value | is_problem)] |
		select(. == []) | "\($id) has no problem response"'
	refuse_each 'operations | ([.path | scan("{([^}]*)}") | .[0]] | sort) as $named |
		([.parameters[] | select(.in == "path" and .required) | .name] | sort) as $declared |
		select($named != $declared) | "\(.operationId): \(.path) declares \($declared)"'
	refuse_each 'operations | .operationId as $id | .parameters | group_by([.in, .name])[] |
		select(length > 1) | "\($id) has \(.[0].name) twice"'
	refuse_each '[paths(type == "object" and has("$ref")) as $path | getpath($path)["$ref"]] as $used |
		.components | del(.securitySchemes) | to_entries[] | .key as $kind | .value | keys[] |
		"#/components/\($kind)/\(.)" | select([.] | inside($used) | not) | "\(.) is not used"'
}

check_version() {
	local have want

	want=$(sed -n 's/^project(s2s-registry VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
	have=$(ask .info.version)
	if [[ $have != "$want" ]]; then
		complain "$document: info.version is $have, the project's is $want"
	fi
}

check_facts
check_form
check_version
finish operations
