/*
 * review_page: reads pages of visible reviews, either of one product in a chosen order or of all
 * products.
 *
 * Uses keyset pagination. The cost of a page does not depend on the position of the page in the
 * list. If a review is inserted or deleted between two page requests, no other review is repeated
 * or skipped. There is no index for the filters by market, locale and channel. With one of these
 * filters, a query also reads reviews that do not match.
 */
#ifndef REVIEWS_REVIEW_PAGE_H
#define REVIEWS_REVIEW_PAGE_H

#include "db/db.h"
#include "reviews/review.h"

#define REVIEW_PAGE_MAX 100

/* Sort orders. REVIEW_RECENT lists the newest reviews first, REVIEW_HELPFUL the most helpful,
 * REVIEW_HIGHEST the highest ratings, and REVIEW_LOWEST the lowest ratings. Reviews with equal
 * values are sorted newest first. */
enum review_order { REVIEW_RECENT, REVIEW_HELPFUL, REVIEW_HIGHEST, REVIEW_LOWEST };

/* Selects visible reviews of one product that have a text. */
struct review_filter {
	struct text product_id;
	int64_t rating; /* 0: any */
	struct text market, channel_id; /* absent: any */
	struct text locale; /* absent: any; the comparison ignores case and treats _ as - */
};

/* The position of a review in a list. A page contains the reviews that follow a position. */
struct review_cursor {
	int64_t key; /* the review's value in the sort order; unused for REVIEW_RECENT */
	int64_t submitted_at_ms;
	struct text review_id;
};

/* Returns the cursor with which the first page of a list begins. */
struct review_cursor review_page_start(void);

/* Returns the position of the review in a list with this sort order. */
struct review_cursor review_page_cursor(const struct review *review, enum review_order order);

/* Reads up to `limit` reviews after the position `after`. The array and its texts are allocated in
 * the fault's arena. */
enum status review_page_product(struct db *db, const struct review_filter *filter,
	enum review_order order, const struct review_cursor *after, size_t limit,
	struct review **ret_reviews, size_t *ret_count, struct fault *fault);

/* *ret_total receives the number of reviews that match the filter. If the filter has neither a
 * locale nor a channel, reads the number from the summaries. Otherwise counts rows. */
enum status review_page_total(
	struct db *db, const struct review_filter *filter, int64_t *ret_total, struct fault *fault);

/* Reads up to `limit` visible reviews of all products. Reads only reviews whose sequence is lower
 * than `before`. The most recently changed review comes first. */
enum status review_page_visible(struct db *db, int64_t before, size_t limit,
	struct review **ret_reviews, size_t *ret_count, struct fault *fault);

/* Reads the newest review that the user wrote about the product, even if it is not visible. Returns
 * STATUS_NOT_FOUND if the user has written no review about the product. */
enum status review_page_newest_of_user(struct db *db, struct text product_id, struct text user_id,
	struct review *ret_review, struct fault *fault);

#endif
