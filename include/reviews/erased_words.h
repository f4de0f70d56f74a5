/*
 * erased_words: tracks erased data whose bytes may still be on disk, although no query returns the
 * data.
 *
 * The service removes the bytes in two stages. The first stage merges the whole search index. Until
 * the merge has finished, segments of the index contain words of erased reviews. A merge covers
 * every erasure that was recorded before the merge began. The merge also covers erasures that
 * another process has already begun to merge, because the other process may never finish.
 *
 * The second stage is a checkpoint. Until the checkpoint, old pages of the database file and of the
 * write-ahead log (WAL) contain the erased data. A checkpoint covers an erasure if the erasure had
 * completed the first stage and its job had ended when the checkpoint began. An erasure that erased
 * no reviews skips the first stage.
 */
#ifndef REVIEWS_ERASED_WORDS_H
#define REVIEWS_ERASED_WORDS_H

#include "db/db.h"

/* Records that the job erased data at `now_ms`. `has_words` is true if a review was erased. Call
 * this function in every transaction that erases data for the job. Also call this function in the
 * transaction that creates the job, because the job's own row identifies the person. */
enum status erased_words_add(
	struct db *db, struct text job_id, int64_t now_ms, bool has_words, struct fault *fault);

/* Assigns all erasures that have not been merged to the merge `merge_id`. The caller creates
 * `merge_id`, a GUID. Call this function in the transaction of the merge's first step. */
enum status erased_words_begin_merge(struct db *db, struct text merge_id, struct fault *fault);

/* Marks the erasures that are assigned to the merge as merged. Call this function in the
 * transaction of the merge's last step. */
enum status erased_words_end_merge(struct db *db, struct text merge_id, struct fault *fault);

/* Assigns all merged erasures whose jobs have ended to the checkpoint `checkpoint_id`. The caller
 * creates `checkpoint_id`, a GUID. Call this function before the checkpoint. Sets *ret_has_any to
 * false if there are no erasures to assign. */
enum status erased_words_begin_checkpoint(
	struct db *db, struct text checkpoint_id, bool *ret_has_any, struct fault *fault);

/* Deletes the records of the erasures that are assigned to the checkpoint. Call this function after
 * the checkpoint. */
enum status erased_words_end_checkpoint(
	struct db *db, struct text checkpoint_id, struct fault *fault);

/* If data that the job erased may still be on disk, *ret_since_ms receives the time of the job's
 * last erasure. Otherwise *ret_since_ms receives 0. */
enum status erased_words_since(
	struct db *db, struct text job_id, int64_t *ret_since_ms, struct fault *fault);

/* The work that remains for erasures whose jobs have ended. */
struct erased_words_pending {
	int64_t oldest_ms; /* time of the oldest erasure; 0 if no work remains */
	bool needs_merge, needs_checkpoint;
};

/* Reads the work that remains. Ignores erasures whose jobs are still running. */
enum status erased_words_read_pending(
	struct db *db, struct erased_words_pending *ret_pending, struct fault *fault);

#endif
