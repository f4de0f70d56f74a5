/*
 * review_batch: what reviews that one transaction writes have in common: sequences out of one
 * range, and what they add to summaries and to the counts of reports, which is written once at the
 * end.
 *
 * Promises: the transaction that changes reviews changes the counts; so it has to end the batch
 * before it commits. Until then the stored counts are those of before.
 */
#ifndef REVIEWS_REVIEW_BATCH_H
#define REVIEWS_REVIEW_BATCH_H

#include "base/aggregate.h"
#include "db/group.h"

struct review_batch {
	struct tally summaries, periods;
	int64_t expected; /* sequences that are taken at once */
	int64_t sequence, left; /* the last that was given, and those behind it */
};

/* Of about so many reviews; what is accumulated lives in the arena. */
struct review_batch review_batch_make(struct arena *arena, size_t reviews);

/* The next feed_state.sequence. While a batch is open no other takes one. */
enum status review_batch_take_sequence(
	struct review_batch *batch, struct db *db, int64_t *ret_sequence, struct fault *fault);

/* Writes the counts. */
enum status review_batch_flush(struct review_batch *batch, struct db *db, struct fault *fault);

/* A batch for all light jobs of a commit: what they gather is a struct review_batch. */
extern const struct group_accumulator review_batch_accumulator;

#endif
