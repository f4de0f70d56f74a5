/*
 * ranking_store: products in the order of how they are liked.
 *
 * The order is that of product_rating.score: the average that ten ratings of four stars are added
 * to, (stars + 40) / (ratings + 10), in whole ten-thousandths. Four is about what shops' ratings
 * are on average; so a product with one rating is in the middle, and one with many is where they
 * put it.
 */
#ifndef REVIEWS_RANKING_STORE_H
#define REVIEWS_RANKING_STORE_H

#include "db/db.h"

/* A score of one star. */
#define RANKING_STORE_STAR 10000

enum ranking { RANKING_MOST_LIKED, RANKING_LEAST_LIKED };

struct ranking_entry {
	struct text product_id;
	struct text product_name; /* absent: none of its newest reviews has it */
	int64_t ratings, stars; /* how many, and their sum */
	int64_t score;
};

/* Up to `limit` products of the market (empty: of all), the extreme first; in the fault's arena. */
enum status ranking_store_list(struct db *db, struct text market, enum ranking ranking,
	size_t limit, struct ranking_entry **ret_places, size_t *ret_count, struct fault *fault);

#endif
