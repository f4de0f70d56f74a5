/*
 * Restores a document; the first byte selects its format and the format of an export of the stored
 * reviews. The stored reviews equal the items, and restoring the export changes nothing.
 */
#include <stdlib.h>

#include "base/buffer.h"
#include "fuzz/fuzz.h"
#include "reviews/export.h"
#include "reviews/import.h"
#include "support/review_fixture.h"

#define EXPORT_BYTES_MAX (64 * 1024 * 1024)

/* Reads a document to its end. The items of an export must be valid and unchanged. */
struct reading {
	struct db *db;
	enum import_format format;
	bool is_export;
};

/* Opened once; each input is rolled back. */
static struct registry_fixture shared;

static void close_shared(void)
{
	registry_fixture_close(&shared);
}

static struct db *database(void)
{
	if (shared.writer == NULL) {
		registry_fixture_open(&shared);
		atexit(close_shared);
	}
	return shared.writer;
}

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void restore_item(
	const struct reading *reading, struct import_item *item, struct fault *fault)
{
	struct review_batch batch = review_batch_make(fault->arena, 1);
	enum review_outcome outcome;
	struct review stored;

	if (item->fault.status != STATUS_OK) {
		require(!reading->is_export && item->fault.error_count > 0);
		return;
	}
	require(review_store_restore(reading->db, &batch, &item->review, &outcome, fault) ==
		STATUS_OK);
	require(review_batch_flush(&batch, reading->db, fault) == STATUS_OK);
	require(!reading->is_export || outcome == REVIEW_UNCHANGED);
	if (outcome == REVIEW_EXTERNAL_ID_TAKEN)
		return;
	require(review_store_get(reading->db, item->review.review_id, &stored, fault) == STATUS_OK);
	require(review_equals(&stored, &item->review));
}

/* Returns the number of items. */
static int64_t restore(const struct reading *reading, struct text document)
{
	struct arena *arena = arena_new(), *items = arena_new();
	struct fault fault = fault_make(arena);
	struct import_options options = {.format = reading->format,
		.document = document,
		.restore = true,
		.policy = {.email_key = TEXT("secret"), .now_ms = REGISTRY_FIXTURE_NOW_MS}};
	struct import *import = import_open(&options, &fault);
	struct import_item item;
	int64_t count = 0;

	require(import != NULL || (!reading->is_export && fault.status != STATUS_OK));
	while (import != NULL && import_next(import, items, &item)) {
		struct fault of_item = fault_make(items);

		restore_item(reading, &item, &of_item);
		count++;
		arena_reset(items);
	}
	arena_free(items);
	arena_free(arena);
	return count;
}

static void restore_export(struct db *db, enum export_format format)
{
	static const enum import_format formats[] = {[EXPORT_JSON] = IMPORT_JSON,
		[EXPORT_CSV] = IMPORT_CSV,
		[EXPORT_NDJSON] = IMPORT_NDJSON,
		[EXPORT_SPREADSHEET] = IMPORT_CSV};
	struct reading reading = {.db = db, .format = formats[format], .is_export = true};
	struct export_options options = {.format = format, .publisher = "", .product_url = ""};
	struct arena *arena = arena_new();
	struct fault fault = fault_make(arena);
	struct buffer all = buffer_make(arena, EXPORT_BYTES_MAX);
	struct export *export = export_open(db, &options);
	struct export_totals totals;
	struct text piece;

	while (export_next(export, &piece))
		buffer_add(&all, piece);
	require(export_close(export, &totals, &fault) == STATUS_OK && !all.full);
	require(restore(&reading, buffer_text(&all)) == totals.items);
	arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reading reading = {.db = database()};
	struct arena *arena = arena_new();
	struct fault fault = fault_make(arena);

	if (size > 0) {
		reading.format = (enum import_format)(data[0] % 3);
		require(db_begin(reading.db, DB_WRITE, &fault) == STATUS_OK);
		restore(&reading, (struct text){(const char *)data + 1, size - 1});
		restore_export(reading.db, (enum export_format)(data[0] / 3 % 3));
		db_rollback(reading.db);
	}
	arena_free(arena);
	return 0;
}
