/*
 * search_store: full-text search over reviews, with SQLite's FTS5; another database has a file of
 * its own in this one's place.
 *
 * Promises: product id, product name, title and text are found by words and beginnings of words (of
 * an alphabet, those of three letters or more), in any case, width and composition; of scripts that
 * write no blanks between words, by any run of characters.
 */
#ifndef REVIEWS_SEARCH_STORE_H
#define REVIEWS_SEARCH_STORE_H

#include "db/db.h"
#include "reviews/review.h"

/* What is searched of a review, folded: for its member `words`, so that the thread that writes need
 * not make it. */
struct text search_store_words(struct arena *arena, const struct review *review);

/* Parts of the transaction that stores, changes or removes a review. */
enum status search_store_add(struct db *db, const struct review *review, struct fault *fault);
enum status search_store_change(
	struct db *db, const struct review *old, const struct review *review, struct fault *fault);
enum status search_store_remove(struct db *db, const struct review *review, struct fault *fault);

/* What a person typed, as a query for FTS5 MATCH: every word must be there. Absent when nothing in
 * it is a word. */
struct text search_store_query(struct arena *arena, struct text typed);

/* One step of many that bring the index together, so that words of removed reviews are in no part
 * of it any more; until then they stay in parts that nothing leads to. */
enum status search_store_compact(
	struct db *db, bool is_first, bool *ret_is_last, struct fault *fault);

#endif
