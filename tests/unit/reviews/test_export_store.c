#include "reviews/export_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/expect.h"
#include "support/registry_fixture.h"

#define ONE "00000000-0000-4000-8000-000000000001"
#define CALLER "00000000-0000-4000-8000-0000000000aa"
#define OTHER "00000000-0000-4000-8000-0000000000bb"

static struct export_record make(const char *id, const char *caller, int64_t expires_at_ms)
{
	return (struct export_record){.id = registry_fixture_guid(id),
		.format = EXPORT_CSV,
		.is_compressed = true,
		.since = 3,
		.until = 9,
		.created_at_ms = 1000,
		.expires_at_ms = expires_at_ms,
		.created_by = TEXT("app"),
		.caller_id = registry_fixture_guid(caller)};
}

static void add(struct registry_fixture *f, const struct export_record *record)
{
	assert_int_equal(export_store_add(f->writer, record, &f->fault), STATUS_OK);
}

static struct export_record get(struct registry_fixture *f, const char *id)
{
	struct export_record record;

	assert_int_equal(export_store_get(f->reader, registry_fixture_guid(id), &record, &f->fault),
		STATUS_OK);
	return record;
}

static enum status finish(struct registry_fixture *f, struct export_record *record)
{
	record->state = EXPORT_READY;
	record->item_count = 7;
	record->deleted_count = 2;
	record->byte_count = 100;
	record->sha256 = TEXT("aa");
	record->file_byte_count = 50;
	record->file_sha256 = TEXT("bb");
	return export_store_finish(f->writer, record, &f->fault);
}

static struct text manifest(struct registry_fixture *f, const struct export_record *record)
{
	struct jsonwrite out = jsonwrite_make(f->arena, EXPORT_STORE_JSON_BYTES_MAX);

	jsonwrite_open(&out, '{');
	export_store_write(&out, record);
	jsonwrite_close(&out, '}');
	assert_false(out.buffer.full);
	return buffer_text(&out.buffer);
}

static void a_record_from_begin_to_end(void **state)
{
	struct registry_fixture *f = *state;
	struct export_record record = make(ONE, CALLER, 5000), read;

	add(f, &record);
	read = get(f, ONE);
	assert_int_equal(read.state, EXPORT_WRITING);
	assert_int_equal(read.format, EXPORT_CSV);
	assert_true(read.is_compressed);
	assert_int_equal(read.expires_at_ms, 5000);
	assert_true(guid_equal(read.caller_id, record.caller_id));
	expect_text(read.created_by, "app");
	expect_text(manifest(f, &read),
		"{\"exportId\":\"" ONE "\",\"format\":\"csv\",\"compressed\":true,"
		"\"state\":\"writing\",\"since\":\"3\",\"cursor\":\"9\"}");
	expect_text(export_store_file_name(f->arena, &read), ONE ".csv.gz");
	assert_int_equal(finish(f, &record), STATUS_OK);
	read = get(f, ONE);
	expect_text(manifest(f, &read),
		"{\"exportId\":\"" ONE "\",\"format\":\"csv\",\"compressed\":true,"
		"\"state\":\"ready\",\"since\":\"3\",\"cursor\":\"9\",\"count\":7,"
		"\"deletedCount\":2,\"bytes\":100,\"sha256\":\"aa\",\"fileBytes\":50,"
		"\"fileSha256\":\"bb\"}");
	assert_int_equal(export_store_remove(f->writer, record.id, &f->fault), STATUS_OK);
	assert_int_equal(
		export_store_get(f->reader, record.id, &read, &f->fault), STATUS_NOT_FOUND);
	expect_fault(&f->fault, STATUS_NOT_FOUND, "ExportNotFound");
}

static void what_is_revoked_stays_so(void **state)
{
	struct registry_fixture *f = *state;
	struct export_record record = make(ONE, CALLER, 5000);

	add(f, &record);
	assert_int_equal(export_store_revoke(f->writer, record.id, &f->fault), STATUS_OK);
	assert_int_equal(finish(f, &record), STATUS_GONE);
	expect_fault(&f->fault, STATUS_GONE, "ExportRevoked");
	assert_int_equal(get(f, ONE).state, EXPORT_REVOKED);
}

static void what_is_being_written(void **state)
{
	struct registry_fixture *f = *state;
	struct export_record one = make(ONE, CALLER, 5000), two = make(OTHER, CALLER, 5000);
	struct export_record *records;
	size_t count;

	add(f, &one);
	add(f, &two);
	assert_int_equal(finish(f, &two), STATUS_OK);
	assert_int_equal(
		export_store_list_writing(f->reader, 9, &records, &count, &f->fault), STATUS_OK);
	assert_int_equal(count, 1);
	assert_true(guid_equal(records[0].id, one.id));
}

static void lists(void **state)
{
	struct registry_fixture *f = *state;
	struct export_record *records;
	size_t count;
	struct guid none = {{0}};
	struct guid caller = registry_fixture_guid(CALLER);

	for (int i = 0; i < 5; i++) {
		const char *id =
			arena_printf(f->arena, "00000000-0000-4000-8000-00000000000%d", i).data;
		struct export_record record = make(id, i == 2 ? OTHER : CALLER, 100 * (5 - i));

		add(f, &record);
	}
	assert_int_equal(export_store_list(f->reader, caller, none, 3, &records, &count, &f->fault),
		STATUS_OK);
	assert_int_equal(count, 3);
	assert_int_equal(records[0].id.bytes[15], 4);
	assert_int_equal(records[1].id.bytes[15], 3);
	assert_int_equal(records[2].id.bytes[15], 1);
	assert_int_equal(
		export_store_list(f->reader, caller, records[2].id, 3, &records, &count, &f->fault),
		STATUS_OK);
	assert_int_equal(count, 1);
	assert_int_equal(records[0].id.bytes[15], 0);
	assert_int_equal(export_store_list_expired(f->reader, 300, 9, &records, &count, &f->fault),
		STATUS_OK);
	assert_int_equal(count, 2);
	assert_int_equal(records[0].id.bytes[15], 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		REGISTRY_FIXTURE_TEST(a_record_from_begin_to_end),
		REGISTRY_FIXTURE_TEST(what_is_revoked_stays_so),
		REGISTRY_FIXTURE_TEST(what_is_being_written),
		REGISTRY_FIXTURE_TEST(lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
