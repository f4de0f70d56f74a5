#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/jsonread.h"
#include "registry/app.h"
#include "support/entra.h"

#define CLIENT "aaaaaaaa-0000-1111-2222-bbbbbbbbbbbb"
#define DIRECTORY "11111111-aaaa-2222-3333-444444444444"
#define THREE_FIELDS                                                                               \
	"\"name\":\" Sync \",\"clientAppId\":\"{AAAAAAAA-0000-1111-2222-BBBBBBBBBBBB}\","          \
	"\"directoryTenantId\":\"11111111aaaa22223333444444444444\""

struct reading {
	struct arena *arena;
	struct fault fault;
	struct field_reader reader;
	struct app app;
};

static int start(void **state)
{
	struct reading *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return -1;
	r->arena = arena_new();
	r->fault = fault_make(r->arena);
	*state = r;
	return 0;
}

static int end(void **state)
{
	struct reading *r = *state;

	arena_free(r->arena);
	free(r);
	return 0;
}

static void read_into(struct reading *r, struct app app, const char *members)
{
	struct text json = arena_printf(r->arena, "{%s}", members);
	const struct jsonread_node *node = jsonread_parse(r->arena, json, NULL);

	assert_int_equal(jsonread_type(node), JSONREAD_OBJECT);
	fault_clear(&r->fault);
	r->app = app;
	r->reader = (struct field_reader){.fault = &r->fault};
	jsonread_record(&r->reader, &app_fields, node, &r->app);
}

static void three_fields_are_enough(void **state)
{
	struct reading *r = *state;

	read_into(r, app_make(), THREE_FIELDS);
	field_require(&r->reader, &app_fields);
	assert_int_equal(r->fault.status, STATUS_OK);
	entra_text(r->app.name, "Sync");
	entra_text(guid_text(r->arena, r->app.client_app_id), CLIENT);
	entra_text(guid_text(r->arena, r->app.directory_tenant_id), DIRECTORY);
	assert_true(r->app.enabled);
	assert_int_equal(r->app.permissions, PERMISSION_ALL);
	assert_true(r->app.accepts_user_tokens);
	assert_false(r->app.accepts_public_clients);
	assert_false(text_is_set(r->app.notes));
	assert_int_equal(r->app.expires_at_ms, 0);
}

static void every_field_is_read(void **state)
{
	struct reading *r = *state;

	read_into(r, app_make(),
		THREE_FIELDS ",\"enabled\":false,\"permissions\":[\"Reviews.Export\","
			     "\"reviews.read\"],\"acceptsUserTokens\":false,"
			     "\"acceptsPublicClients\":true,\"notes\":\"two\\nlines\","
			     "\"expiresAt\":\"2030-01-02T03:04:05Z\"");
	assert_int_equal(r->fault.status, STATUS_OK);
	assert_false(r->app.enabled);
	assert_int_equal(r->app.permissions, PERMISSION_EXPORT | PERMISSION_READ);
	assert_false(r->app.accepts_user_tokens);
	assert_true(r->app.accepts_public_clients);
	entra_text(r->app.notes, "two\nlines");
	assert_int_equal(r->app.expires_at_ms, INT64_C(1893553445000));
}

static void what_the_server_sets_is_passed_over(void **state)
{
	struct reading *r = *state;

	read_into(r, app_make(),
		THREE_FIELDS ",\"id\":\"x\",\"etag\":\"\\\"9\\\"\",\"createdAt\":\"never\","
			     "\"createdBy\":5,\"lastModifiedAt\":null,\"lastModifiedBy\":\"me\"");
	assert_int_equal(r->fault.status, STATUS_OK);
	assert_true(guid_is_zero(r->app.id));
	assert_int_equal(r->app.created_at_ms, 0);
	assert_false(text_is_set(r->app.created_by));
	assert_false(text_is_set(r->app.last_modified_by));
}

