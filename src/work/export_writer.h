/*
 * export_writer: writes one export from a read transaction to a file.
 *
 * export_writer_new() fixes the content. Streams can read the file while it grows. A writer ends
 * once, as ready, failed or revoked, and wakes its readers. One thread at a time may call
 * export_writer_new() and export_writer_write(); any thread may call the other functions.
 */
#ifndef WORK_EXPORT_WRITER_PRIVATE_H
#define WORK_EXPORT_WRITER_PRIVATE_H

#include "base/stream.h"
#include "db/pool.h"
#include "reviews/export_store.h"
#include "work/thread_pool.h"

struct export_writer {
	struct thread_pool_job work;
	struct export_writer *next; /* for the owner's list */
	void *owner;
	struct export_body *body;
};

struct export_writer_options {
	struct pool *pool;
	const char *dir;
	const char *publisher, *product_url;

	/* Called every EXPORT_WRITER_STEP_BYTES of the file; the export fails when the caller may
	 * not write more. */
	enum status (*check_quota)(void *context, struct guid caller_id, struct fault *fault);
	void *context;
};

#define EXPORT_WRITER_STEP_BYTES (INT64_C(8) * 1024 * 1024)

/* Begins the read transaction and creates the file. Reads the request from `record` and sets
 * record->until, the cursor. Returns a writer with one reference, or NULL with the fault set, also
 * when record->since is ahead of this environment. The options' texts are borrowed. */
struct export_writer *export_writer_new(const struct export_writer_options *options,
	struct export_record *record, struct fault *fault);

/* Writes up to `pieces` pieces; SIZE_MAX writes all. Returns true when the export has ended; the
 * fault is set if it failed. */
bool export_writer_write(struct export_writer *job, size_t pieces, struct fault *fault);

/* Ends the export as failed or revoked: deletes its file and fails its streams. EXPORT_FAILED has
 * no effect on an export that has ended. */
void export_writer_end(struct export_writer *job, enum export_state state);

/* Whether the export has that id. */
bool export_writer_has_id(const struct export_writer *job, struct guid id);

/* Returns the current record, with texts in the arena. */
struct export_record export_writer_record(struct export_writer *job, struct arena *arena);

/* Adds the bytes written so far. A finished file that is still in the owner's list is in the
 * database too and counts twice, rather than not at all. */
void export_writer_add_usage(
	struct export_writer *job, struct guid caller_id, struct export_usage *usage);

void export_writer_ref(struct export_writer *job);
void export_writer_unref(struct export_writer *job);

/* Opens a stream of the content from its beginning. The stream keeps a reference until it is
 * closed. Returns NULL when the export has ended. */
struct byte_stream *export_writer_stream(struct export_writer *job);

#endif
