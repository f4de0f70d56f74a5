/*
 * ranking_store: products ordered by a weighted average rating.
 *
 * The order is that of product_rating.score = (stars + 40) / (ratings + 10), in ten-thousandths:
 * the average after adding ten ratings of four stars, the usual average of a shop. A product with
 * one rating is therefore near the middle; with many ratings its own average prevails.
 */
#ifndef REVIEWS_RANKING_STORE_H
#define REVIEWS_RANKING_STORE_H

#include "db/db.h"

/* The score that equals one star. */
#define RANKING_STORE_STAR 10000

enum ranking { RANKING_MOST_LIKED, RANKING_LEAST_LIKED };

struct ranking_entry {
	struct text product_id;
	struct text product_name; /* absent: no recent review has one */
	int64_t ratings, stars; /* number of ratings, and the sum of their stars */
	int64_t score;
};

/* Lists up to `limit` products of the market (empty: all markets), the most extreme first, in the
 * fault's arena. */
enum status ranking_store_list(struct db *db, struct text market, enum ranking ranking,
	size_t limit, struct ranking_entry **ret_entries, size_t *ret_count, struct fault *fault);

#endif
