/*
 * export_manager: files of reviews: made, looked up, revoked, removed.
 *
 * Promises: an export's content is fixed before export_manager_create() returns, however long its
 * writing takes; small ones are whole by then. What is being written is in memory, the rest in the
 * table export_file. Other processes may work on the same database: they revoke what this one
 * writes.
 */
#ifndef WORK_EXPORT_MANAGER_H
#define WORK_EXPORT_MANAGER_H

#include "base/stream.h"
#include "reviews/export_store.h"

struct export_manager;
struct body_quota;
struct disk_space;
struct runtime;

/* NULL, with errno set, when there are not enough threads. */
struct export_manager *export_manager_start(
	struct runtime *runtime, struct body_quota *body_quota, struct disk_space *disk_space);

/* Ends what is being written as failed; its streams fail. */
void export_manager_halt(struct export_manager *manager);

/* Halts, and ends the threads: before the group commit ends, and after the last stream. */
void export_manager_stop(struct export_manager *manager);

/* What else is stored of an export, in the transaction that stores its record. */
struct export_manager_note {
	enum status (*write)(struct db *db, const struct export_record *record, void *context,
		struct fault *fault);
	void *context;
};

/* Begins an export: id, format, is_compressed, since, times and caller are given in the record, the
 * rest is set, texts in the fault's arena. `note` may be NULL. Waits for the disk. */
enum status export_manager_create(struct export_manager *manager, struct export_record *record,
	const struct export_manager_note *note, struct fault *fault);

/* Adds the bytes of what is being written. */
void export_manager_add_usage(
	struct export_manager *manager, struct guid caller_id, struct export_usage *usage);

/* The record of an export that is, or was a moment ago, under way; texts in the arena. False when
 * the database has the last word on it. */
bool export_manager_peek(struct export_manager *manager, struct guid id, struct arena *arena,
	struct export_record *ret_record);

/* The content of an export that is being written; NULL when there is no such export. */
struct byte_stream *export_manager_stream(struct export_manager *manager, struct guid id);

/* Revokes the export: its file is gone when this returns. Waits for the disk. */
enum status export_manager_revoke(
	struct export_manager *manager, const struct export_record *record, struct fault *fault);

/* Removes files and records of what expired a while ago. Waits for the disk. */
enum status export_manager_purge(struct export_manager *manager, struct fault *fault);

#endif
