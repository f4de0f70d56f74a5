/*
 * report_store: reviews counted by period, channel and market, and what reports make of that.
 *
 * Promises: the transaction that changes reviews changes the counts, and no report reads a review.
 * Periods are of the time a review was submitted, in UTC; days are those of base/day.h.
 */
#ifndef REVIEWS_REPORT_STORE_H
#define REVIEWS_REPORT_STORE_H

#include "base/aggregate.h"
#include "db/db.h"
#include "reviews/review.h"

/* Markets of a report that have counts of their own. */
#define REPORT_STORE_MARKETS 20

/* Points of a report at most. */
#define REPORT_STORE_POINTS_MAX 1000

/* Counts of some reviews. */
struct report_counts {
	int64_t stars[REVIEW_STARS]; /* of those that readers see; index 0 is one star */
	int64_t texts; /* of these, those with a text */
	int64_t received; /* all, hidden ones too; so are these */
	int64_t unpublished; /* and not taken down */
	int64_t taken_down, reported, responded;
};

/* Periods to whose counts reviews are added. */
struct tally report_store_aggregate(struct arena *arena);

/* Counts the review (`sign` 1), or does so no longer (-1). */
void report_store_add_delta(struct tally *tally, const struct review *review, int sign);

/* Counts `review` in place of `old`. */
void report_store_replace_delta(
	struct tally *tally, const struct review *old, const struct review *review);

/* Brings the stored counts up to date. */
enum status report_store_flush(struct db *db, const struct tally *tally, struct fault *fault);

enum report_step { REPORT_DAY, REPORT_WEEK, REPORT_MONTH };

struct report_query {
	struct text channel_id, market; /* absent: all */
	int64_t from_day, to_day; /* both are in it */
	enum report_step step;
};

/* The reviews of one day, week or month, as far as it is in the report. */
struct report_point {
	int64_t first_day; /* of the whole of it */
	int64_t ratings, stars; /* how many readers see, and the sum of their stars */
};

struct report_market {
	struct text market;
	int64_t ratings, stars;
};

struct report {
	struct report_counts totals;
	struct report_point *points; /* none is left out */
	size_t point_count;
	struct report_market markets[REPORT_STORE_MARKETS]; /* those with the most ratings */
	size_t market_count;
	struct report_market others; /* all further markets together */
};

/* The day of the first review there is; `if_none` without any. */
enum status report_store_first_day(struct db *db, const struct report_query *query, int64_t if_none,
	int64_t *ret_day, struct fault *fault);

/* How many points a report would have; counts up to one more than the most. */
size_t report_store_point_count(const struct report_query *query);

/* The report, in the fault's arena. It must not have too many points. */
enum status report_store_read(struct db *db, const struct report_query *query,
	struct report *ret_report, struct fault *fault);

/* How many of the counted reviews readers see, and the sum of their stars. */
int64_t report_store_ratings(const struct report_counts *counts);
int64_t report_store_stars(const struct report_counts *counts);

#endif
