#include "support/connector_contract.h"

#include <string.h>

#include "connector/admin_operations.h"
#include "connector/definition.h"
#include "connector/review_operations.h"
#include "support/contract.h"
#include "support/schema.h"

static const struct jsonread_node *write_definition(
	struct arena *arena, const struct shape_connector *connector)
{
	const struct target target = {.url = TEXT("https://reviews.example.com"),
		.scheme = TEXT("https"),
		.host = TEXT("reviews.example.com"),
		.base_path = TEXT("/"),
		.authority = TEXT("https://login.example.com"),
		.audience = TEXT("api://reviews"),
		.directory = TEXT("common"),
		.publisher = TEXT("Reviews"),
		.website = TEXT("https://example.com"),
		.privacy = TEXT("https://example.com"),
		.brand_color = TEXT("#335577")};
	struct fault fault = fault_make(arena);
	struct text definition;

	if (definition_write(&definition, connector, &target, &fault) != STATUS_OK)
		return NULL;
	return jsonread_parse(arena, definition, NULL);
}

struct connector_contract connector_contract_open(struct arena *arena)
{
	return (struct connector_contract){write_definition(arena, &review_operations_connector),
		write_definition(arena, &admin_operations_connector)};
}

static bool has_pair(struct arena *arena, struct text target, struct text name, struct text value)
{
	struct text rest = target, path, given_name, given_value;
	bool malformed, found = false;

	text_split_next(&rest, '?', &path);
	while (message_next_pair(arena, &rest, &given_name, &given_value, &malformed))
		found |= text_equal(given_name, name) && text_equal(given_value, value);
	return found;
}

/* The connector sends each parameter that has a default with this value. */
static bool sends(struct arena *arena, const struct jsonread_node *operation, struct text target)
{
	const struct jsonread_node *parameters = jsonread_member(operation, "parameters");

	for (size_t i = 0; i < jsonread_count(parameters); i++) {
		const struct jsonread_node *parameter = jsonread_element(parameters, i);
		struct text value = jsonread_member_text(parameter, "default");

		if (text_is_set(value) &&
			!has_pair(arena, target, jsonread_member_text(parameter, "name"), value))
			return false;
	}
	return true;
}

static struct text check(struct arena *arena, const struct jsonread_node *definition,
	const char *operation, struct text target, const struct response *answer)
{
	const struct schema_root root = {.document = definition, .objects_are_open = true};
	const struct jsonread_node *declared = contract_find(definition, operation);
	const struct jsonread_node *responses = jsonread_member(declared, "responses");
	const struct jsonread_node *response =
		jsonread_member(responses, arena_printf(arena, "%d", answer->status).data);
	const struct jsonread_node *schema = jsonread_member(response, "schema");

	if (responses == NULL || answer->status >= 300 || answer->status == 202 ||
		!sends(arena, declared, target))
		return TEXT_NONE;
	if (response == NULL)
		return arena_printf(
			arena, "%s of the connector has no status %d", operation, answer->status);
	return schema == NULL ? TEXT_NONE : contract_check_json(arena, &root, schema, answer->body);
}

/* The engine follows the job of an import, and takes the last response for that of the import. */
static bool is_followed_import(
	struct arena *arena, const char *operation, const struct response *answer)
{
	return strcmp(operation, "FollowJob") == 0 &&
		text_equal(jsonread_member_text(jsonread_parse(arena, answer->body, NULL), "kind"),
			TEXT("import"));
}

struct text connector_contract_check(const struct connector_contract *contract, struct arena *arena,
	const char *operation, enum message_method method, struct text target,
	const struct response *answer)
{
	struct text why = TEXT_NONE;

	if (contract->reviews == NULL || contract->admin == NULL)
		return TEXT("there is no definition");
	if (operation == NULL || method == METHOD_HEAD)
		return TEXT_NONE;
	if (is_followed_import(arena, operation, answer))
		operation = "ImportReviewsFromFile";
	why = check(arena, contract->reviews, operation, target, answer);
	return text_is_set(why) ? why : check(arena, contract->admin, operation, target, answer);
}
