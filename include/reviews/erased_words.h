/*
 * erased_words: erasures whose data may still be in the bytes of the database file or the WAL,
 * although no query returns it.
 *
 * First, words of erased reviews remain in segments of the search index until the index has been
 * merged. A merge covers every erasure recorded when it begins, including erasures that another
 * process began to merge and may never finish.
 *
 * Then old pages of the file and the WAL may contain the data until a checkpoint. An erasure
 * without words starts in this state. A checkpoint covers every erasure whose job has ended when it
 * begins.
 */
#ifndef REVIEWS_ERASED_WORDS_H
#define REVIEWS_ERASED_WORDS_H

#include "db/db.h"

/* Records that data was erased for the job. Part of the transaction that starts the job or erases
 * something for it. `has_words`: a review was erased. */
enum status erased_words_add(
	struct db *db, struct text job_id, int64_t now_ms, bool has_words, struct fault *fault);

/* Called in the transactions of the first and last step of a merge. `merge_id` is a GUID that the
 * caller creates for this merge. */
enum status erased_words_begin_merge(struct db *db, struct text merge_id, struct fault *fault);
enum status erased_words_end_merge(struct db *db, struct text merge_id, struct fault *fault);

/* Called before and after a checkpoint. `checkpoint_id` is a GUID that the caller creates for this
 * checkpoint. */
enum status erased_words_begin_checkpoint(
	struct db *db, struct text checkpoint_id, bool *ret_has_any, struct fault *fault);
enum status erased_words_end_checkpoint(
	struct db *db, struct text checkpoint_id, struct fault *fault);

/* Returns the time of the last erasure for the job if its data may remain; 0 if not. */
enum status erased_words_since(
	struct db *db, struct text job_id, int64_t *ret_since_ms, struct fault *fault);

/* Remaining work for jobs that have ended. */
struct erased_words_pending {
	int64_t oldest_ms; /* smallest erased_words_since(); 0: no work */
	bool needs_merge, needs_checkpoint;
};

enum status erased_words_read_pending(
	struct db *db, struct erased_words_pending *ret_pending, struct fault *fault);

#endif
