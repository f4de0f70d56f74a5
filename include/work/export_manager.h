/*
 * export_manager: creates, finds, revokes and purges exports of reviews.
 *
 * An export is a file of reviews. export_manager_create() determines the content of the file and
 * writes the beginning; a writer thread writes the rest of a large file. In memory, the manager
 * keeps the exports that this process is writing. The table export_file has the records of all
 * exports. Another process with the same database may revoke an export that this process is
 * writing. Thread-safe.
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

/* Fails all exports in progress, and the streams that read them. Later calls of
 * export_manager_create() fail too. */
void export_manager_halt(struct export_manager *manager);

/* Calls export_manager_halt() and ends the threads. Close all streams before this call, and
 * stop the group commit (db/group.h) only after this call. Does nothing if `manager` is NULL. */
void export_manager_stop(struct export_manager *manager);

/* A callback that writes additional data. It runs in the same transaction that stores the record of
 * a new export. */
struct export_manager_note {
	enum status (*write)(struct db *db, const struct export_record *record, void *context,
		struct fault *fault);
	void *context;
};

/* Starts an export. In `record`, the caller sets id, format, is_compressed, since, created_at_ms,
 * expires_at_ms, created_by and caller_id. The function sets the other members, whose texts live in
 * the fault's arena. `note` may be NULL. Blocks on the disk. */
enum status export_manager_create(struct export_manager *manager, struct export_record *record,
	const struct export_manager_note *note, struct fault *fault);

/* Adds the sizes of the exports that this process is writing to usage->all_bytes. The sizes of
 * those that belong to `caller_id` are also added to usage->own_bytes. */
void export_manager_add_usage(
	struct export_manager *manager, struct guid caller_id, struct export_usage *usage);

/* Reads the record of an export that this process is writing or has just finished. Its texts live
 * in the arena. Returns false for any other export; the current record of such an export is in the
 * database. */
bool export_manager_peek(struct export_manager *manager, struct guid id, struct arena *arena,
	struct export_record *ret_record);

/* Opens a stream of the file of an export that this process is writing. Returns NULL for any other
 * export. */
struct byte_stream *export_manager_stream(struct export_manager *manager, struct guid id);

/* Marks the export as revoked and deletes its file. Blocks on the disk. */
enum status export_manager_revoke(
	struct export_manager *manager, const struct export_record *record, struct fault *fault);

/* Deletes the files and records of exports that expired more than ten minutes ago. Blocks on the
 * disk. */
enum status export_manager_purge(struct export_manager *manager, struct fault *fault);

#endif
