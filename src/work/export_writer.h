/*
 * export_writer: writes one export from a read transaction to a file.
 *
 * export_writer_new() begins the transaction, which determines the content. Streams can read the
 * file while it grows. When the export ends (its state is then ready, failed or revoked), the
 * writer wakes the threads that read its streams. Only one thread at a time may call
 * export_writer_write(). Any thread may call the functions that are declared after it.
 */
#ifndef WORK_EXPORT_WRITER_PRIVATE_H
#define WORK_EXPORT_WRITER_PRIVATE_H

#include "base/stream.h"
#include "db/pool.h"
#include "reviews/export_store.h"
#include "work/thread_pool.h"

struct export_writer {
	struct thread_pool_job work;
	struct export_writer *next; /* link for the owner's list */
	void *owner;
	struct export_body *body;
};

struct export_writer_options {
	struct pool *pool;
	const char *dir;
	const char *publisher, *product_url;

	/* Called each time the file has grown by EXPORT_WRITER_STEP_BYTES. If the result is not
	 * STATUS_OK, the export fails. */
	enum status (*check_quota)(void *context, struct guid caller_id, struct fault *fault);
	void *context;
};

#define EXPORT_WRITER_STEP_BYTES (INT64_C(8) * 1024 * 1024)

/* Begins the read transaction and creates the file. `record` describes the export. record->until
 * receives the cursor from which the next export can continue. Returns a writer with one reference.
 * On failure, sets the fault and returns NULL. One cause is that record->since is greater than the
 * current cursor of this database. The texts in `options` are borrowed. */
struct export_writer *export_writer_new(const struct export_writer_options *options,
	struct export_record *record, struct fault *fault);

/* Writes the next part of the content: at most `pieces` results of export_next(). SIZE_MAX writes
 * all that remains. Returns true if the
 * export has ended. Sets the fault if the export has failed. */
bool export_writer_write(struct export_writer *job, size_t pieces, struct fault *fault);

/* Ends the export as EXPORT_FAILED or EXPORT_REVOKED: deletes its file and makes its streams fail.
 * EXPORT_FAILED has no effect on an export that has already ended. */
void export_writer_end(struct export_writer *job, enum export_state state);

/* Returns whether the export has this ID. */
bool export_writer_has_id(const struct export_writer *job, struct guid id);

/* Returns the current record. Its texts live in the arena. */
struct export_record export_writer_record(struct export_writer *job, struct arena *arena);

/* Adds the bytes written so far to usage->all_bytes and, if the export belongs to `caller_id`, to
 * usage->own_bytes. When an export ends, its record is stored in the database before the owner
 * removes the writer from its list. For a short time, such an export counts twice, which is better
 * than not at all. */
void export_writer_add_usage(
	struct export_writer *job, struct guid caller_id, struct export_usage *usage);

void export_writer_ref(struct export_writer *job);
void export_writer_unref(struct export_writer *job);

/* Opens a stream of the file from its beginning. The stream has a reference to the writer until the
 * stream is closed. Returns NULL if the export has ended. */
struct byte_stream *export_writer_stream(struct export_writer *job);

#endif
