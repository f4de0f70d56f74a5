/*
 * search_repair: checks the search index and rebuilds it if it is unreadable.
 *
 * The words of all reviews are also stored in a table outside the index, so a rebuild loses
 * nothing.
 */
#ifndef REVIEWS_SEARCH_REPAIR_H
#define REVIEWS_SEARCH_REPAIR_H

#include "db/db.h"

/* Searches for one word, and checks that a non-empty index has segments: reads two rows and a few
 * pages. An unreadable index is a result and not a fault. */
enum status search_repair_probe(struct db *db, bool *ret_is_sound, struct fault *fault);

/* Compares the whole index with the stored words, with FTS5's 'integrity-check': about 40 s for a
 * million reviews. Needs a write transaction, although it changes nothing. */
enum status search_repair_verify(struct db *db, bool *ret_is_sound, struct fault *fault);

/* Resets the structure record and rebuilds the index from the stored words: about 10 s for 100,000
 * reviews. Needs a write transaction, preferably its own. */
enum status search_repair_rebuild(struct db *db, struct fault *fault);

#endif
