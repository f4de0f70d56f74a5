/*
 * Compares the JSON written for registrations, admin keys and audit events with the schemas of
 * docs/openapi.json.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "registry/admin_key.h"
#include "registry/app.h"
#include "registry/audit_store.h"
#include "support/expect.h"
#include "support/openapi.h"

/* Finds the property in the schema or in the parts of its allOf. */
static const struct jsonread_node *find_property(
	const struct openapi_document *document, const char *schema, const char *name)
{
	const struct jsonread_node *node = openapi_schema(document, schema);
	const struct jsonread_node *all = jsonread_member(node, "allOf");
	const struct jsonread_node *found =
		openapi_look_up(node, (const char *const[]){"properties", name, NULL});

	for (size_t i = 0; i < jsonread_count(all) && found == NULL; i++) {
		const struct jsonread_node *part = jsonread_element(all, i);
		struct text target = jsonread_member_text(part, "$ref");

		if (text_is_set(target))
			found = find_property(document, strrchr(target.data, '/') + 1, name);
		else
			found = openapi_look_up(
				part, (const char *const[]){"properties", name, NULL});
	}
	return found;
}

static const char *type_of(const struct jsonread_node *node)
{
	switch (jsonread_type(node)) {
	case JSONREAD_STRING:
		return "string";
	case JSONREAD_INTEGER:
		return "integer";
	case JSONREAD_BOOLEAN:
		return "boolean";
	case JSONREAD_ARRAY:
		return "array";
	case JSONREAD_OBJECT:
		return "object";
	case JSONREAD_ABSENT:
	case JSONREAD_NULL:
	case JSONREAD_REAL:
		break;
	}
	return "none that is written";
}

/* Checks that each written member is a property with its type. Follows $ref. Returns the number of
 * members. */
static size_t check_written(const struct openapi_document *document, const char *schema,
	const struct jsonread_node *written)
{
	struct text name;
	void *at = NULL;
	size_t count = 0;

	for (; jsonread_next_name(written, &at, &name); count++) {
		const struct jsonread_node *property = find_property(document, schema, name.data);
		struct text target = jsonread_member_text(property, "$ref");

		if (text_is_set(target))
			property = openapi_schema(document, strrchr(target.data, '/') + 1);
		if (!openapi_has_type(property, type_of(jsonread_member(written, name.data))))
			fail_msg("%s: %s is not as it is written", schema, name.data);
	}
	return count;
}

/* Checks that a minimal record still has all members that the schema requires. */
static void check_least(const struct openapi_document *document, const char *schema,
	const struct jsonread_node *least)
{
	const struct jsonread_node *required =
		jsonread_member(openapi_schema(document, schema), "required");

	assert_int_equal(jsonread_count(required), check_written(document, schema, least));
	for (size_t i = 0; i < jsonread_count(required); i++)
		assert_non_null(
			jsonread_member(least, jsonread_text(jsonread_element(required, i)).data));
}

static const struct jsonread_node *parse(
	const struct openapi_document *document, struct jsonwrite *out)
{
	struct jsonread_flaw flaw = {0};
	const struct jsonread_node *node =
		jsonread_parse(document->arena, buffer_text(&out->buffer), &flaw);

	expect_text(flaw.why, NULL);
	return node;
}

static const struct jsonread_node *write_app(
	const struct openapi_document *document, const struct app *app, bool entry)
{
	struct jsonwrite out = jsonwrite_make(document->arena, APP_JSON_BYTES_MAX);

	if (entry)
		app_write_entry(&out, app);
	else
		app_write(&out, app);
	return parse(document, &out);
}

static const struct jsonread_node *write_key(
	const struct openapi_document *document, const struct admin_key *key, struct text secret)
{
	struct jsonwrite out = jsonwrite_make(document->arena, ADMIN_KEY_JSON_BYTES_MAX);

	admin_key_write(&out, key, secret);
	return parse(document, &out);
}

static const struct jsonread_node *write_event(
	const struct openapi_document *document, const struct audit_event *event)
{
	struct jsonwrite out = jsonwrite_make(document->arena, APP_JSON_BYTES_MAX);

	audit_store_write(&out, event);
	return parse(document, &out);
}

/* Checks a registration with all members, and one with the required members only. */
static void a_registration_is_written_as_its_schemas_say(void **state)
{
	const struct openapi_document *document = *state;
	struct app app = app_make();

	app.name = app.created_by = app.last_modified_by = TEXT("a");
	check_least(document, "AppRegistration", write_app(document, &app, false));
	check_least(document, "SettingsEntry", write_app(document, &app, true));
	app.notes = TEXT("b");
	app.expires_at_ms = app.last_used_at_ms = app.deleted_at_ms = 1;
	assert_int_equal(
		check_written(document, "DeletedAppRegistration", write_app(document, &app, false)),
		app_fields.count + 1);
	assert_int_equal(
		check_written(document, "SettingsEntry", write_app(document, &app, true)), 10);
}

static void an_admin_key_is_written_as_its_schemas_say(void **state)
{
	const struct openapi_document *document = *state;
	struct admin_key key = admin_key_make();

	key.name = key.created_by = key.last_modified_by = TEXT("a");
	check_least(document, "AdminKey", write_key(document, &key, TEXT_NONE));
	key.expires_at_ms = key.last_used_at_ms = 1;
	assert_int_equal(
		check_written(document, "NewAdminKey", write_key(document, &key, TEXT("b"))),
		admin_key_fields.count + 1);
}

static void an_audit_event_is_written_as_its_schemas_say(void **state)
{
	const struct openapi_document *document = *state;
	struct guid id = {{1}};
	struct audit_event event = {.id = id,
		.occurred_at_ms = 1,
		.resource_type = TEXT("request"),
		.actor = {.name = TEXT("a")}};
	const struct jsonread_node *written = write_event(document, &event);

	check_least(document, "AuditEvent", written);
	check_least(document, "Actor", jsonread_member(written, "actor"));
	event.resource_id = event.actor.key_id = event.actor.object_id = id;
	event.actor.client_app_id = event.actor.directory_tenant_id = id;
	event.actor.session_id = id;
	event.client_address = event.request_id = event.client_request_id = TEXT("b");
	event.request = event.code = TEXT("c");
	event.refused_count = 1;
	event.before = event.after = TEXT("{}");
	written = write_event(document, &event);
	assert_int_equal(check_written(document, "AuditEvent", written), 14);
	assert_int_equal(check_written(document, "Actor", jsonread_member(written, "actor")), 7);
	for (int i = AUDIT_CREATE; i <= AUDIT_REFUSE; i++) {
		event.operation = (enum audit_operation)i;
		written = write_event(document, &event);
		assert_true(openapi_lists(
			openapi_look_up(openapi_schema(document, "AuditEvent"),
				(const char *const[]){"properties", "operation", "enum", NULL}),
			jsonread_member_text(written, "operation").data));
	}
}

#define ON_DOCUMENT(test_) cmocka_unit_test_setup_teardown(test_, openapi_open, openapi_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_DOCUMENT(a_registration_is_written_as_its_schemas_say),
		ON_DOCUMENT(an_admin_key_is_written_as_its_schemas_say),
		ON_DOCUMENT(an_audit_event_is_written_as_its_schemas_say),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
