/*
 * Compares the schemas of docs/openapi.json with the field tables, and tests the route that serves
 * the document.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "api/core/handlers.h"
#include "registry/admin_key.h"
#include "registry/app.h"
#include "reviews/review.h"
#include "reviews/review_edit.h"
#include "reviews/review_import_item.h"
#include "reviews/review_restore_item.h"
#include "support/expect.h"
#include "support/openapi.h"
#include "support/openapi_rule.h"
#include "support/review_fixture.h"
#include "support/service_fixture.h"

static size_t required_count(const struct field_table *table)
{
	size_t count = 0;

	for (size_t i = 0; i < table->count; i++)
		count += table->rules[i].required;
	return count;
}

/* Checks that every property except `own` is a field with the same bounds. Returns the number of
 * properties. */
static size_t check_properties(const struct openapi_document *document, const char *name,
	const struct field_table *table, bool ignore_case, const char *own)
{
	const struct jsonread_node *properties =
		jsonread_member(openapi_schema(document, name), "properties");
	struct text property;
	void *at = NULL;
	size_t count = 0, index;

	while (jsonread_next_name(properties, &at, &property)) {
		const struct field_rule *rule = field_find(table, property, ignore_case, &index);

		if (rule == NULL)
			fail_msg("%s: there is no field %s", name, property.data);
		else if (!text_equal(property, text_from(own)) &&
			!openapi_rule_agrees(
				document->arena, rule, jsonread_member(properties, property.data)))
			fail_msg("%s: %s is not as the field table has it", name, property.data);
		count++;
	}
	return count;
}

static void schemas_have_the_fields_of_the_tables(void **state)
{
	static const struct {
		const char *name;
		const struct field_table *table;
		bool ignore_case;
		const char *own;
	} cases[] = {
		{"ReviewSubmission", &review_submit_fields, true, NULL},
		{"ReviewPatch", &review_edit_fields, false, NULL},
		{"ImportItem", &review_import_item_fields, false, NULL},
		{"RestoreItem", &review_restore_item_fields, false, NULL},
		{"AppRegistrationInput", &app_fields, false, NULL},
		{"AppRegistrationPatch", &app_fields, false, NULL},
		{"AppRegistration", &app_fields, false, NULL},
		/* The ID of an entry is read separately from the table. */
		{"SettingsEntryInput", &app_fields, false, "id"},
		{"AdminKeyInput", &admin_key_fields, false, NULL},
		{"AdminKeyPatch", &admin_key_fields, false, NULL},
		{"AdminKey", &admin_key_fields, false, NULL},
		{"SignIn", &session_api_fields, false, NULL},
	};
	const struct openapi_document *document = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(check_properties(document, cases[i].name, cases[i].table,
					 cases[i].ignore_case, cases[i].own),
			cases[i].table->count);
}

static void schemas_require_what_the_tables_require(void **state)
{
	static const struct {
		const char *name;
		const struct field_table *table;
	} cases[] = {
		{"ReviewSubmission", &review_submit_fields},
		{"ImportItem", &review_import_item_fields},
		{"RestoreItem", &review_restore_item_fields},
		{"AppRegistrationInput", &app_fields},
		{"SettingsEntryInput", &app_fields},
		{"AdminKeyInput", &admin_key_fields},
		{"SignIn", &session_api_fields},
	};
	const struct openapi_document *document = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct field_table *table = cases[i].table;
		const struct jsonread_node *required =
			jsonread_member(openapi_schema(document, cases[i].name), "required");
		size_t index;

		assert_int_equal(jsonread_count(required), required_count(table));
		for (size_t j = 0; j < jsonread_count(required); j++) {
			struct text name = jsonread_text(jsonread_element(required, j));
			const struct field_rule *rule = field_find(table, name, true, &index);

			assert_true(rule != NULL && rule->required);
		}
	}
	assert_null(jsonread_member(openapi_schema(document, "AppRegistrationPatch"), "required"));
	assert_null(jsonread_member(openapi_schema(document, "AdminKeyPatch"), "required"));
}

