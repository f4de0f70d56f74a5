#include "reviews/feed_store.h"

#include "reviews/review_row.h"
#include "reviews/review_store.h"

/* Columns behind those of a review. */
enum { COLUMN_REASON = 40, COLUMN_DELETED };

enum status feed_store_last(struct db *db, int64_t *ret_sequence, struct fault *fault)
{
	struct db_cursor rows;

	db_query(&rows, db, "SELECT sequence FROM feed_state WHERE singleton = 1", DB_NO_ARGS);
	*ret_sequence = db_next(&rows) ? db_int(&rows, 0) : 0;
	return db_end(&rows, fault);
}

/* Two indexes, merged: neither is sorted. */
void feed_store_open(struct db_cursor *rows, struct db *db, int64_t since, size_t limit)
{
	db_query(rows, db,
		"SELECT " REVIEW_ROW_COLUMNS ", NULL AS reason, NULL AS deleted_at_ms "
		"FROM review WHERE sequence > $1 UNION ALL "
		"SELECT " REVIEW_ROW_COLUMNS_GONE ", reason, deleted_at_ms "
		"FROM review_tombstone WHERE sequence > $1 ORDER BY sequence LIMIT $2",
		DB_ARGS(DB_INT(since), DB_INT((int64_t)limit)));
}

struct feed_change feed_store_read(const struct db_cursor *rows)
{
	return (struct feed_change){.review = review_store_read(rows),
		.reason = db_text(rows, COLUMN_REASON),
		.deleted_at_ms = db_int(rows, COLUMN_DELETED)};
}

static void write_gone(struct jsonwrite *out, const struct feed_change *change)
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
		write_gone(out, change);
	} else {
		jsonwrite_text(out, "type", TEXT("upserted"));
		jsonwrite_name(out, "review");
		review_write(out, &change->review);
	}
	jsonwrite_close(out, '}');
}
