/*
 * review_recount: SQL that recomputes rating summaries and report counts from the reviews, for
 * comparison with the stored counts.
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

/* The same of review_period. */
#define REVIEW_RECOUNT_PERIODS                                                                     \
	"WITH family (by_channel, is_month, by_market) AS (VALUES (0, 0, 0), (0, 0, 1), "          \
	"(0, 1, 0), (0, 1, 1), (1, 0, 0), (1, 0, 1), (1, 1, 0), (1, 1, 1)), "                      \
	"counted AS (SELECT CASE WHEN by_channel THEN channel_id ELSE '' END AS channel_id, "      \
	"is_month, julianday(CASE WHEN is_month "                                                  \
	"THEN date(submitted_at_ms / 1000, 'unixepoch', 'start of month') "                        \
	"ELSE date(submitted_at_ms / 1000, 'unixepoch') END) - julianday('1970-01-01') "           \
	"AS first_day, CASE WHEN by_market THEN market ELSE '' END AS market, rating, "            \
	"is_published, is_taken_down, review_text, concern_count, response_id "                    \
	"FROM review, family WHERE (by_channel = 0 OR channel_id IS NOT NULL) "                    \
	"AND (by_market = 0 OR market IS NOT NULL)), "                                             \
	"recount AS (SELECT channel_id, is_month, first_day, market, "                             \
	"sum(is_published AND NOT is_taken_down AND rating = 1), "                                 \
	"sum(is_published AND NOT is_taken_down AND rating = 2), "                                 \
	"sum(is_published AND NOT is_taken_down AND rating = 3), "                                 \
	"sum(is_published AND NOT is_taken_down AND rating = 4), "                                 \
	"sum(is_published AND NOT is_taken_down AND rating = 5), "                                 \
	"sum(is_published AND NOT is_taken_down AND review_text IS NOT NULL), count(*), "          \
	"sum(NOT is_published AND NOT is_taken_down), sum(is_taken_down), "                        \
	"sum(concern_count > 0), sum(response_id IS NOT NULL) "                                    \
	"FROM counted GROUP BY channel_id, is_month, first_day, market), "                         \
	"kept AS (SELECT channel_id, is_month, first_day, market, star1_count, star2_count, "      \
	"star3_count, star4_count, star5_count, text_count, received_count, unpublished_count, "   \
	"taken_down_count, reported_count, responded_count FROM review_period "                    \
	"WHERE received_count <> 0) "

#endif