/* In a patch, null restores the default. A required field has no default. */
static void a_patch_takes_null_where_there_is_a_default(void **state)
{
	static const struct {
		const char *name;
		const struct field_table *table;
	} cases[] = {
		{"AppRegistrationPatch", &app_fields},
		{"AdminKeyPatch", &admin_key_fields},
		{"ReviewPatch", &review_edit_fields},
	};
	const struct openapi_document *document = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct field_table *table = cases[i].table;
		const struct jsonread_node *properties =
			jsonread_member(openapi_schema(document, cases[i].name), "properties");

		for (size_t j = 0; j < table->count; j++) {
			const struct field_rule *rule = &table->rules[j];

			assert_int_equal(
				openapi_has_type(jsonread_member(properties, rule->name), "null"),
				!rule->required && !rule->read_only);
		}
	}
}

static void an_exported_review_has_the_members_of_its_schema(void **state)
{
	static const char *const types[] = {[REVIEW_TEXT] = "string",
		[REVIEW_INTEGER] = "integer",
		[REVIEW_BOOLEAN] = "boolean",
		[REVIEW_TIME] = "string",
		[REVIEW_OBJECT] = "object"};
	const struct openapi_document *document = *state;
	const struct jsonread_node *properties =
		jsonread_member(openapi_schema(document, "Review"), "properties");
	struct text name;
	void *at = NULL;

	for (size_t i = 0; i < review_member_count; i++) {
		assert_true(jsonread_next_name(properties, &at, &name));
		expect_text(name, review_members[i].name);
		assert_true(openapi_has_type(
			jsonread_member(properties, name.data), types[review_members[i].kind]));
	}
	assert_false(jsonread_next_name(properties, &at, &name));
}

static bool is_stored_text(const struct field_rule *rule)
{
	return !rule->read_only && (rule->kind == FIELD_TEXT || rule->kind == FIELD_LINE) &&
		strcmp(rule->name, "userEmail") != 0;
}

/* A review can be read with any text that a call has stored. */
static void a_review_holds_what_the_tables_take(void **state)
{
	static const struct field_table *const tables[] = {&review_submit_fields,
		&review_edit_fields, &review_import_item_fields, &review_restore_item_fields};
	const struct openapi_document *document = *state;
	const struct jsonread_node *properties =
		jsonread_member(openapi_schema(document, "Review"), "properties");

	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		for (size_t j = 0; j < tables[i]->count; j++) {
			const struct field_rule *rule = &tables[i]->rules[j];

			if (is_stored_text(rule) &&
				!openapi_rule_fits(document->arena, rule,
					jsonread_member(properties, rule->name)))
				fail_msg("Review: %s can be longer", rule->name);
		}
	}
}

/* Checks that a review with every member has the properties of its schema, in the same order. */
static void expect_members(const struct openapi_document *document, const char *schema,
	const struct jsonread_node *written)
{
	const struct jsonread_node *properties =
		jsonread_member(openapi_schema(document, schema), "properties");
	struct text name, property;
	void *at = NULL, *there = NULL;

	while (jsonread_next_name(written, &at, &name)) {
		assert_true(jsonread_next_name(properties, &there, &property));
		expect_bytes(property, name);
	}
	assert_false(jsonread_next_name(properties, &there, &property));
}

static void a_public_review_has_the_members_of_its_schema(void **state)
{
	const struct openapi_document *document = *state;
	struct jsonwrite out = jsonwrite_make(document->arena, REVIEW_JSON_BYTES_MAX);
	const struct review review = review_fixture_full();
	const struct jsonread_node *written;

	review_write_public(&out, &review);
	written = jsonread_parse(document->arena, buffer_text(&out.buffer), NULL);
	expect_members(document, "PublicReview", written);
	expect_members(document, "UserResponse", jsonread_member(written, "userResponse"));
}