static void faults_name_their_field(void **state)
{
	static const struct {
		const char *members, *target, *code;
	} cases[] = {
		{"\"name\":\"  \"", "name", "InvalidField"},
		{"\"name\":\"a\\nb\"", "name", "InvalidField"},
		{"\"name\":\"a\\u0007b\"", "name", "ControlCharacter"},
		{"\"name\":5", "name", "InvalidField"},
		{"\"clientAppId\":\"contoso\"", "clientAppId", "InvalidField"},
		{"\"clientAppId\":true", "clientAppId", "InvalidField"},
		{"\"directoryTenantId\":\"contoso.onmicrosoft.com\"", "directoryTenantId",
			"InvalidField"},
		{"\"enabled\":\"perhaps\"", "enabled", "InvalidField"},
		{"\"permissions\":[\"Reviews.Write\"]", "permissions", "InvalidField"},
		{"\"permissions\":\"Reviews.Read\"", "permissions", "InvalidField"},
		{"\"acceptsUserTokens\":[]", "acceptsUserTokens", "InvalidField"},
		{"\"expiresAt\":\"soon\"", "expiresAt", "InvalidField"},
		{"\"clientID\":\"" CLIENT "\"", "clientID", "UnknownField"},
	};
	struct reading *r = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		read_into(r, app_make(), cases[i].members);
		assert_int_equal(r->fault.status, STATUS_INVALID);
		assert_int_equal(r->fault.error_count, 1);
		entra_text(r->fault.errors[0].target, cases[i].target);
		assert_string_equal(r->fault.errors[0].code, cases[i].code);
	}
}

static void all_faults_come_at_once(void **state)
{
	struct reading *r = *state;

	read_into(r, app_make(), "\"enabled\":2.5,\"permissions\":[5]");
	field_require(&r->reader, &app_fields);
	assert_int_equal(r->fault.error_count, 5);
	entra_text(r->fault.errors[2].target, "name");
	assert_string_equal(r->fault.errors[2].code, "MissingField");
	entra_text(r->fault.errors[3].target, "clientAppId");
	entra_text(r->fault.errors[4].target, "directoryTenantId");
}

static void lengths_are_bounded(void **state)
{
	static const struct {
		const char *field;
		int longest;
	} cases[] = {{"name", 100}, {"notes", 2000}};
	struct reading *r = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (int over = 0; over < 2; over++) {
			struct text members = arena_printf(r->arena, "\"%s\":\"%0*d\"",
				cases[i].field, cases[i].longest + over, 0);

			read_into(r, app_make(), members.data);
			assert_int_equal(r->fault.error_count, over);
		}
	}
}

static struct app full_app(void)
{
	struct app app = app_make();

	guid_parse_strict(TEXT("01890000-0000-7000-8000-000000000001"), &app.id);
	guid_parse_strict(TEXT(CLIENT), &app.client_app_id);
	guid_parse_strict(TEXT(DIRECTORY), &app.directory_tenant_id);
	app.name = TEXT("Caf\xc3\xa9 \"sync\"");
	app.enabled = false;
	app.permissions = PERMISSION_READ | PERMISSION_EXPORT;
	app.accepts_user_tokens = false;
	app.accepts_public_clients = true;
	app.notes = TEXT("for the\nshop");
	app.expires_at_ms = INT64_C(1893553445000);
	app.revision = 42;
	app.created_at_ms = INT64_C(1700000000000);
	app.created_by = TEXT("admin-key:ops");
	app.last_modified_at_ms = INT64_C(1700000000001);
	app.last_modified_by = TEXT("admin-key:ops2");
	return app;
}

static void null_puts_the_default_back(void **state)
{
	struct reading *r = *state;

	read_into(r, full_app(),
		"\"enabled\":null,\"permissions\":null,\"acceptsUserTokens\":null,"
		"\"acceptsPublicClients\":null,\"notes\":null,\"expiresAt\":null");
	app_clear_fields(&r->app, &r->reader);
	assert_int_equal(r->fault.status, STATUS_OK);
	assert_true(r->app.enabled);
	assert_int_equal(r->app.permissions, PERMISSION_ALL);
	assert_true(r->app.accepts_user_tokens);
	assert_false(r->app.accepts_public_clients);
	assert_false(text_is_set(r->app.notes));
	assert_int_equal(r->app.expires_at_ms, 0);
	entra_text(r->app.name, "Caf\xc3\xa9 \"sync\"");
}

static void required_fields_cannot_be_null(void **state)
{
	static const char *const names[] = {"name", "clientAppId", "directoryTenantId"};
	struct reading *r = *state;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		read_into(r, full_app(), arena_printf(r->arena, "\"%s\":null", names[i]).data);
		app_clear_fields(&r->app, &r->reader);
		assert_int_equal(r->fault.error_count, 1);
		entra_text(r->fault.errors[0].target, names[i]);
		assert_string_equal(r->fault.errors[0].code, "InvalidField");
	}
}

