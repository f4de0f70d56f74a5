/*
 * Compares the operations of docs/openapi.json with the route table: each path and method is the
 * route of that name, and each query parameter has the bounds of its rule.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "api/pipeline/route_table.h"
#include "support/expect.h"
#include "support/openapi.h"
#include "support/openapi_rule.h"
#include "support/schema.h"

static const struct {
	const char *name;
	enum message_method method;
} methods[] = {
	{"get", METHOD_GET},
	{"post", METHOD_POST},
	{"put", METHOD_PUT},
	{"patch", METHOD_PATCH},
	{"delete", METHOD_DELETE},
};

/* Returns the number of query parameters. */
static size_t check_parameters(const struct openapi_document *document, const struct route *route,
	const struct jsonread_node *parameters)
{
	size_t count = 0, index;

	for (size_t i = 0; i < jsonread_count(parameters); i++) {
		const struct jsonread_node *parameter = schema_follow(
			document->arena, document->root, jsonread_element(parameters, i));
		struct text name = jsonread_member_text(parameter, "name");
		const struct field_rule *rule;

		if (!text_equal(jsonread_member_text(parameter, "in"), TEXT("query")))
			continue;
		assert_non_null(route->query);
		rule = field_find(&route->query->table, name, false, &index);
		if (rule == NULL ||
			!openapi_rule_agrees(
				document->arena, rule, jsonread_member(parameter, "schema")))
			fail_msg("%s: the parameter %s is not as its rule has it", route->name,
				name.data);
		count++;
	}
	return count;
}

/* Returns the number of operations. The path stands for a request whose IDs are "{id}" and so on.
 */
static size_t check_path(
	const struct openapi_document *document, struct text path, const struct jsonread_node *item)
{
	size_t count = 0;

	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
		const struct jsonread_node *operation = jsonread_member(item, methods[i].name);
		struct request request = {
			.arena = document->arena, .method = methods[i].method, .path = path};
		struct router_params params;
		struct text allow;
		const struct route *route;

		if (operation == NULL)
			continue;
		route = routes_find(&request, &params, &allow);
		assert_non_null(route);
		expect_text(jsonread_member_text(operation, "operationId"), route->name);
		assert_int_equal(
			check_parameters(document, route, jsonread_member(operation, "parameters")),
			route->query == NULL ? 0 : route->query->table.count);
		count++;
	}
	return count;
}

static void query_parameters_have_the_bounds_of_their_rules(void **state)
{
	const struct openapi_document *document = *state;
	const struct jsonread_node *paths = jsonread_member(document->root, "paths");
	struct text path;
	void *at = NULL;
	size_t count = 0;

	while (jsonread_next_name(paths, &at, &path))
		count += check_path(document, path, jsonread_member(paths, path.data));
	assert_in_range(count, 50, 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(query_parameters_have_the_bounds_of_their_rules,
			openapi_open, openapi_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
