#include "registry/admin_key.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/expect.h"
#include "support/scratch.h"

#define ID "00000000-0000-7000-8000-000000000001"

/* Every field set, and what the resource then is. */
static struct admin_key full_key(void)
{
	struct admin_key key = {.name = TEXT("ops \"night\""),
		.roles = ADMIN_ROLE_ADMIN | ADMIN_ROLE_AUDITOR,
		.enabled = false,
		.expires_at_ms = INT64_C(1893456000000),
		.revision = 7,
		.created_at_ms = INT64_C(1700000000000),
		.created_by = TEXT("command line"),
		.last_modified_at_ms = INT64_C(1700000000001),
		.last_modified_by = TEXT("admin-key:other"),
		.last_used_at_ms = INT64_C(1700000000002),
		.call_count = 12};

	guid_parse_strict(TEXT(ID), &key.id);
	return key;
}

#define FULL_BEGIN                                                                                 \
	"{\"id\":\"" ID "\",\"name\":\"ops \\\"night\\\"\",\"roles\":[\"Registry.Admin\","         \
	"\"Registry.Auditor\"],\"enabled\":false,\"expiresAt\":\"2030-01-01T00:00:00.000Z\","
#define FULL_END                                                                                   \
	"\"createdAt\":\"2023-11-14T22:13:20.000Z\",\"createdBy\":\"command line\","               \
	"\"lastModifiedAt\":\"2023-11-14T22:13:20.001Z\",\"lastModifiedBy\":\"admin-key:other\","  \
	"\"lastUsedAt\":\"2023-11-14T22:13:20.002Z\",\"callCount\":12,\"etag\":\"\\\"7\\\"\"}"

static void the_whole_resource(void **state)
{
	struct scratch *f = *state;
	struct admin_key key = full_key();
	struct jsonwrite out = jsonwrite_make(f->arena, ADMIN_KEY_JSON_BYTES_MAX);

	expect_text(admin_key_text(&f->fault, &key), FULL_BEGIN FULL_END);
	admin_key_write(&out, &key, TEXT("s2sadm_x"));
	expect_text(buffer_text(&out.buffer), FULL_BEGIN "\"key\":\"s2sadm_x\"," FULL_END);
	expect_text(admin_key_etag(f->arena, &key), "\"7\"");
	expect_text(admin_key_text(&f->fault, NULL), NULL);
}

static void what_is_not_set_is_not_written(void **state)
{
	struct scratch *f = *state;
	struct admin_key key = full_key();

	key.expires_at_ms = key.last_used_at_ms = key.call_count = 0;
	key.enabled = true;
	key.roles = ADMIN_ROLE_MODERATOR;
	expect_text(admin_key_text(&f->fault, &key),
		"{\"id\":\"" ID "\",\"name\":\"ops \\\"night\\\"\",\"roles\":"
		"[\"Reviews.Moderator\"],\"enabled\":true,"
		"\"createdAt\":\"2023-11-14T22:13:20.000Z\",\"createdBy\":\"command line\","
		"\"lastModifiedAt\":\"2023-11-14T22:13:20.001Z\","
		"\"lastModifiedBy\":\"admin-key:other\",\"callCount\":0,\"etag\":\"\\\"7\\\"\"}");
}

static void the_longest_key_fits(void **state)
{
	struct scratch *f = *state;
	struct admin_key key = full_key();
	struct jsonwrite out = jsonwrite_make(f->arena, ADMIN_KEY_JSON_BYTES_MAX);
	struct text name = TEXT("");

	for (int i = 0; i < ADMIN_KEY_NAME_MAX_POINTS; i++)
		name = arena_printf(f->arena, "%s\xf4\x8f\xbf\xbf", name.data);
	key.name = name;
	key.created_by = key.last_modified_by = arena_printf(f->arena, "admin-key:%s", name.data);
	key.roles = ADMIN_ROLE_ANY;
	admin_key_write(&out, &key, TEXT("s2sadm_0123456789012345678901234567890123456789012"));
	assert_false(out.buffer.full);
}

/* Reads a body over the key, as a create or a merge patch does. */
static void read_body(
	struct scratch *f, struct admin_key *key, const char *json, const struct admin_key *current)
{
	struct field_reader reader = {.fault = &f->fault};
	const struct jsonread_node *body = jsonread_parse(f->arena, text_from(json), NULL);

	assert_non_null(body);
	fault_clear(&f->fault);
	jsonread_record(&reader, &admin_key_fields, body, key);
	if (current == NULL)
		field_require(&reader, &admin_key_fields);
	else
		admin_key_clear_fields(key, &reader);
	admin_key_check_server_fields(&reader, body, current);
}

static void a_plain_body_has_defaults(void **state)
{
	struct scratch *f = *state;
	struct admin_key key = admin_key_make();

	read_body(f, &key, "{\"name\":\" ops \",\"roles\":[\"registry.auditor\"]}", NULL);
	assert_int_equal(f->fault.status, STATUS_OK);
	expect_text(key.name, "ops");
	assert_int_equal(key.roles, ADMIN_ROLE_AUDITOR);
	assert_true(key.enabled);
	assert_int_equal(key.expires_at_ms, 0);
}

