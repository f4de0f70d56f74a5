#include "reviews/tombstone_store.h"

#include "db/column.h"

/* clang-format off */
#define TOMBSTONE_COLUMNS(KEY, FIRST, NEXT) \
	KEY(review_id, TEXT, review.review_id) \
	FIRST(sequence, INT, review.sequence) \
	NEXT(source, TEXT, review.source) \
	NEXT(external_id, TEXT, review.external_id) \
	NEXT(product_id, TEXT, review.product_id) \
	NEXT(reason, TEXT, reason) \
	NEXT(deleted_at_ms, TIME, deleted_at_ms)

#define SELECT "SELECT " COLUMN_NAMES(TOMBSTONE_COLUMNS) " FROM review_tombstone "
#define INSERT \
	"INSERT INTO review_tombstone (" COLUMN_NAMES(TOMBSTONE_COLUMNS) ") " \
	"VALUES (" COLUMN_PARAMETERS(TOMBSTONE_COLUMNS) ")"
/* clang-format on */

enum { COLUMN_INDEXES(TOMBSTONE_COLUMNS) };

enum status tombstone_store_insert(
	struct db *db, const struct feed_change *row, struct fault *fault)
{
	return db_exec(db, fault, INSERT, DB_ARGS(COLUMN_VALUES(TOMBSTONE_COLUMNS)));
}

enum status tombstone_store_delete(struct db *db, struct text review_id, struct fault *fault)
{
	return db_exec(db, fault, "DELETE FROM review_tombstone WHERE review_id = $1",
		DB_ARGS(DB_TEXT(review_id)));
}

void tombstone_store_open_since(struct db_cursor *rows, struct db *db, int64_t sequence)
{
	db_query(rows, db, SELECT "WHERE sequence > $1 ORDER BY sequence",
		DB_ARGS(DB_INT(sequence)));
}

struct feed_change tombstone_store_read(const struct db_cursor *rows)
{
	struct arena *const arena = NULL;

	return (struct feed_change){COLUMN_MEMBERS(TOMBSTONE_COLUMNS)};
}
