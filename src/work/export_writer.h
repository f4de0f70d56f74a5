/*
 * export_writer: one export on its way from a read transaction to a file.
 *
 * Promises: the content is fixed when the job is made; the file can be read as far as it goes while
 * it grows. A job ends once, ready, failed or revoked, and wakes whoever reads. It is one thread's
 * that makes and writes it; the rest may be called from any thread.
 */
#ifndef WORK_EXPORT_WRITER_PRIVATE_H
#define WORK_EXPORT_WRITER_PRIVATE_H

#include "base/stream.h"
#include "db/pool.h"
#include "reviews/export_store.h"
#include "work/thread_pool.h"

struct export_writer {
	struct thread_pool_job work;
	struct export_writer *next; /* the owner's */
	void *owner;
	struct export_body *body;
};

struct export_writer_options {
	struct pool *pool;
	const char *dir;
	const char *publisher, *product_url;

	/* Asked each EXPORT_WRITER_STEP_BYTES of the file whether there is room for more of that
	 * caller's; a fault of it ends the job as failed. */
	enum status (*check_quota)(void *context, struct guid caller_id, struct fault *fault);
	void *context;
};

#define EXPORT_WRITER_STEP_BYTES (INT64_C(8) * 1024 * 1024)

/* Takes the read transaction and makes the file; `record` says what is wanted, and receives the
 * cursor. NULL, with the fault set, when that does not work, or `since` is none of ours. Held once;
 * the options' texts are borrowed. */
struct export_writer *export_writer_new(const struct export_writer_options *options,
	struct export_record *record, struct fault *fault);

/* Writes that many pieces, SIZE_MAX for all. True when the job has ended, with it or before; then
 * the fault is set if it failed. */
bool export_writer_write(struct export_writer *job, size_t pieces, struct fault *fault);

/* Ends the job as failed or revoked, if it has not ended as that yet: no file is left, and who
 * reads it meets an error. */
void export_writer_end(struct export_writer *job, enum export_state state);

/* Whether it is the export of that id. */
bool export_writer_has_id(const struct export_writer *job, struct guid id);

/* What there is to say of it now, with texts in the arena. */
struct export_record export_writer_record(struct export_writer *job, struct arena *arena);

/* Adds the bytes that are written. Between its end and its leaving the owner's list a file is in
 * the database as well, and counts twice rather than not at all. */
void export_writer_add_usage(
	struct export_writer *job, struct guid caller_id, struct export_usage *usage);

void export_writer_ref(struct export_writer *job);
void export_writer_unref(struct export_writer *job);

/* The content, from its beginning; holds the job until it is closed. NULL when it has ended. */
struct byte_stream *export_writer_stream(struct export_writer *job);

#endif
