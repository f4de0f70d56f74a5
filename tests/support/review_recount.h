/*
 * review_recount: rating summaries counted anew, for tests that compare.
 */
#ifndef SUPPORT_REVIEW_RECOUNT_H
#define SUPPORT_REVIEW_RECOUNT_H

/* What product_rating should hold, from the reviews alone, as the table "recount"; what it holds,
 * as "kept". A SELECT is to follow. */
#define REVIEW_RECOUNT                                                                             \
	"WITH counted AS ("                                                                        \
	"SELECT product_id, '' AS market, rating, review_text FROM review "                        \
	"WHERE is_published = 1 AND is_taken_down = 0 UNION ALL "                                  \
	"SELECT product_id, market, rating, review_text FROM review "                              \
	"WHERE is_published = 1 AND is_taken_down = 0 AND market IS NOT NULL), "                   \
	"recount AS (SELECT product_id, market, "                                                  \
	"sum(rating = 1), sum(rating = 2), sum(rating = 3), sum(rating = 4), sum(rating = 5), "    \
	"sum(rating = 1 AND review_text IS NOT NULL), "                                            \
	"sum(rating = 2 AND review_text IS NOT NULL), "                                            \
	"sum(rating = 3 AND review_text IS NOT NULL), "                                            \
	"sum(rating = 4 AND review_text IS NOT NULL), "                                            \
	"sum(rating = 5 AND review_text IS NOT NULL) "                                             \
	"FROM counted GROUP BY product_id, market), "                                              \
	"kept AS (SELECT product_id, market, star1_count, star2_count, star3_count, star4_count, " \
	"star5_count, star1_review_count, star2_review_count, star3_review_count, "                \
	"star4_review_count, star5_review_count FROM product_rating "                              \
	"WHERE star1_count + star2_count + star3_count + star4_count + star5_count <> 0) "

#endif
