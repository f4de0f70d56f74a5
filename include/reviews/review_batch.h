/*
 * review_batch: shared state of the reviews that one transaction writes: a reserved range of
 * sequences, and accumulated changes to summaries and report counts.
 *
 * The transaction must call review_batch_flush() before it commits. Until then the stored counts do
 * not include the batch.
 */
#ifndef REVIEWS_REVIEW_BATCH_H
#define REVIEWS_REVIEW_BATCH_H

#include "base/aggregate.h"
#include "db/group.h"

struct review_batch {
	struct aggregate summaries, periods;
	int64_t expected; /* number of sequences to reserve at once */
	int64_t sequence, left; /* last sequence handed out, and how many remain reserved */
};

/* Returns a batch for about `reviews` reviews. Its data lives in the arena. */
struct review_batch review_batch_make(struct arena *arena, size_t reviews);

/* Returns the next feed_state.sequence. No other code may take a sequence while the batch is
 * open. */
enum status review_batch_take_sequence(
	struct review_batch *batch, struct db *db, int64_t *ret_sequence, struct fault *fault);

/* Returns unused sequences and writes the accumulated counts. */
enum status review_batch_flush(struct review_batch *batch, struct db *db, struct fault *fault);

/* Shares one batch among all GROUP_BATCHED jobs of a commit; group_job.accumulated is a struct
 * review_batch. */
extern const struct group_accumulator review_batch_accumulator;

#endif
