/*
 * export_writer: writes one export from a read transaction to a file.
 *
 * export_writer_new() begins the transaction. The transaction determines the content of the export.
 * Streams can read the file while the file grows. An export ends when its state becomes ready,
 * failed or revoked. The writer then wakes the threads that read streams of the export. Only one
 * thread at a time may call export_writer_write(). Any thread may call the functions that are
 * declared after export_writer_write().
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

	/* The writer calls this function each time the file has grown by EXPORT_WRITER_STEP_BYTES.
	 * If the result is not STATUS_OK, the export fails. */
	enum status (*check_quota)(void *context, struct guid caller_id, struct fault *fault);
	void *context;
};

#define EXPORT_WRITER_STEP_BYTES (INT64_C(8) * 1024 * 1024)

/* Begins the read transaction and creates the file. `record` describes the export. record->until
 * receives the cursor from which the next export can continue. Returns a writer with one reference.
 * On failure, sets the fault and returns NULL. For example, the function fails if record->since is
 * greater than the current cursor of this database. The strings in `options` must stay valid until
 * the export ends. */
struct export_writer *export_writer_new(const struct export_writer_options *options,
	struct export_record *record, struct fault *fault);

/* Writes the next chunks of the content: at most `pieces` chunks from export_next(). If `pieces` is
 * SIZE_MAX, writes all remaining chunks. Returns true if the export has ended. Sets the fault if
 * the export has failed. */
bool export_writer_write(struct export_writer *job, size_t pieces, struct fault *fault);

/* Ends the export with the state EXPORT_FAILED or EXPORT_REVOKED. Deletes the file of the export
 * and makes all streams of the export fail. If the export has already ended, EXPORT_FAILED has no
 * effect. */
void export_writer_end(struct export_writer *job, enum export_state state);

/* Returns whether the export has this ID. */
bool export_writer_has_id(const struct export_writer *job, struct guid id);

/* Returns the current record. The texts of the record are allocated in the arena. */
struct export_record export_writer_record(struct export_writer *job, struct arena *arena);

/* Adds the bytes written so far to usage->all_bytes and, if the export belongs to `caller_id`, to
 * usage->own_bytes. When an export ends, the owner of the writer first stores the record of the
 * export in the database. Then the owner removes the writer from the owner's list. Between these
 * two actions, the export counts twice. In the opposite order, the export would not count at all.
 */
void export_writer_add_usage(
	struct export_writer *job, struct guid caller_id, struct export_usage *usage);

void export_writer_ref(struct export_writer *job);
void export_writer_unref(struct export_writer *job);

/* Opens a stream of the file from its beginning. The stream has a reference to the writer until the
 * caller closes the stream. Returns NULL if the export has ended. */
struct byte_stream *export_writer_stream(struct export_writer *job);

#endif
