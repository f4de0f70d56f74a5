/*
 * review_page: reviews as readers find them: of a product in an order, of a reviewer, all of them.
 *
 * Promises: a page begins behind a place in an index, not behind a count, so the last costs what
 * the first costs, and nothing is listed twice or left out when others come and go between.
 * Filters that no index has (market, locale, channel) pass over what is in the way.
 */
#ifndef REVIEWS_REVIEW_PAGE_H
#define REVIEWS_REVIEW_PAGE_H

#include "db/db.h"
#include "reviews/review.h"

#define REVIEW_PAGE_MAX 100

/* Each of them downwards, the newest first where they are equal. */
enum review_order { REVIEW_RECENT, REVIEW_HELPFUL, REVIEW_HIGHEST, REVIEW_LOWEST };

/* Which of a product's shown reviews. */
struct review_filter {
	struct text product_id;
	int64_t rating; /* 0: any */
	struct text market, channel_id; /* absent: any */
	struct text locale; /* absent: any; case does not matter, and _ is - */
};

/* Behind which review a page begins. */
struct review_cursor {
	int64_t key; /* its value in the order */
	int64_t submitted_at_ms;
	struct text review_id;
};

/* Before the first. */
struct review_cursor review_page_start(void);

struct review_cursor review_page_cursor(const struct review *review, enum review_order order);

/* Up to `limit` shown reviews; texts live in the fault's arena. */
enum status review_page_product(struct db *db, const struct review_filter *filter,
	enum review_order order, const struct review_cursor *after, size_t limit,
	struct review **ret_reviews, size_t *ret_count, struct fault *fault);

/* How many the filter lets through: read where summaries have it, counted where not. */
enum status review_page_total(
	struct db *db, const struct review_filter *filter, int64_t *ret_total, struct fault *fault);

/* Up to `limit` visible reviews whose last change lies before sequence `before`, newest change
 * first. */
enum status review_page_visible(struct db *db, int64_t before, size_t limit,
	struct review **ret_reviews, size_t *ret_count, struct fault *fault);

/* The user's newest review of the product, visible or not; STATUS_NOT_FOUND when there is none. */
enum status review_page_newest_of_user(struct db *db, struct text product_id, struct text user_id,
	struct review *ret_review, struct fault *fault);

#endif
