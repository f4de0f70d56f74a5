/*
 * erased_words: erasures whose reviews are gone, and whose words are still in parts of the search
 * index that nothing leads to, until the index is brought together.
 *
 * A round is one pass that brings it together. It takes all erasures that are there when it begins,
 * also those that another process has taken and perhaps never ends.
 */
#ifndef REVIEWS_ERASED_WORDS_H
#define REVIEWS_ERASED_WORDS_H

#include "db/db.h"

/* Part of the transaction that removes reviews for this job. */
enum status erased_words_add(
	struct db *db, struct text job_id, int64_t now_ms, struct fault *fault);

/* With the first and with the last step of a round, whose name is the caller's choice. */
enum status erased_words_begin(struct db *db, struct text round, struct fault *fault);
enum status erased_words_end(struct db *db, struct text round, struct fault *fault);

/* When the job removed the last review whose words are still there; 0 when none is. */
enum status erased_words_since(
	struct db *db, struct text job_id, int64_t *ret_since_ms, struct fault *fault);

/* The same of the job that waits longest, among those that have ended. */
enum status erased_words_oldest(struct db *db, int64_t *ret_since_ms, struct fault *fault);

#endif
