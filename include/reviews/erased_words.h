/*
 * erased_words: tracks erased data whose bytes may still be on disk, although no query returns the
 * data.
 *
 * The bytes are removed in two stages. The first stage is a merge of the search index, because
 * segments of the index contain words of erased reviews until the whole index has been merged. A
 * merge covers every erasure that was recorded before the merge began. This includes erasures that
 * another process has already begun to merge, because that merge may never finish.
 *
 * The second stage is a checkpoint, because old pages of the database file and of the write-ahead
 * log (WAL) contain the data until the next checkpoint. A checkpoint covers every erasure that has
 * completed the first stage and whose job had ended when the checkpoint began. An erasure that
 * erased no reviews skips the first stage.
 */
#ifndef REVIEWS_ERASED_WORDS_H
#define REVIEWS_ERASED_WORDS_H

#include "db/db.h"

/* Records that the job erased data at `now_ms`. `has_words` is true if a review was erased. Must be
 * called in every transaction that erases data for the job. Must also be called in the transaction
 * that creates the job, because the job's own row identifies the person. */
enum status erased_words_add(
	struct db *db, struct text job_id, int64_t now_ms, bool has_words, struct fault *fault);

/* Assigns all erasures that have not been merged to the merge `merge_id`, a GUID that the caller
 * creates. Must be called in the transaction of the merge's first step. */
enum status erased_words_begin_merge(struct db *db, struct text merge_id, struct fault *fault);

/* Marks the erasures that are assigned to the merge as merged. Must be called in the transaction of
 * the merge's last step. */
enum status erased_words_end_merge(struct db *db, struct text merge_id, struct fault *fault);

/* Assigns all merged erasures whose jobs have ended to the checkpoint `checkpoint_id`, a GUID that
 * the caller creates. Must be called before the checkpoint. Sets *ret_has_any to false if there are
 * no such erasures. */
enum status erased_words_begin_checkpoint(
	struct db *db, struct text checkpoint_id, bool *ret_has_any, struct fault *fault);

/* Deletes the records of the erasures that are assigned to the checkpoint. Must be called after the
 * checkpoint. */
enum status erased_words_end_checkpoint(
	struct db *db, struct text checkpoint_id, struct fault *fault);

/* *ret_since_ms receives the time of the job's last erasure if its data may still be on disk, and 0
 * otherwise. */
enum status erased_words_since(
	struct db *db, struct text job_id, int64_t *ret_since_ms, struct fault *fault);

/* The work that remains for erasures whose jobs have ended. */
struct erased_words_pending {
	int64_t oldest_ms; /* time of the oldest of these erasures; 0 if there are none */
	bool needs_merge, needs_checkpoint;
};

/* Reads the work that remains. Ignores erasures whose jobs are still running. */
enum status erased_words_read_pending(
	struct db *db, struct erased_words_pending *ret_pending, struct fault *fault);

#endif
