/*
 * export_manager: creates, finds, revokes and purges exported files of reviews.
 *
 * export_manager_create() fixes the content of an export, and finishes a small file before it
 * returns; a thread writes the rest of a larger one. The manager keeps the exports being written in
 * memory, and all exports in the table export_file. Another process on the same database may revoke
 * an export that this process is writing. Thread-safe.
 */
#ifndef WORK_EXPORT_MANAGER_H
#define WORK_EXPORT_MANAGER_H

#include "base/stream.h"
#include "reviews/export_store.h"

struct export_manager;
struct body_quota;
struct disk_space;
struct runtime;

/* Starts the writer threads. Returns NULL, with errno set, when the system cannot start them. */
struct export_manager *export_manager_start(
	struct runtime *runtime, struct body_quota *body_quota, struct disk_space *disk_space);

/* Fails every export that is being written, and the streams that read them. */
void export_manager_halt(struct export_manager *manager);

/* Calls export_manager_halt() and ends the threads. Close all streams first, and stop the group
 * commit afterwards. */
void export_manager_stop(struct export_manager *manager);

/* An additional write in the transaction that stores the record of an export. */
struct export_manager_note {
	enum status (*write)(struct db *db, const struct export_record *record, void *context,
		struct fault *fault);
	void *context;
};

/* Starts an export. The caller sets id, format, is_compressed, since, the times and the caller in
 * the record; the function sets the other members, with texts in the fault's arena. `note` may be
 * NULL. Blocks on the disk. */
enum status export_manager_create(struct export_manager *manager, struct export_record *record,
	const struct export_manager_note *note, struct fault *fault);

/* Adds to `usage` the bytes of the exports that are being written. */
void export_manager_add_usage(
	struct export_manager *manager, struct guid caller_id, struct export_usage *usage);

/* Reads the record of an export that this process is writing or has just finished, with texts in
 * the arena. False for any other export: its current record is in the database. */
bool export_manager_peek(struct export_manager *manager, struct guid id, struct arena *arena,
	struct export_record *ret_record);

/* Opens a stream of the content of an export that this process is writing; NULL when it is not. */
struct byte_stream *export_manager_stream(struct export_manager *manager, struct guid id);

/* Revokes the export and deletes its file. Blocks on the disk. */
enum status export_manager_revoke(
	struct export_manager *manager, const struct export_record *record, struct fault *fault);

/* Deletes the files and records of exports that expired more than ten minutes ago. Blocks on the
 * disk. */
enum status export_manager_purge(struct export_manager *manager, struct fault *fault);

#endif
