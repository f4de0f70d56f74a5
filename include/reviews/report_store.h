/*
 * report_store: counts of reviews by period, channel and market, and the reports computed from
 * them.
 *
 * The transaction that changes reviews also changes the counts, so a report never reads reviews.
 * Periods use the time of submission, in UTC; days are those of base/day.h.
 */
#ifndef REVIEWS_REPORT_STORE_H
#define REVIEWS_REPORT_STORE_H

#include "base/aggregate.h"
#include "db/db.h"
#include "reviews/review.h"

/* Maximum number of markets listed separately in a report. */
#define REPORT_STORE_MARKETS 20

/* Maximum number of points in a report. */
#define REPORT_STORE_POINTS_MAX 1000

/* Counts of the reviews of a period. */
struct report_counts {
	int64_t stars[REVIEW_STARS]; /* visible reviews; index 0 is one star */
	int64_t texts; /* visible reviews with a text */
	int64_t received; /* all reviews; the counts below include hidden reviews too */
	int64_t unpublished; /* unpublished, but not taken down */
	int64_t taken_down, reported, responded;
};

/* Returns an empty table of changes to the counts of periods. */
struct aggregate report_store_aggregate(struct arena *arena);

/* Adds the review to the counts in `tally` (`sign` 1), or subtracts it (-1). */
void report_store_add_delta(struct aggregate *tally, const struct review *review, int sign);

/* Subtracts `old` and adds `review`. */
void report_store_replace_delta(
	struct aggregate *tally, const struct review *old, const struct review *review);

/* Applies the changes in `tally` to the stored counts. */
enum status report_store_flush(struct db *db, const struct aggregate *tally, struct fault *fault);

enum report_step { REPORT_DAY, REPORT_WEEK, REPORT_MONTH };

struct report_query {
	struct text channel_id, market; /* absent: all */
	int64_t from_day, to_day; /* both inclusive */
	enum report_step step;
};

/* The reviews of one day, week or month, limited to the period of the report. */
struct report_point {
	int64_t first_day; /* of the whole day, week or month */
	int64_t ratings, stars; /* number of visible reviews, and the sum of their stars */
};

struct report_market {
	struct text market;
	int64_t ratings, stars;
};

struct report {
	struct report_counts totals;
	struct report_point *points; /* consecutive, including empty ones */
	size_t point_count;
	struct report_market markets[REPORT_STORE_MARKETS]; /* most ratings first */
	size_t market_count;
	struct report_market others; /* all other markets together */
};

/* Returns the day of the first review; `if_none` if there is no review. */
enum status report_store_first_day(struct db *db, const struct report_query *query, int64_t if_none,
	int64_t *ret_day, struct fault *fault);

/* Returns the number of points of a report, but at most REPORT_STORE_POINTS_MAX + 1. */
size_t report_store_point_count(const struct report_query *query);

/* Reads the report into the fault's arena. It must not have more than REPORT_STORE_POINTS_MAX
 * points. */
enum status report_store_read(struct db *db, const struct report_query *query,
	struct report *ret_report, struct fault *fault);

/* Return the number of visible reviews, and the sum of their stars. */
int64_t report_store_ratings(const struct report_counts *counts);
int64_t report_store_stars(const struct report_counts *counts);

#endif