static void a_whole_body(void **state)
{
	struct scratch *f = *state;
	struct admin_key key = admin_key_make();

	read_body(f, &key,
		"{\"name\":\"n\",\"roles\":[\"Registry.Admin\",\"Reviews.Moderator\"],"
		"\"enabled\":false,\"expiresAt\":\"2030-01-01\",\"lastUsedAt\":1,\"callCount\":2}",
		NULL);
	assert_int_equal(f->fault.status, STATUS_OK);
	assert_int_equal(key.roles, ADMIN_ROLE_ADMIN | ADMIN_ROLE_MODERATOR);
	assert_false(key.enabled);
	assert_true(key.expires_at_ms == INT64_C(1893456000000));
	assert_int_equal(key.call_count, 0);
}

static void bodies_with_faults(void **state)
{
	static const struct {
		const char *json, *target, *code;
	} cases[] = {
		{"{\"roles\":[\"Registry.Admin\"]}", "name", "MissingField"},
		{"{\"name\":\"n\"}", "roles", "MissingField"},
		{"{\"name\":\"n\",\"roles\":[]}", "roles", "InvalidField"},
		{"{\"name\":\"n\",\"roles\":[\"Admin\"]}", "roles", "InvalidField"},
		{"{\"name\":\" \",\"roles\":[\"Registry.Admin\"]}", "name", "InvalidField"},
		{"{\"name\":\"n\",\"roles\":[\"Registry.Admin\"],\"expiresAt\":\"soon\"}",
			"expiresAt", "InvalidField"},
		{"{\"name\":\"n\",\"roles\":[\"Registry.Admin\"],\"expiresAt\":\"1970-01-01\"}",
			"expiresAt", "InvalidField"},
		{"{\"name\":\"n\",\"roles\":[\"Registry.Admin\"],\"key\":\"s2sadm_mine\"}", "key",
			"UnknownField"},
		{"{\"name\":\"n\",\"roles\":[\"Registry.Admin\"],\"id\":\"" ID "\"}", "id",
			"ReadOnlyField"},
		{"{\"name\":\"n\",\"roles\":[\"Registry.Admin\"],\"createdBy\":\"me\"}",
			"createdBy", "ReadOnlyField"},
	};
	struct scratch *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct admin_key key = admin_key_make();

		read_body(f, &key, cases[i].json, NULL);
		assert_int_equal(f->fault.error_count, 1);
		expect_text(f->fault.errors[0].target, cases[i].target);
		assert_string_equal(f->fault.errors[0].code, cases[i].code);
	}
}

static void null_puts_the_defaults_back(void **state)
{
	struct scratch *f = *state;
	struct admin_key current = full_key(), key = current;

	read_body(f, &key, "{\"enabled\":null,\"expiresAt\":null}", &current);
	assert_int_equal(f->fault.status, STATUS_OK);
	assert_true(key.enabled);
	assert_int_equal(key.expires_at_ms, 0);
	assert_int_equal(key.roles, current.roles);
	assert_int_equal(key.revision, 7);
	key = current;
	read_body(
		f, &key, "{\"name\":null,\"roles\":null,\"id\":null,\"callCount\":null}", &current);
	assert_int_equal(f->fault.error_count, 2);
	expect_text(f->fault.errors[0].target, "name");
	expect_text(f->fault.errors[1].target, "roles");
	assert_int_equal(key.roles, current.roles);
	expect_text(key.name, "ops \"night\"");
}

static void the_resource_may_be_sent_back(void **state)
{
	struct scratch *f = *state;
	struct admin_key current = full_key(), key = current;

	read_body(f, &key, FULL_BEGIN FULL_END, &current);
	assert_int_equal(f->fault.status, STATUS_OK);
	current.call_count++;
	current.last_used_at_ms++;
	read_body(f, &key, FULL_BEGIN FULL_END, &current);
	assert_int_equal(f->fault.status, STATUS_OK);
	current.revision++;
	current.created_at_ms++;
	current.created_by = TEXT("x");
	current.last_modified_at_ms++;
	current.last_modified_by = TEXT("x");
	current.id.bytes[0]++;
	read_body(f, &key, FULL_BEGIN FULL_END, &current);
	assert_int_equal(f->fault.error_count, 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(the_whole_resource),
		SCRATCH_TEST(what_is_not_set_is_not_written),
		SCRATCH_TEST(the_longest_key_fits),
		SCRATCH_TEST(a_plain_body_has_defaults),
		SCRATCH_TEST(a_whole_body),
		SCRATCH_TEST(bodies_with_faults),
		SCRATCH_TEST(null_puts_the_defaults_back),
		SCRATCH_TEST(the_resource_may_be_sent_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
