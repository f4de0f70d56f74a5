#include "registry/audit_store.h"

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/expect.h"
#include "support/registry_fixture.h"

#define NOW_MS REGISTRY_FIXTURE_NOW_MS
#define ID_A "00000000-0000-7000-8000-00000000000a"
#define ID_B "00000000-0000-7000-8000-00000000000b"

static const struct audit_query all = {.limit = AUDIT_PAGE_MAX + 1};

static void add(struct registry_fixture *f, struct audit_event event)
{
	assert_int_equal(audit_store_add(f->writer, &event, &f->fault), STATUS_OK);
}

static size_t list(
	struct registry_fixture *f, struct audit_query query, struct audit_event **ret_events)
{
	size_t count = 99;

	assert_int_equal(
		audit_store_list(f->reader, &query, ret_events, &count, &f->fault), STATUS_OK);
	return count;
}

/* The codes of what the query finds, in its order. */
static void expect_list(struct registry_fixture *f, struct audit_query query, const char *codes)
{
	struct audit_event *events;
	struct text found = TEXT("");
	size_t count;

	if (query.limit == 0)
		query.limit = AUDIT_PAGE_MAX + 1;
	count = list(f, query, &events);
	for (size_t i = 0; i < count; i++)
		found = arena_printf(f->arena, "%s%s", found.data, events[i].code.data);
	expect_text(found, codes);
}

static struct audit_event plain(int64_t at_ms, const char *code)
{
	return (struct audit_event){.occurred_at_ms = at_ms,
		.operation = AUDIT_REFUSE,
		.resource_type = TEXT("request"),
		.actor = {.kind = AUDIT_BY_UNKNOWN, .name = TEXT("nobody")},
		.code = text_from(code)};
}

static struct audit_event full(void)
{
	return (struct audit_event){.occurred_at_ms = NOW_MS,
		.operation = AUDIT_UPDATE,
		.resource_type = TEXT("appRegistration"),
		.resource_id = registry_fixture_guid(ID_A),
		.actor = {.kind = AUDIT_BY_TOKEN,
			.name = TEXT("o'hara"),
			.key_id = registry_fixture_guid("00000000-0000-7000-8000-000000000001"),
			.object_id = registry_fixture_guid("00000000-0000-7000-8000-000000000002"),
			.client_app_id =
				registry_fixture_guid("00000000-0000-7000-8000-000000000003"),
			.directory_tenant_id =
				registry_fixture_guid("00000000-0000-7000-8000-000000000004")},
		.client_address = TEXT("::1"),
		.request_id = TEXT("r"),
		.client_request_id = TEXT("c"),
		.request = TEXT("GET /x"),
		.code = TEXT("Why"),
		.refused_count = 3,
		.before = TEXT("{\"a\":1}"),
		.after = TEXT("{\"a\":2}")};
}

static struct text event_json(struct registry_fixture *f, const struct audit_event *event)
{
	struct jsonwrite out = jsonwrite_make(f->arena, 65536);

	audit_store_write(&out, event);
	return buffer_text(&out.buffer);
}

static void a_whole_event(void **state)
{
	struct registry_fixture *f = *state;
	struct audit_event *events, found;

	add(f, full());
	assert_int_equal(list(f, all, &events), 1);
	assert_int_equal(audit_store_get(f->reader, events[0].id, &found, &f->fault), STATUS_OK);
	expect_bytes(event_json(f, &found), event_json(f, &events[0]));
	expect_bytes(event_json(f, &found),
		arena_printf(f->arena,
			"{\"id\":\"%s\",\"occurredAt\":\"2023-11-14T22:13:20.000Z\","
			"\"operation\":\"Update\",\"resourceType\":\"appRegistration\","
			"\"resourceId\":\"" ID_A "\",\"actor\":{\"kind\":\"token\","
			"\"name\":\"o'hara\",\"keyId\":\"00000000-0000-7000-8000-000000000001\","
			"\"objectId\":\"00000000-0000-7000-8000-000000000002\","
			"\"clientAppId\":\"00000000-0000-7000-8000-000000000003\","
			"\"directoryTenantId\":\"00000000-0000-7000-8000-000000000004\"},"
			"\"clientAddress\":\"::1\",\"requestId\":\"r\",\"clientRequestId\":\"c\","
			"\"request\":\"GET /x\",\"code\":\"Why\",\"refusedCount\":3,"
			"\"before\":{\"a\":1},\"after\":{\"a\":2}}",
			guid_text(f->arena, found.id).data));
}

static void what_is_absent_stays_absent(void **state)
{
	struct registry_fixture *f = *state;
	struct audit_event *events;

	add(f,
		(struct audit_event){.operation = AUDIT_CREATE,
			.occurred_at_ms = NOW_MS,
			.resource_type = TEXT("adminKey"),
			.actor = {.kind = AUDIT_BY_COMMAND_LINE, .name = TEXT("command line")}});
	assert_int_equal(list(f, all, &events), 1);
	assert_false(guid_is_zero(events[0].id));
	expect_bytes(event_json(f, &events[0]),
		arena_printf(f->arena,
			"{\"id\":\"%s\",\"occurredAt\":\"2023-11-14T22:13:20.000Z\","
			"\"operation\":\"Create\",\"resourceType\":\"adminKey\","
			"\"actor\":{\"kind\":\"commandLine\",\"name\":\"command line\"}}",
			guid_text(f->arena, events[0].id).data));
}

