/*
 * summary_store: rating counts a product and market, kept by the transaction that changes a review.
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
	int64_t review_stars[REVIEW_STARS]; /* of reviews with a text */
	int64_t sequence;
};

/* Summaries to which reviews are added; their counts say by how much. */
struct tally summary_store_aggregate(struct arena *arena);

/* Adds the review to (`sign` 1), or takes it off (-1), the summaries it belongs to, if visible.
 * Sequences never go down. */
void summary_store_add_delta(
	struct tally *tally, const struct review *review, int sign, int64_t sequence);

/* Brings the stored summaries up to date. */
enum status summary_store_flush(struct db *db, const struct tally *tally, struct fault *fault);

/* The summary, with zero counts when there is none; texts in the fault's arena. */
enum status summary_store_get(struct db *db, struct text product_id, struct text market,
	struct summary *ret_summary, struct fault *fault);

/* Up to `limit` summaries over all markets that changed after sequence `since`, oldest change
 * first. */
enum status summary_store_list(struct db *db, int64_t since, size_t limit,
	struct summary **ret_summaries, size_t *ret_count, struct fault *fault);

/* Writes the counts as members star5Count to star1Count, into an open object. */
void summary_store_write_stars(struct jsonwrite *out, const int64_t counts[REVIEW_STARS]);

/* Writes a RatingsSummary; `tenant_id` is the environment's. */
void summary_store_write(
	struct jsonwrite *out, const struct summary *summary, struct text tenant_id);

/* The same without its brackets, for an object that holds more. */
void summary_store_write_members(
	struct jsonwrite *out, const struct summary *summary, struct text tenant_id);

#endif
