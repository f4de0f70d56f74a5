/*
 * export_manager: creates, finds, revokes and purges exports of reviews.
 *
 * An export is a file of reviews. export_manager_create() determines the content of the file and
 * writes the beginning of the file. A writer thread writes the rest of a large file. The manager's
 * memory contains only exports that this process is writing. The database table export_file
 * contains the records of all exports. Another process with the same database may revoke an export
 * that this process is writing. Thread-safe.
 */
#ifndef WORK_EXPORT_MANAGER_H
#define WORK_EXPORT_MANAGER_H

#include "base/stream.h"
#include "reviews/export_store.h"

struct export_manager;
struct body_quota;
struct disk_space;
struct runtime;

/* Starts the writer threads. If the system cannot start them, returns NULL and sets errno. */
struct export_manager *export_manager_start(
	struct runtime *runtime, struct body_quota *body_quota, struct disk_space *disk_space);

/* Ends all exports in progress with a failure. The streams that read these exports fail, and all
 * later calls to export_manager_create() also fail. */
void export_manager_halt(struct export_manager *manager);

/* Calls export_manager_halt() and ends the threads. Close all streams before this call. Stop the
 * group commit (db/group.h) after this call. Does nothing if `manager` is NULL. */
void export_manager_stop(struct export_manager *manager);

/* A callback that writes additional data. export_manager_create() runs the callback in the
 * transaction that stores the record of the new export. */
struct export_manager_note {
	enum status (*write)(struct db *db, const struct export_record *record, void *context,
		struct fault *fault);
	void *context;
};

/* Starts an export. In `record`, the caller sets id, format, is_compressed, since, created_at_ms,
 * expires_at_ms, created_by and caller_id. The function sets the other members and allocates their
 * texts in the fault's arena. `note` may be NULL. Blocks on disk I/O. */
enum status export_manager_create(struct export_manager *manager, struct export_record *record,
	const struct export_manager_note *note, struct fault *fault);

/* Adds the sizes of the exports that this process is writing to usage->all_bytes. If an export
 * belongs to `caller_id`, also adds its size to usage->own_bytes. */
void export_manager_add_usage(
	struct export_manager *manager, struct guid caller_id, struct export_usage *usage);

/* Reads the record of an export that this process is writing or has just finished. Allocates the
 * texts of the record in the arena. Returns false for any other export. In this case, the current
 * record is in the database. */
bool export_manager_peek(struct export_manager *manager, struct guid id, struct arena *arena,
	struct export_record *ret_record);

/* Opens a stream that reads the file of an export while this process is writing the file. Returns
 * NULL for any other export. */
struct byte_stream *export_manager_stream(struct export_manager *manager, struct guid id);

/* Marks the export as revoked and deletes its file. Blocks on disk I/O. */
enum status export_manager_revoke(
	struct export_manager *manager, const struct export_record *record, struct fault *fault);

/* Deletes the files and records of exports that expired more than ten minutes ago. Blocks on disk
 * I/O. */
enum status export_manager_purge(struct export_manager *manager, struct fault *fault);

#endif