static void every_operation_and_kind_comes_back(void **state)
{
	struct registry_fixture *f = *state;
	struct audit_event *events;
	size_t count;

	for (int operation = AUDIT_CREATE; operation <= AUDIT_REFUSE; operation++)
		for (int kind = AUDIT_BY_ADMIN_KEY; kind <= AUDIT_BY_UNKNOWN; kind++)
			add(f,
				(struct audit_event){.occurred_at_ms = NOW_MS,
					.operation = (enum audit_operation)operation,
					.resource_type = TEXT("settings"),
					.actor = {.kind = (enum audit_actor_kind)kind,
						.name = TEXT("n")}});
	count = list(f, all, &events);
	assert_int_equal(count, (AUDIT_REFUSE + 1) * (AUDIT_BY_UNKNOWN + 1));
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(events[i].operation, (count - 1 - i) / 5);
		assert_int_equal(events[i].actor.kind, (count - 1 - i) % 5);
	}
}

/* A name that a later version may have written is the first one's. */
static void names_that_are_not_known(void **state)
{
	struct registry_fixture *f = *state;
	struct audit_event *events;

	assert_int_equal(
		db_script(f->writer,
			TEXT("INSERT INTO audit_event (id, occurred_at_ms, operation, "
			     "resource_type, actor_kind, actor_name) VALUES ('" ID_A "', 5, "
			     "'Merge', 'settings', 'robot', 'n')"),
			&f->fault),
		STATUS_OK);
	assert_int_equal(list(f, all, &events), 1);
	assert_int_equal(events[0].operation, AUDIT_CREATE);
	assert_int_equal(events[0].actor.kind, AUDIT_BY_ADMIN_KEY);
}

static void unknown_events_are_not_found(void **state)
{
	struct registry_fixture *f = *state;
	struct audit_event event;

	add(f, full());
	assert_int_equal(audit_store_get(f->reader, registry_fixture_guid(ID_A), &event, &f->fault),
		STATUS_NOT_FOUND);
	expect_fault(&f->fault, STATUS_NOT_FOUND, "AuditEventNotFound");
	expect_text(f->fault.detail, "There is no audit event " ID_A ".");
}

static void an_empty_trail(void **state)
{
	expect_list(*state, all, "");
}

/* Events 1 to 6, a second apart. */
static void add_six(struct registry_fixture *f)
{
	struct audit_event event;

	for (int i = 1; i <= 6; i++) {
		event = plain(NOW_MS + 1000 * i, arena_printf(f->arena, "%d", i).data);
		event.operation = i % 2 == 0 ? AUDIT_DELETE : AUDIT_RESTORE;
		event.resource_type = i <= 3 ? TEXT("appRegistration") : TEXT("adminKey");
		event.resource_id = registry_fixture_guid(i % 3 == 0 ? ID_A : ID_B);
		event.actor.name = i == 4 ? TEXT("%") : TEXT("ops");
		add(f, event);
	}
}

static void newest_come_first(void **state)
{
	struct registry_fixture *f = *state;

	add_six(f);
	expect_list(f, all, "654321");
	/* An event that is written late belongs where it happened. */
	add(f, plain(NOW_MS + 3500, "x"));
	expect_list(f, all, "654x321");
}

static void each_filter(void **state)
{
	struct registry_fixture *f = *state;
	struct audit_query both = {.operation = TEXT("Delete"), .resource_type = TEXT("adminKey")};

	add_six(f);
	expect_list(f, (struct audit_query){.operation = TEXT("Delete")}, "642");
	expect_list(f, (struct audit_query){.operation = TEXT("delete")}, "");
	expect_list(f, (struct audit_query){.resource_type = TEXT("appRegistration")}, "321");
	expect_list(f, (struct audit_query){.resource_id = registry_fixture_guid(ID_A)}, "63");
	expect_list(f, (struct audit_query){.resource_id = registry_fixture_guid(ID_B)}, "5421");
	expect_list(f,
		(struct audit_query){.resource_id = registry_fixture_guid(
					     "00000000-0000-7000-8000-00000000000c")},
		"");
	expect_list(f, (struct audit_query){.actor_name = TEXT("%")}, "4");
	expect_list(f, (struct audit_query){.actor_name = TEXT("ops")}, "65321");
	expect_list(f, (struct audit_query){.actor_name = TEXT("")}, "");
	expect_list(f, (struct audit_query){.code = TEXT("5")}, "5");
	expect_list(f, both, "64");
	both.actor_name = TEXT("ops");
	expect_list(f, both, "6");
	both.resource_id = registry_fixture_guid(ID_A);
	both.code = TEXT("6");
	both.from_ms = NOW_MS + 6000;
	both.until_ms = NOW_MS + 6001;
	expect_list(f, both, "6");
	both.code = TEXT("5");
	expect_list(f, both, "");
}

