#include "support/search_record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/buffer.h"

#define RECORD_BYTES (64 * 1024)

struct text search_record_read(struct db *db, struct arena *arena)
{
	struct fault fault = fault_make(arena);
	struct text record;
	struct db_cursor rows;

	db_query(&rows, db, "SELECT block FROM review_search_data WHERE id = 10", DB_NO_ARGS);
	assert_true(db_next(&rows));
	record = arena_text(arena, db_text(&rows, 0));
	assert_int_equal(db_end(&rows, &fault), STATUS_OK);
	return record;
}

void search_record_write(struct db *db, struct text record)
{
	struct arena *arena = arena_new();
	struct fault fault = fault_make(arena);

	if (db_exec_shadow(db, &fault,
		    "UPDATE review_search_data SET block = CAST($1 AS BLOB) WHERE id = 10",
		    DB_ARGS(DB_TEXT(record))) != STATUS_OK)
		fail_msg("%s", fault.detail.data);
	assert_true(text_equal(search_record_read(db, arena), record));
	arena_free(arena);
}

struct text search_record_raise(struct arena *arena, struct text record, size_t count)
{
	struct buffer out = buffer_make(arena, RECORD_BYTES);
	size_t rest = 6, all = count + (uint8_t)record.data[4];

	assert_true((record.data[4] & 0x80) == 0 && (record.data[5] & 0x80) == 0);
	while ((record.data[rest++] & 0x80) != 0)
		continue;
	buffer_add(&out, text_slice(record, 0, 4));
	buffer_add_char(&out, (char)(0x80 | all >> 7));
	buffer_add_char(&out, (char)(all & 0x7f));
	buffer_add(&out, text_slice(record, 5, rest - 5));
	for (size_t i = 0; i < 2 * count; i++)
		buffer_add_char(&out, '\0');
	buffer_add(&out, text_slice(record, rest, record.length));
	return buffer_text(&out);
}