static void the_product_of_a_path_has_its_rule(void **state)
{
	static const char *const calls[][2] = {
		{"/v2.0/reviews/product/{productId}/user", "post"},
		{"/v2.0/reviews/product/{productId}/user", "get"},
		{"/v2.0/reviews/product/{productId}", "get"},
		{"/v2.0/ratings/product/{productId}", "get"},
	};
	const struct openapi_document *document = *state;

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		const struct jsonread_node *parameters = openapi_look_up(document->root,
			(const char *const[]){
				"paths", calls[i][0], calls[i][1], "parameters", NULL});
		const struct jsonread_node *first = jsonread_element(parameters, 0);

		expect_text(jsonread_member_text(first, "name"), review_product_rule.name);
		assert_true(openapi_rule_agrees(
			document->arena, &review_product_rule, jsonread_member(first, "schema")));
	}
}

static struct response ask(struct service_fixture *f, const char *method, struct text if_none_match)
{
	struct http_case_request request = {.method = text_from(method),
		.url = TEXT(SERVICE_FIXTURE_URL "/openapi.json"),
		.headers = {{TEXT("If-None-Match"), if_none_match}},
		.header_count = text_is_set(if_none_match)};
	struct response answer = {0};

	assert_true(f->transport.send(f->transport.context, f->arena, &request, &answer));
	return answer;
}

static size_t count_header(const struct response *answer, struct text name)
{
	size_t count = 0;

	for (size_t i = 0; i < answer->header_count; i++)
		count += text_equal_nocase(answer->headers[i].name, name);
	return count;
}

static void the_document_is_sent_and_can_be_kept(void **state)
{
	struct service_fixture *f = service_fixture_open();
	struct response answer = ask(f, "GET", TEXT_NONE);
	struct text etag = message_response_header(&answer, "ETag");

	(void)state;
	assert_int_equal(answer.status, 200);
	expect_text(message_response_header(&answer, "Content-Type"), "application/json");
	expect_text(message_response_header(&answer, "Cache-Control"), "no-cache");
	assert_int_equal(count_header(&answer, TEXT("Cache-Control")), 1);
	expect_bytes(answer.body, openapi_content());
	assert_int_equal(etag.length, 34);
	assert_true(etag.data[0] == '"');

	answer = ask(f, "GET", etag);
	assert_int_equal(answer.status, 304);
	expect_text(answer.body, "");
	expect_bytes(message_response_header(&answer, "ETag"), etag);
	expect_text(message_response_header(&answer, "Cache-Control"), "no-cache");

	assert_int_equal(ask(f, "GET", TEXT("\"another\"")).status, 200);
	assert_int_equal(ask(f, "HEAD", TEXT_NONE).status, 200);
	service_fixture_close(f);
}

static void the_document_takes_no_other_method(void **state)
{
	struct service_fixture *f = service_fixture_open();
	struct response answer = ask(f, "POST", TEXT_NONE);

	(void)state;
	assert_int_equal(answer.status, 405);
	expect_text(message_response_header(&answer, "Cache-Control"), "no-store");
	service_fixture_close(f);
}

#define ON_DOCUMENT(test_) cmocka_unit_test_setup_teardown(test_, openapi_open, openapi_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_DOCUMENT(schemas_have_the_fields_of_the_tables),
		ON_DOCUMENT(schemas_require_what_the_tables_require),
		ON_DOCUMENT(a_patch_takes_null_where_there_is_a_default),
		ON_DOCUMENT(an_exported_review_has_the_members_of_its_schema),
		ON_DOCUMENT(a_review_holds_what_the_tables_take),
		ON_DOCUMENT(a_public_review_has_the_members_of_its_schema),
		ON_DOCUMENT(the_product_of_a_path_has_its_rule),
		cmocka_unit_test(the_document_is_sent_and_can_be_kept),
		cmocka_unit_test(the_document_takes_no_other_method),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
