/*
 * report_store: counts of reviews by period, channel and market, and reports that are computed from
 * these counts.
 *
 * The transaction that changes a review also changes the counts. A report therefore reads only
 * counts and no reviews. A review belongs to the day on which it was submitted, in UTC. Days are
 * numbered as in base/day.h.
 */
#ifndef REVIEWS_REPORT_STORE_H
#define REVIEWS_REPORT_STORE_H

#include "base/aggregate.h"
#include "db/db.h"
#include "reviews/review.h"

/* Maximum number of markets that a report lists separately. */
#define REPORT_STORE_MARKETS 20

/* Maximum number of points (days, weeks or months) in a report. */
#define REPORT_STORE_POINTS_MAX 1000

/* Counts of the reviews that were submitted in a period. */
struct report_counts {
	int64_t stars[REVIEW_STARS]; /* visible reviews by rating; index 0 is one star */
	int64_t texts; /* visible reviews with a text */
	int64_t received; /* all reviews; this and the members below also count hidden reviews */
	int64_t unpublished; /* neither published nor taken down */
	int64_t taken_down, reported, responded;
};

/* Returns an empty table that accumulates changes to the stored counts. */
struct aggregate report_store_aggregate(struct arena *arena);

/* If `sign` is 1, adds the review to the counts in `tally`. If `sign` is -1, subtracts the review.
 */
void report_store_add_delta(struct aggregate *tally, const struct review *review, int sign);

/* Subtracts `old` from the counts in `tally`, and adds `review`. */
void report_store_replace_delta(
	struct aggregate *tally, const struct review *old, const struct review *review);

/* Adds the changes in `tally` to the stored counts. */
enum status report_store_flush(struct db *db, const struct aggregate *tally, struct fault *fault);

enum report_step { REPORT_DAY, REPORT_WEEK, REPORT_MONTH };

struct report_query {
	struct text channel_id, market; /* absent: all */
	int64_t from_day, to_day; /* both inclusive */
	enum report_step step;
};

/* One day, week or month of a report. A point may extend beyond the period of the report. Such a
 * point counts only reviews inside the period. */
struct report_point {
	int64_t first_day; /* may be before the period of the report */
	int64_t ratings, stars; /* number of visible reviews, and the sum of their stars */
};

/* One market. `ratings` and `stars` have the same meaning as in struct report_point. */
struct report_market {
	struct text market;
	int64_t ratings, stars;
};

struct report {
	struct report_counts totals;
	struct report_point *points; /* in chronological order, including points without reviews */
	size_t point_count;

	/* Sorted by number of ratings, highest first. */
	struct report_market markets[REPORT_STORE_MARKETS];
	size_t market_count;
	struct report_market others; /* the sum of all markets that are not in `markets` */
};

/* *ret_day receives the day of the first review in the channel and market of the query, or
 * `if_none` if there is no review. Ignores the query's period. */
enum status report_store_first_day(struct db *db, const struct report_query *query, int64_t if_none,
	int64_t *ret_day, struct fault *fault);

/* Returns the number of points that the report would have. Stops counting at
 * REPORT_STORE_POINTS_MAX + 1. */
size_t report_store_point_count(const struct report_query *query);

/* Reads the report into the fault's arena. The report must not have more than
 * REPORT_STORE_POINTS_MAX points. */
enum status report_store_read(struct db *db, const struct report_query *query,
	struct report *ret_report, struct fault *fault);

/* Returns the number of visible reviews. */
int64_t report_store_ratings(const struct report_counts *counts);

/* Returns the sum of the stars of all visible reviews. */
int64_t report_store_stars(const struct report_counts *counts);

#endif
