#include "reviews/feed_store.h"

#include "reviews/review_columns.h"
#include "reviews/review_store.h"

enum { COLUMN_INDEXES(REVIEW_COLUMNS) COLUMN_reason, COLUMN_deleted_at_ms };

#define IS_NULL(...) ", NULL"

/* SQLite merges two indexes and sorts nothing. */
/* clang-format off */
#define SELECT \
	"SELECT " COLUMN_NAMES(REVIEW_COLUMNS) ", NULL AS reason, NULL AS deleted_at_ms " \
	"FROM review WHERE sequence > $1 " \
	"UNION ALL " \
	"SELECT " COLUMN_NAMES(REVIEW_COLUMNS_OF_TOMBSTONE) ", sequence, NULL" \
		REVIEW_COLUMNS_NOT_OF_TOMBSTONE(IS_NULL) ", reason, deleted_at_ms " \
	"FROM review_tombstone WHERE sequence > $1 " \
	"ORDER BY sequence LIMIT $2"
/* clang-format on */

enum status feed_store_last(struct db *db, int64_t *ret_sequence, struct fault *fault)
{
	struct db_cursor rows;

	*ret_sequence = 0;
	db_query(&rows, db, "SELECT sequence FROM feed_state WHERE singleton = 1", DB_NO_ARGS);
	return column_end_int(&rows, ret_sequence, fault);
}

void feed_store_open(struct db_cursor *rows, struct db *db, int64_t since, size_t limit)
{
	db_query(rows, db, SELECT, DB_ARGS(DB_INT(since), DB_INT((int64_t)limit)));
}

struct feed_change feed_store_read(const struct db_cursor *rows)
{
	return (struct feed_change){.review = review_store_read(rows),
		.reason = db_text(rows, COLUMN_reason),
		.deleted_at_ms = db_int(rows, COLUMN_deleted_at_ms)};
}

static void write_deletion(struct jsonwrite *out, const struct feed_change *change)
{
	jsonwrite_text(out, "type", TEXT("deleted"));
	jsonwrite_text(out, "reviewId", change->review.review_id);
	jsonwrite_text(out, "productId", change->review.product_id);
	jsonwrite_text(out, "source", change->review.source);
	jsonwrite_text(out, "externalId", change->review.external_id);
	jsonwrite_text(out, "reason", change->reason);
	jsonwrite_time(out, "deletedDateTime", change->deleted_at_ms);
}

void feed_store_write(struct jsonwrite *out, const struct feed_change *change)
{
	jsonwrite_open(out, '{');
	if (text_is_set(change->reason)) {
		write_deletion(out, change);
	} else {
		jsonwrite_text(out, "type", TEXT("upserted"));
		jsonwrite_name(out, "review");
		review_write(out, &change->review);
	}
	jsonwrite_close(out, '}');
}

void feed_store_write_exported(struct jsonwrite *out, const struct feed_change *change)
{
	struct review review = change->review;

	jsonwrite_open(out, '{');
	if (text_is_set(change->reason)) {
		review.last_modified_at_ms = change->deleted_at_ms;
		review_write_deleted_members(out, &review, change->reason);
	} else {
		review_write_members(out, &review);
		jsonwrite_bool(out, "isDeleted", false);
	}
	jsonwrite_int(out, "changeNumber", review.sequence);
	jsonwrite_close(out, '}');
}