static void times_are_bounds(void **state)
{
	struct registry_fixture *f = *state;

	add_six(f);
	expect_list(f, (struct audit_query){.from_ms = NOW_MS + 3000}, "6543");
	expect_list(f, (struct audit_query){.from_ms = NOW_MS + 3001}, "654");
	expect_list(f, (struct audit_query){.until_ms = NOW_MS + 3000}, "21");
	expect_list(f, (struct audit_query){.until_ms = NOW_MS + 3001}, "321");
	expect_list(f, (struct audit_query){.from_ms = NOW_MS + 2000, .until_ms = NOW_MS + 5000},
		"432");
	expect_list(
		f, (struct audit_query){.from_ms = NOW_MS + 5000, .until_ms = NOW_MS + 2000}, "");
	expect_list(f, (struct audit_query){.from_ms = 1, .until_ms = 2}, "");
	expect_list(f, (struct audit_query){.until_ms = INT64_C(253402300799999)}, "654321");
}

/* Pages of each size hold everything once, also of events of one millisecond, and though others
 * are added between. */
static void pages(void **state)
{
	struct registry_fixture *f = *state;
	struct audit_event *events;

	for (int i = 0; i < 25; i++)
		add(f, plain(NOW_MS + i / 10, arena_printf(f->arena, "%c", 'a' + i).data));
	for (int64_t size = 1; size <= 26; size += size == 1 ? 6 : 9) {
		struct audit_query query = {.limit = size, .until_ms = NOW_MS + 1000};
		struct text found = TEXT("");
		size_t count;

		while ((count = list(f, query, &events)) > 0) {
			assert_true((int64_t)count <= size);
			for (size_t i = 0; i < count; i++)
				found = arena_printf(
					f->arena, "%s%s", found.data, events[i].code.data);
			query.before = events[count - 1].id;
			add(f, plain(NOW_MS + 1000, "new"));
		}
		expect_text(found, "yxwvutsrqponmlkjihgfedcba");
	}
}

static void a_page_and_a_time_bound_together(void **state)
{
	struct registry_fixture *f = *state;
	struct audit_event *events;
	struct audit_query query = all;

	add_six(f);
	list(f, all, &events);
	query.before = events[1].id;
	expect_list(f, query, "4321");
	query.until_ms = NOW_MS + 3000;
	expect_list(f, query, "21");
	query.before = events[4].id;
	expect_list(f, query, "1");
	query.limit = 0;
	assert_int_equal(list(f, query, &events), 0);
}

static void the_database_refuses_to_change_events(void **state)
{
	static const char *const statements[] = {"UPDATE audit_event SET actor_name = 'x'",
		"UPDATE audit_event SET code = NULL WHERE code = '3'", "DELETE FROM audit_event",
		"DELETE FROM audit_event WHERE code = '3'"};
	struct registry_fixture *f = *state;
	sqlite3 *direct;

	add_six(f);
	assert_int_equal(sqlite3_open(f->options.path, &direct), SQLITE_OK);
	for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++) {
		fault_clear(&f->fault);
		assert_int_equal(
			db_script(f->writer, text_from(statements[i]), &f->fault), STATUS_INTERNAL);
		expect_contains(f->fault.detail, "audit events are never ");
		assert_int_equal(
			sqlite3_exec(direct, statements[i], NULL, NULL, NULL), SQLITE_CONSTRAINT);
		assert_int_equal(sqlite3_changes(direct), 0);
	}
	assert_int_equal(sqlite3_close(direct), SQLITE_OK);
	expect_list(f, all, "654321");
	expect_list(f, (struct audit_query){.actor_name = TEXT("x")}, "");
}

static void an_event_goes_with_its_change(void **state)
{
	struct registry_fixture *f = *state;

	assert_int_equal(db_begin(f->writer, DB_WRITE, &f->fault), STATUS_OK);
	add(f, full());
	expect_list(f, all, "");
	db_rollback(f->writer);
	expect_list(f, all, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		REGISTRY_FIXTURE_TEST(a_whole_event),
		REGISTRY_FIXTURE_TEST(what_is_absent_stays_absent),
		REGISTRY_FIXTURE_TEST(every_operation_and_kind_comes_back),
		REGISTRY_FIXTURE_TEST(names_that_are_not_known),
		REGISTRY_FIXTURE_TEST(unknown_events_are_not_found),
		REGISTRY_FIXTURE_TEST(an_empty_trail),
		REGISTRY_FIXTURE_TEST(newest_come_first),
		REGISTRY_FIXTURE_TEST(each_filter),
		REGISTRY_FIXTURE_TEST(times_are_bounds),
		REGISTRY_FIXTURE_TEST(pages),
		REGISTRY_FIXTURE_TEST(a_page_and_a_time_bound_together),
		REGISTRY_FIXTURE_TEST(the_database_refuses_to_change_events),
		REGISTRY_FIXTURE_TEST(an_event_goes_with_its_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
