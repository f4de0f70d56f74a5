/*
 * review_batch: state that is shared by all reviews that one transaction writes.
 *
 * The state consists of a reserved range of sequences, and of accumulated changes to summaries and
 * report counts. The caller must call review_batch_flush() before it commits the transaction. Until
 * then, the stored counts do not include the batch.
 */
#ifndef REVIEWS_REVIEW_BATCH_H
#define REVIEWS_REVIEW_BATCH_H

#include "base/aggregate.h"
#include "db/group.h"

struct review_batch {
	struct aggregate summaries, periods; /* changes to summaries and to report counts */
	int64_t expected; /* number of sequences to reserve at a time */
	int64_t sequence, left; /* last sequence taken, and number of reserved sequences left */
};

/* Returns a batch for about `reviews` reviews. The batch allocates memory from the arena. */
struct review_batch review_batch_make(struct arena *arena, size_t reviews);

/* *ret_sequence receives the next feed_state.sequence. While a batch is open, take sequences only
 * with this function. */
enum status review_batch_take_sequence(
	struct review_batch *batch, struct db *db, int64_t *ret_sequence, struct fault *fault);

/* Returns unused sequences to feed_state, and writes the accumulated changes. */
enum status review_batch_flush(struct review_batch *batch, struct db *db, struct fault *fault);

/* Creates one batch for all GROUP_BATCHED jobs of a group commit (db/group.h). In these jobs,
 * group_job.accumulated points to the struct review_batch. */
extern const struct group_accumulator review_batch_accumulator;

#endif
