/*
 * summary_store: counts of ratings by product and market.
 *
 * The transaction that changes a review also updates the counts.
 */
#ifndef REVIEWS_SUMMARY_STORE_H
#define REVIEWS_SUMMARY_STORE_H

#include "base/aggregate.h"
#include "db/db.h"
#include "reviews/review.h"

#define SUMMARY_STORE_PAGE_MAX 1000

/* The counts of one product in one market. Only visible reviews are counted. Index 0 of each array
 * is one star. */
struct summary {
	struct text product_id;
	struct text market; /* empty: all markets */
	int64_t stars[REVIEW_STARS]; /* reviews with or without a text */
	int64_t review_stars[REVIEW_STARS]; /* only reviews with a text */
	int64_t sequence; /* feed_state.sequence of the last change */
};

/* Returns an empty table that accumulates changes to summaries. */
struct aggregate summary_store_aggregate(struct arena *arena);

/* Changes the summary of the review's product for all markets in `tally`. If the review has a
 * market, also changes the product's summary for that market. If `sign` is 1, adds the review to
 * the summaries. If `sign` is -1, subtracts the review. Sets the sequence of the summaries to
 * `sequence`. Ignores a review that is not visible. */
void summary_store_add_delta(
	struct aggregate *tally, const struct review *review, int sign, int64_t sequence);

/* Adds the changes in `tally` to the stored summaries. */
enum status summary_store_flush(struct db *db, const struct aggregate *tally, struct fault *fault);

/* Reads a summary. If no such summary is stored, sets all counts to 0. Allocates texts in the
 * fault's arena. */
enum status summary_store_get(struct db *db, struct text product_id, struct text market,
	struct summary *ret_summary, struct fault *fault);

/* Lists up to `limit` summaries that changed after the sequence `since`, in the order of their last
 * change. Lists only the summaries that cover all markets. */
enum status summary_store_list(struct db *db, int64_t since, size_t limit,
	struct summary **ret_summaries, size_t *ret_count, struct fault *fault);

/* Writes `counts` as the members star5Count to star1Count of an open JSON object. */
void summary_store_write_stars(struct jsonwrite *out, const int64_t counts[REVIEW_STARS]);

/* Writes the summary as a JSON object of the connector's type RatingsSummary. `tenant_id` is the id
 * of the environment. */
void summary_store_write(
	struct jsonwrite *out, const struct summary *summary, struct text tenant_id);

/* Writes the members of a RatingsSummary into an open JSON object. */
void summary_store_write_members(
	struct jsonwrite *out, const struct summary *summary, struct text tenant_id);

#endif
