/*
 * search_repair: tells whether the search index can be read, and makes it anew where it cannot.
 *
 * The words of all reviews stand in a table beside the index, so nothing is lost with it.
 */
#ifndef REVIEWS_SEARCH_REPAIR_H
#define REVIEWS_SEARCH_REPAIR_H

#include "db/db.h"

/* Looks up a word, and whether an index of some words has parts: two rows and a few pages. What the
 * database says of an index that it cannot read is no fault. */
enum status search_repair_probe(struct db *db, bool *ret_is_sound, struct fault *fault);

/* Reads all of the index and compares it with the stored words, FTS5's 'integrity-check': some
 * 40 s for a million reviews. Part of a transaction that writes, though it changes nothing. */
enum status search_repair_verify(struct db *db, bool *ret_is_sound, struct fault *fault);

/* Sets the structure record back and makes the index of the stored words: some 10 s for 100,000
 * reviews. Part of a transaction that writes, better of its own. */
enum status search_repair_rebuild(struct db *db, struct fault *fault);

#endif
