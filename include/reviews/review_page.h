/*
 * review_page: pages of visible reviews, either of one product in a chosen order or of all
 * products. Also finds a user's newest review of a product.
 *
 * Uses keyset pagination: the cost of a page does not depend on its position, and concurrent
 * inserts and deletes neither repeat nor skip any other review. Filters without an index (market,
 * locale, channel) scan over reviews that do not match.
 */
#ifndef REVIEWS_REVIEW_PAGE_H
#define REVIEWS_REVIEW_PAGE_H

#include "db/db.h"
#include "reviews/review.h"

#define REVIEW_PAGE_MAX 100

/* All orders are descending; reviews with equal values are ordered newest first. */
enum review_order { REVIEW_RECENT, REVIEW_HELPFUL, REVIEW_HIGHEST, REVIEW_LOWEST };

/* Selects some of a product's visible reviews that have a text. */
struct review_filter {
	struct text product_id;
	int64_t rating; /* 0: any */
	struct text market, channel_id; /* absent: any */
	struct text locale; /* absent: any; ignores case, and _ equals - */
};

/* A page begins after this review. */
struct review_cursor {
	int64_t key; /* value in the page's order */
	int64_t submitted_at_ms;
	struct text review_id;
};

/* Returns the cursor of the first page. */
struct review_cursor review_page_start(void);

struct review_cursor review_page_cursor(const struct review *review, enum review_order order);

/* Reads up to `limit` reviews after the cursor; texts live in the fault's arena. */
enum status review_page_product(struct db *db, const struct review_filter *filter,
	enum review_order order, const struct review_cursor *after, size_t limit,
	struct review **ret_reviews, size_t *ret_count, struct fault *fault);

/* Counts the reviews that match the filter. Uses the summaries if they contain the count, and
 * counts rows otherwise. */
enum status review_page_total(
	struct db *db, const struct review_filter *filter, int64_t *ret_total, struct fault *fault);

/* Reads up to `limit` visible reviews with sequences below `before`, last change first. */
enum status review_page_visible(struct db *db, int64_t before, size_t limit,
	struct review **ret_reviews, size_t *ret_count, struct fault *fault);

/* Reads the user's newest review of the product, visible or not. Returns STATUS_NOT_FOUND if there
 * is none. */
enum status review_page_newest_of_user(struct db *db, struct text product_id, struct text user_id,
	struct review *ret_review, struct fault *fault);

#endif
