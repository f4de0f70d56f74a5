/*
 * search_store: full-text search over reviews, with SQLite's FTS5. Another database needs its own
 * implementation of this file.
 *
 * Product id, product name, title and text are found by words and by prefixes of words (at least
 * three letters in alphabetic scripts), in any case, width and composition. In scripts without
 * blanks between words, any run of characters is found.
 */
#ifndef REVIEWS_SEARCH_STORE_H
#define REVIEWS_SEARCH_STORE_H

#include "db/db.h"
#include "reviews/review.h"

/* Returns the searchable text of a review, folded, for its member `words`. Computing it in advance
 * saves work on the writer's thread. */
struct text search_store_words(struct arena *arena, const struct review *review);

/* Called inside the transaction that stores, changes or removes a review. */
enum status search_store_add(struct db *db, const struct review *review, struct fault *fault);
enum status search_store_change(
	struct db *db, const struct review *old, const struct review *review, struct fault *fault);
enum status search_store_remove(struct db *db, const struct review *review, struct fault *fault);

/* Converts user input to a query for FTS5 MATCH that requires every word. Returns an absent text if
 * the input contains no word. */
struct text search_store_query(struct arena *arena, struct text typed);

/* Runs one step of a merge of the whole index. After the last step no segment contains words of
 * removed reviews; until then old segments do, although searches do not find them. */
enum status search_store_compact(
	struct db *db, bool is_first, bool *ret_is_last, struct fault *fault);

#endif
