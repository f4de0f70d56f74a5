/*
 * erased_words: erasures whose data are still in the file of the database or in its log, though
 * nothing leads to them.
 *
 * Words of removed reviews are in parts of the search index until a round brings it together. It
 * takes all erasures that are there when it begins, also those that another process has taken and
 * perhaps never ends. Then all of an erasure, also of one without words, is in the log and in older
 * pages of the file until a cut has brought the one into the other. It takes the erasures that are
 * over when it begins.
 */
#ifndef REVIEWS_ERASED_WORDS_H
#define REVIEWS_ERASED_WORDS_H

#include "db/db.h"

/* Part of the transaction that begins the job or removes something for it; `has_words`: a review.
 */
enum status erased_words_add(
	struct db *db, struct text job_id, int64_t now_ms, bool has_words, struct fault *fault);

/* With the first and with the last step of a round, whose name is the caller's choice, a GUID. */
enum status erased_words_begin_merge(struct db *db, struct text round, struct fault *fault);
enum status erased_words_end_merge(struct db *db, struct text round, struct fault *fault);

/* Before and after the log is cut, by a name as above. */
enum status erased_words_begin_checkpoint(
	struct db *db, struct text cut, bool *ret_has_any, struct fault *fault);
enum status erased_words_end_checkpoint(struct db *db, struct text cut, struct fault *fault);

/* When something was last removed for the job whose data are still there; 0 when none is. */
enum status erased_words_since(
	struct db *db, struct text job_id, int64_t *ret_since_ms, struct fault *fault);

/* What waits of jobs that have ended. */
struct erased_words_pending {
	int64_t oldest_ms; /* erased_words_since() of the one that waits longest; 0: nothing waits
			    */
	bool needs_merge, needs_checkpoint;
};

enum status erased_words_read_pending(
	struct db *db, struct erased_words_pending *ret_pending, struct fault *fault);

#endif
