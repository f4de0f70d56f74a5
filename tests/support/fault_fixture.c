#include "support/fault_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "db/migrate.h"
#include "reviews/search_store.h"
#include "support/review_fixture.h"

int64_t fault_fixture_every(int64_t otherwise)
{
	int64_t wanted;

	return text_to_int64(text_from(getenv("FAULTS_EVERY")), &wanted) && wanted > 0 ? wanted
										       : otherwise;
}

static sqlite3 *open_plainly(const char *path)
{
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	return db;
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *statement = NULL;

	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
	return statement;
}

int64_t fault_fixture_number(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *statement = prepare(db, sql);
	int64_t value;

	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	value = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return value;
}

static void mix(uint64_t *digest, const void *data, size_t length)
{
	for (size_t i = 0; i < length; i++)
		*digest = (*digest ^ ((const unsigned char *)data)[i]) * UINT64_C(0x100000001b3);
}

static void mix_rows(sqlite3 *db, const char *table, uint64_t *digest)
{
	char *sql = sqlite3_mprintf("SELECT * FROM \"%w\"", table);
	sqlite3_stmt *rows = prepare(db, sql);

	while (sqlite3_step(rows) == SQLITE_ROW) {
		for (int i = 0; i < sqlite3_column_count(rows); i++) {
			const void *value = sqlite3_column_blob(rows, i);
			size_t length = (size_t)sqlite3_column_bytes(rows, i);

			mix(digest, value == NULL ? "" : value, length);
			mix(digest, &length, sizeof(length));
		}
	}
	sqlite3_finalize(rows);
	sqlite3_free(sql);
}

/* Of all rows of all tables. */
uint64_t fault_fixture_digest(sqlite3 *db)
{
	sqlite3_stmt *tables = prepare(db,
		"SELECT name FROM sqlite_schema WHERE type = 'table' "
		"AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name");
	uint64_t digest = UINT64_C(0xcbf29ce484222325);

	while (sqlite3_step(tables) == SQLITE_ROW)
		mix_rows(db, (const char *)sqlite3_column_text(tables, 0), &digest);
	sqlite3_finalize(tables);
	return digest;
}

void fault_fixture_expect_whole(sqlite3 *db)
{
	sqlite3_stmt *statement = prepare(db, "PRAGMA integrity_check");

	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	assert_string_equal((const char *)sqlite3_column_text(statement, 0), "ok");
	sqlite3_finalize(statement);
}

enum status fault_fixture_add_reviews(
	struct db *db, const char *prefix, int count, struct fault *fault)
{
	struct review_batch batch = review_batch_make(fault->arena, (size_t)count);
	enum status status = STATUS_OK;

	for (int i = 0; i < count && status == STATUS_OK; i++) {
		struct review review = review_fixture_make(
			arena_printf(fault->arena, "%s%d", prefix, i).data, "p", 1 + i % 5);
		enum review_outcome outcome;

		review.user_id = text_from(i % 2 == 0 ? "u" : "v");
		review.title = TEXT("Fits");
		review.review_text = arena_printf(fault->arena, "It is the %d. that fits well.", i);
		review.words = search_store_words(fault->arena, &review);
		status = review_store_upsert(db, &batch, &review, &outcome, fault);
	}
	return status == STATUS_OK ? review_batch_flush(&batch, db, fault) : status;
}

int fault_fixture_start(void **state)
{
	struct scratch *scratch;
	struct fault_fixture *t;
	struct db *db = NULL;
	size_t applied;
	sqlite3 *plain;

	if (scratch_start(state) != 0)
		return -1;
	scratch = *state;
	t = arena_alloc(scratch->arena, sizeof(*t));
	*t = (struct fault_fixture){.scratch = scratch,
		.path = scratch_path(scratch, "template"),
		.copy = scratch_path(scratch, "copy")};
	assert_int_equal(
		db_open(&db, &(struct db_options){.path = t->path}, &scratch->fault), STATUS_OK);
	assert_int_equal(
		migrate_run(db, REGISTRY_FIXTURE_NOW_MS, &applied, &scratch->fault), STATUS_OK);
	assert_int_equal(fault_fixture_add_reviews(db, "t", FAULT_FIXTURE_REVIEWS, &scratch->fault),
		STATUS_OK);
	assert_int_equal(
		db_script(db, TEXT("CREATE TABLE t (n INTEGER PRIMARY KEY)"), &scratch->fault),
		STATUS_OK);
	db_close(db);
	plain = open_plainly(t->path);
	t->digest = fault_fixture_digest(plain);
	sqlite3_close(plain);
	*state = t;
	return 0;
}

int fault_fixture_end(void **state)
{
	struct fault_fixture *t = *state;

	*state = t->scratch;
	return scratch_end(state);
}

void fault_fixture_remove_copy(struct fault_fixture *t)
{
	unlink(t->copy);
	unlink(scratch_path(t->scratch, "copy-wal"));
	unlink(scratch_path(t->scratch, "copy-shm"));
}

void fault_fixture_make_copy(struct fault_fixture *t)
{
	char bytes[65536];
	FILE *from = fopen(t->path, "rbe"), *to;
	size_t length;

	fault_fixture_remove_copy(t);
	to = fopen(t->copy, "wbe");
	while ((length = fread(bytes, 1, sizeof(bytes), from)) > 0)
		assert_int_equal(fwrite(bytes, 1, length, to), length);
	fclose(from);
	assert_int_equal(fclose(to), 0);
}

sqlite3 *fault_fixture_open_copy(struct fault_fixture *f)
{
	return open_plainly(f->copy);
}

void fault_fixture_close(sqlite3 *db)
{
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}
