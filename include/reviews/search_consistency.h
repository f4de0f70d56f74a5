/*
 * search_consistency: reads all of the search index, and tells whether it holds as many words of as
 * many reviews as it has counted when they came and went.
 *
 * Finds parts that are lost, emptied or unreadable. Unlike search_repair_verify() it only reads, so
 * it keeps no writer waiting, and it takes a third of the time: some 0.5 s for 100,000 reviews.
 */
#ifndef REVIEWS_SEARCH_CONSISTENCY_H
#define REVIEWS_SEARCH_CONSISTENCY_H

#include "db/db.h"

struct search_consistency {
	bool is_sound; /* true also of what was not read to its end */
	bool is_whole; /* all was read */
	int64_t words;
};

/* Part of a transaction, which may be one that reads. Ends early once must_end(context); NULL:
 * never. What the database says of an index that it cannot read is no fault. */
enum status search_consistency_run(struct db *db, bool (*must_end)(void *context), void *context,
	struct search_consistency *ret_result, struct fault *fault);

#endif
