/*
 * ranking_store: lists products in the order of a weighted average rating.
 *
 * Products are sorted by product_rating.score, which is 10000 * (stars + 40) / (ratings + 10). In
 * this formula, `stars` is the sum of the product's stars and `ratings` is the number of its
 * ratings. The score is an average rating in ten-thousandths of a star. The average includes ten
 * additional ratings of four stars, because four stars is the usual average in a shop. A product
 * with one rating therefore has a score near four stars. A product with many ratings has a score
 * near its own average.
 */
#ifndef REVIEWS_RANKING_STORE_H
#define REVIEWS_RANKING_STORE_H

#include "db/db.h"

/* The score of exactly one star. */
#define RANKING_STORE_STAR 10000

enum ranking { RANKING_MOST_LIKED, RANKING_LEAST_LIKED };

struct ranking_entry {
	struct text product_id;
	struct text product_name; /* absent if no recent review contains a name */
	int64_t ratings, stars; /* number of ratings, and sum of their stars */
	int64_t score;
};

/* Lists up to `limit` products in a market, or in all markets together if `market` is empty.
 * RANKING_MOST_LIKED lists the highest scores first, RANKING_LEAST_LIKED the lowest. The array and
 * its texts are allocated in the fault's arena. */
enum status ranking_store_list(struct db *db, struct text market, enum ranking ranking,
	size_t limit, struct ranking_entry **ret_entries, size_t *ret_count, struct fault *fault);

#endif