static void what_is_not_named_stays(void **state)
{
	struct reading *r = *state;

	read_into(r, full_app(), "\"notes\":\"new\",\"createdBy\":null");
	app_clear_fields(&r->app, &r->reader);
	assert_int_equal(r->fault.status, STATUS_OK);
	entra_text(r->app.notes, "new");
	entra_text(r->app.created_by, "admin-key:ops");
	assert_false(r->app.enabled);
	assert_int_equal(r->app.permissions, PERMISSION_READ | PERMISSION_EXPORT);
}

static void as_json(void **state)
{
	struct reading *r = *state;
	struct jsonwrite out = jsonwrite_make(r->arena, 4096);
	struct app app = full_app();

	app_write(&out, &app);
	entra_text(buffer_text(&out.buffer),
		"{\"id\":\"01890000-0000-7000-8000-000000000001\","
		"\"name\":\"Caf\xc3\xa9 \\\"sync\\\"\",\"clientAppId\":\"" CLIENT "\","
		"\"directoryTenantId\":\"" DIRECTORY "\",\"enabled\":false,"
		"\"permissions\":[\"Reviews.Read\",\"Reviews.Export\"],"
		"\"acceptsUserTokens\":false,\"acceptsPublicClients\":true,"
		"\"notes\":\"for the\\nshop\",\"expiresAt\":\"2030-01-02T03:04:05.000Z\","
		"\"createdAt\":\"2023-11-14T22:13:20.000Z\",\"createdBy\":\"admin-key:ops\","
		"\"lastModifiedAt\":\"2023-11-14T22:13:20.001Z\","
		"\"lastModifiedBy\":\"admin-key:ops2\",\"callCount\":0,\"etag\":\"\\\"42\\\"\"}");
}

static void what_is_absent_is_left_out(void **state)
{
	struct reading *r = *state;
	struct jsonwrite out = jsonwrite_make(r->arena, 4096);
	struct app app = app_make();
	const struct jsonread_node *node;

	app.permissions = PERMISSION_NONE;
	app_write(&out, &app);
	node = jsonread_parse(r->arena, buffer_text(&out.buffer), NULL);
	entra_absent(node,
		(const char *const[]){
			"notes", "expiresAt", "name", "createdBy", "lastModifiedBy", NULL});
	assert_int_equal(jsonread_type(jsonread_member(node, "permissions")), JSONREAD_ARRAY);
	assert_int_equal(jsonread_count(jsonread_member(node, "permissions")), 0);
}

/* What app_write() writes can be read again: GET, change, PUT. */
static void reads_what_it_wrote(void **state)
{
	struct reading *r = *state;
	struct jsonwrite out = jsonwrite_make(r->arena, 4096), again;
	struct app app = full_app();
	struct text json;

	app_write(&out, &app);
	json = buffer_text(&out.buffer);
	read_into(r, app, arena_cstr(r->arena, text_slice(json, 1, json.length - 2)));
	assert_int_equal(r->fault.status, STATUS_OK);
	again = jsonwrite_make(r->arena, 4096);
	app_write(&again, &r->app);
	assert_true(text_equal(buffer_text(&again.buffer), json));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(three_fields_are_enough, start, end),
		cmocka_unit_test_setup_teardown(every_field_is_read, start, end),
		cmocka_unit_test_setup_teardown(what_the_server_sets_is_passed_over, start, end),
		cmocka_unit_test_setup_teardown(faults_name_their_field, start, end),
		cmocka_unit_test_setup_teardown(all_faults_come_at_once, start, end),
		cmocka_unit_test_setup_teardown(lengths_are_bounded, start, end),
		cmocka_unit_test_setup_teardown(null_puts_the_default_back, start, end),
		cmocka_unit_test_setup_teardown(required_fields_cannot_be_null, start, end),
		cmocka_unit_test_setup_teardown(what_is_not_named_stays, start, end),
		cmocka_unit_test_setup_teardown(as_json, start, end),
		cmocka_unit_test_setup_teardown(what_is_absent_is_left_out, start, end),
		cmocka_unit_test_setup_teardown(reads_what_it_wrote, start, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
