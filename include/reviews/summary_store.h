/*
 * summary_store: rating counts by product and market, updated by the transaction that changes a
 * review.
 */
#ifndef REVIEWS_SUMMARY_STORE_H
#define REVIEWS_SUMMARY_STORE_H

#include "base/aggregate.h"
#include "db/db.h"
#include "reviews/review.h"

#define SUMMARY_STORE_PAGE_MAX 1000

/* Counts of visible reviews; index 0 is one star. */
struct summary {
	struct text product_id;
	struct text market; /* empty: all markets */
	int64_t stars[REVIEW_STARS];
	int64_t review_stars[REVIEW_STARS]; /* reviews with a text */
	int64_t sequence;
};

/* Returns an empty table of changes to summaries. */
struct aggregate summary_store_aggregate(struct arena *arena);

/* Adds the review to its summaries in `tally` (`sign` 1), or subtracts it (-1). Ignores a review
 * that is not visible. Raises the sequence of these summaries to `sequence`. */
void summary_store_add_delta(
	struct aggregate *tally, const struct review *review, int sign, int64_t sequence);

/* Applies the changes in `tally` to the stored summaries. */
enum status summary_store_flush(struct db *db, const struct aggregate *tally, struct fault *fault);

/* Reads the summary, with zero counts if there is none; texts live in the fault's arena. */
enum status summary_store_get(struct db *db, struct text product_id, struct text market,
	struct summary *ret_summary, struct fault *fault);

/* Lists up to `limit` summaries over all markets that changed after sequence `since`, oldest change
 * first. */
enum status summary_store_list(struct db *db, int64_t since, size_t limit,
	struct summary **ret_summaries, size_t *ret_count, struct fault *fault);

/* Writes the counts as members star5Count to star1Count, into an open object. */
void summary_store_write_stars(struct jsonwrite *out, const int64_t counts[REVIEW_STARS]);

/* Writes a RatingsSummary; `tenant_id` is the id of the environment. */
void summary_store_write(
	struct jsonwrite *out, const struct summary *summary, struct text tenant_id);

/* Writes the same members without the braces, for a larger object. */
void summary_store_write_members(
	struct jsonwrite *out, const struct summary *summary, struct text tenant_id);

#endif
