/*
 * search_consistency: checks the search index without writing.
 *
 * The check reads the whole index and compares the numbers of words and reviews with the totals
 * that the index stores. The check finds lost, empty and unreadable segments. Unlike
 * search_repair_verify(), the check does not block writers. The check takes about 0.5 s for 100,000
 * reviews, which is a third of the time that search_repair_verify() takes.
 */
#ifndef REVIEWS_SEARCH_CONSISTENCY_H
#define REVIEWS_SEARCH_CONSISTENCY_H

#include "db/db.h"

struct search_consistency {
	bool is_sound; /* no error was found */
	bool is_whole; /* false if must_end() ended the check early */
	int64_t words; /* number of words read */
};

/* Runs the check. Call this function inside a transaction; a read transaction is sufficient. Ends
 * the check early when must_end(context) returns true. `must_end` may be NULL. If the index is
 * unreadable, sets is_sound to false and returns STATUS_OK. */
enum status search_consistency_run(struct db *db, bool (*must_end)(void *context), void *context,
	struct search_consistency *ret_result, struct fault *fault);

#endif
