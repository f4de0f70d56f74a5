/*
 * search_repair: checks the search index, and rebuilds an index that is unreadable.
 *
 * A table outside the index also contains the words of all reviews. A rebuild therefore loses
 * nothing.
 */
#ifndef REVIEWS_SEARCH_REPAIR_H
#define REVIEWS_SEARCH_REPAIR_H

#include "db/db.h"

/* Checks the index quickly: searches for one word, and checks that an index with words has
 * segments. Reads two rows and a few pages. If the index is damaged, sets *ret_is_sound to false
 * and returns STATUS_OK. */
enum status search_repair_probe(struct db *db, bool *ret_is_sound, struct fault *fault);

/* Compares the whole index with the stored words, using FTS5's 'integrity-check'. Takes about 40 s
 * for a million reviews. Call this function inside a write transaction, although it changes
 * nothing. If the index is damaged, sets *ret_is_sound to false and returns STATUS_OK. */
enum status search_repair_verify(struct db *db, bool *ret_is_sound, struct fault *fault);

/* Resets the structure record and rebuilds the index from the stored words. Takes about 10 s for
 * 100,000 reviews. Call this function inside a write transaction. The transaction should contain no
 * other writes. */
enum status search_repair_rebuild(struct db *db, struct fault *fault);

#endif
