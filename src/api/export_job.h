/*
 * export_job: one export on its way from a read transaction to a file.
 *
 * Promises: the content is fixed when the job is made; the file can be read as far as it goes while
 * it grows. A job ends once, ready, failed or revoked, and wakes whoever reads. It is one thread's
 * that makes and writes it; the rest may be called from any thread.
 */
#ifndef API_EXPORT_JOB_PRIVATE_H
#define API_EXPORT_JOB_PRIVATE_H

#include "api/workers.h"
#include "base/stream.h"
#include "db/pool.h"
#include "reviews/export_store.h"

struct export_job {
	struct worker_job work; /* first; the owner's */
	struct export_job *next; /* the owner's */
	void *owner;
	struct export_body *body;
};

struct export_job_options {
	struct pool *pool;
	const char *dir;
	const char *publisher, *product_url;

	/* Asked each EXPORT_JOB_STEP_BYTES of the file whether there is room for more of that
	 * caller's; a fault of it ends the job as failed. */
	enum status (*check_room)(void *context, struct guid caller_id, struct fault *fault);
	void *context;
};

#define EXPORT_JOB_STEP_BYTES (INT64_C(8) * 1024 * 1024)

/* Takes the read transaction and makes the file; `record` says what is wanted, and receives the
 * cursor. NULL, with the fault set, when that does not work, or `since` is none of ours. Held once;
 * the options' texts are borrowed. */
struct export_job *export_job_new(const struct export_job_options *options,
	struct export_record *record, struct fault *fault);

/* Writes that many pieces, SIZE_MAX for all. True when the job has ended, with it or before; then
 * the fault is set if it failed. */
bool export_job_write(struct export_job *job, size_t pieces, struct fault *fault);

/* Ends the job as failed or revoked, if it has not ended as that yet: no file is left, and who
 * reads it meets an error. */
void export_job_end(struct export_job *job, enum export_state state);

/* Whether it is the export of that id. */
bool export_job_has_id(const struct export_job *job, struct guid id);

/* What there is to say of it now, with texts in the arena. */
struct export_record export_job_record(struct export_job *job, struct arena *arena);

/* Adds the bytes that are written. Between its end and its leaving the owner's list a file is in
 * the database as well, and counts twice rather than not at all. */
void export_job_add_usage(
	struct export_job *job, struct guid caller_id, struct export_usage *usage);

void export_job_hold(struct export_job *job);
void export_job_let_go(struct export_job *job);

/* The content, from its beginning; holds the job until it is closed. NULL when it has ended. */
struct byte_stream *export_job_stream(struct export_job *job);

#endif
