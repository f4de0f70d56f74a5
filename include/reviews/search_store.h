/*
 * search_store: full-text search over reviews, using FTS5 of SQLite.
 *
 * Another database engine needs another implementation of this module. A search covers the product
 * id, product name, title and text of each review. A word in the query matches a whole word or the
 * beginning of a word in the review, regardless of case, width and Unicode composition. In
 * alphabetic scripts, a beginning must have at least three letters. In scripts that are written
 * without blanks, any sequence of characters matches.
 *
 * Call search_store_add(), search_store_change() and search_store_remove() in the transaction that
 * changes the review.
 */
#ifndef REVIEWS_SEARCH_STORE_H
#define REVIEWS_SEARCH_STORE_H

#include "db/db.h"
#include "reviews/review.h"

/* Returns the searchable text of a review, folded (base/fold.h). Another thread can compute this
 * text in advance and store it in review.words. The writer thread then has less work. */
struct text search_store_words(struct arena *arena, const struct review *review);

/* Adds a review to the index. */
enum status search_store_add(struct db *db, const struct review *review, struct fault *fault);

/* Replaces the words of `old` in the index with the words of `review`. */
enum status search_store_change(
	struct db *db, const struct review *old, const struct review *review, struct fault *fault);

/* Removes a review from the index. */
enum status search_store_remove(struct db *db, const struct review *review, struct fault *fault);

/* Converts user input to a query for FTS5's MATCH operator. A review must contain every word of the
 * input to match. Returns an absent text (base/text.h) if the input contains no word. */
struct text search_store_query(struct arena *arena, struct text typed);

/* Runs one step of a merge of the whole index. `is_first` must be true for the first step only.
 * Sets *ret_is_last to true if this step was the last one. Until the last step, old segments
 * contain words of removed reviews. Searches do not find these words. */
enum status search_store_compact(
	struct db *db, bool is_first, bool *ret_is_last, struct fault *fault);

#endif
