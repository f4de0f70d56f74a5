/*
 * exports: files of reviews: made, looked up, revoked, removed.
 *
 * Promises: an export's content is fixed before exports_create() returns, however long its writing
 * takes; small ones are whole by then. What is being written is in memory, the rest in the table
 * export_file. Other processes may work on the same database: they revoke what this one writes.
 */
#ifndef API_EXPORTS_PRIVATE_H
#define API_EXPORTS_PRIVATE_H

#include "base/stream.h"
#include "reviews/export_store.h"

struct exports;
struct service;

/* NULL, with errno set, when there are not enough threads. */
struct exports *exports_start(struct service *service);

/* Ends what is being written as failed; its streams fail. */
void exports_halt(struct exports *exports);

/* Halts, and ends the threads: before the group commit ends, and after the last stream. */
void exports_stop(struct exports *exports);

/* What else is stored of an export, in the transaction that stores its record. */
struct exports_note {
	enum status (*write)(struct db *db, const struct export_record *record, void *context,
		struct fault *fault);
	void *context;
};

/* Begins an export: id, format, is_compressed, since, times and caller are given in the record, the
 * rest is set, texts in the fault's arena. `note` may be NULL. Waits for the disk. */
enum status exports_create(struct exports *exports, struct export_record *record,
	const struct exports_note *note, struct fault *fault);

/* Adds the bytes of what is being written. */
void exports_add_usage(struct exports *exports, struct guid caller_id, struct export_usage *usage);

/* The record of an export that is, or was a moment ago, under way; texts in the arena. False when
 * the database has the last word on it. */
bool exports_peek(struct exports *exports, struct guid id, struct arena *arena,
	struct export_record *ret_record);

/* The content of an export that is being written; NULL when there is no such export. */
struct byte_stream *exports_stream(struct exports *exports, struct guid id);

/* Revokes the export: its file is gone when this returns. Waits for the disk. */
enum status exports_revoke(
	struct exports *exports, const struct export_record *record, struct fault *fault);

/* Removes files and records of what expired a while ago. Waits for the disk. */
enum status exports_purge(struct exports *exports, struct fault *fault);

#endif
