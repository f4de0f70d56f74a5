#include "reviews/review_batch.h"

#include "db/column.h"
#include "reviews/report_store.h"
#include "reviews/summary_store.h"

struct review_batch review_batch_make(struct arena *arena, size_t reviews)
{
	return (struct review_batch){.summaries = summary_store_aggregate(arena),
		.periods = report_store_aggregate(arena),
		.expected = (int64_t)reviews};
}

/* Adds `by` to feed_state.sequence and returns the new value. */
static enum status advance_sequence(
	struct db *db, int64_t by, int64_t *ret_sequence, struct fault *fault)
{
	struct db_cursor rows;

	db_query(&rows, db,
		"UPDATE feed_state SET sequence = sequence + $1 WHERE singleton = 1 "
		"RETURNING sequence",
		DB_ARGS(DB_INT(by)));
	return column_end_int(&rows, ret_sequence, fault);
}

enum status review_batch_take_sequence(
	struct review_batch *batch, struct db *db, int64_t *ret_sequence, struct fault *fault)
{
	int64_t last = 0;

	if (batch->left == 0) {
		if (advance_sequence(db, batch->expected, &last, fault) != STATUS_OK)
			return fault->status;
		batch->sequence = last - batch->expected;
		batch->left = batch->expected;
	}
	batch->left--;
	*ret_sequence = ++batch->sequence;
	return STATUS_OK;
}

enum status review_batch_flush(struct review_batch *batch, struct db *db, struct fault *fault)
{
	enum status status = STATUS_OK;
	int64_t sequence;

	/* The feed's sequence must be the last one handed out. */
	if (batch->left > 0)
		status = advance_sequence(db, -batch->left, &sequence, fault);
	if (status == STATUS_OK)
		status = summary_store_flush(db, &batch->summaries, fault);
	return status == STATUS_OK ? report_store_flush(db, &batch->periods, fault) : status;
}

static void *begin(struct arena *arena, size_t jobs)
{
	struct review_batch *batch = arena_alloc(arena, sizeof(*batch));

	*batch = review_batch_make(arena, jobs);
	return batch;
}

static enum status end(void *accumulated, struct db *db, struct fault *fault)
{
	return review_batch_flush(accumulated, db, fault);
}

const struct group_accumulator review_batch_accumulator = {begin, end};
