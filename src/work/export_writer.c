#include "work/export_writer.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/container_of.h"
#include "reviews/feed_store.h"
#include "work/export_file.h"
#include "work/export_state.h"

struct export_body {
	/* Used by the writing thread alone: */
	struct arena *arena;
	struct pool *pool;
	struct db *db; /* has the read transaction */
	struct export *content;
	struct export_totals totals;
	struct export_file file;
	int64_t checked_bytes; /* size of the file at the last quota check */
	enum status (*check_quota)(void *context, struct guid caller_id, struct fault *fault);
	void *context;

	pthread_mutex_t lock; /* guards the members below */
	int references;
	struct export_record record; /* texts in the arena, set before the state is READY */
	int64_t written; /* bytes of the file that can be read */
	struct stream_waiter *waiters;
};

/* Changes the state. The caller has the lock. */
static void enter(struct export_body *body, enum export_state state)
{
	state_machine_check(&export_state_machine, &body->record, body->record.state, state);
	body->record.state = state;
}

/* Removes and returns the waiters. The caller has the lock, and wakes them after releasing it. */
static struct stream_waiter *take_waiters(struct export_body *body)
{
	struct stream_waiter *waiters = body->waiters;

	body->waiters = NULL;
	return waiters;
}

static void wake_all(struct stream_waiter *waiters)
{
	while (waiters != NULL) {
		struct stream_waiter *waiter = waiters;

		waiters = waiter->next;
		waiter->wake(waiter);
	}
}

static enum status not_written(struct fault *fault)
{
	return fault_set(fault, STATUS_UNAVAILABLE, "ExportNotWritten",
		"The export file could not be written: %s.", strerror(errno));
}

/* Ends the read transaction. Incomplete content is a fault. */
static enum status end_content(struct export_body *body, struct fault *fault)
{
	enum status status = STATUS_OK;

	if (body->content != NULL)
		status = export_close(body->content, &body->totals, fault);
	body->content = NULL;
	if (body->db != NULL) {
		db_rollback(body->db);
		pool_release(body->pool, body->db);
	}
	body->db = NULL;
	return status;
}

static enum status take_snapshot(
	struct export_body *body, struct export_record *record, struct fault *fault)
{
	enum status status;

	body->db = pool_acquire(body->pool, fault);
	if (body->db == NULL)
		return fault->status;
	status = db_begin(body->db, DB_READ, fault);
	/* The first read takes the snapshot. */
	if (status == STATUS_OK)
		status = feed_store_last(body->db, &record->until, fault);
	if (status == STATUS_OK && record->since > record->until) {
		fault_add(fault, TEXT("since"), "InvalidParameter",
			"since is ahead of this environment, whose cursor is %lld. Export "
			"everything "
			"once, then continue with the cursor of that export.",
			(long long)record->until);
		status = fault->status;
	}
	return status;
}

static void free_body(struct export_body *body)
{
	struct fault fault = fault_make(body->arena);

	end_content(body, &fault);
	export_file_close(&body->file);
	pthread_mutex_destroy(&body->lock);
	arena_free(body->arena);
}

static enum status open_body(struct export_body *body, const struct export_writer_options *options,
	struct export_record *record, struct fault *fault)
{
	struct export_options content = {.format = record->format,
		.since = record->since,
		.publisher = options->publisher,
		.product_url = options->product_url};

	if (take_snapshot(body, record, fault) != STATUS_OK)
		return fault->status;
	if (!export_file_open(&body->file, body->arena, options->dir,
		    export_store_file_name(body->arena, record).data, record->is_compressed))
		return not_written(fault);
	body->content = export_open(body->db, &content);
	body->record = *record;
	body->record.created_by = arena_text(body->arena, record->created_by);
	return STATUS_OK;
}

struct export_writer *export_writer_new(const struct export_writer_options *options,
	struct export_record *record, struct fault *fault)
{
	struct arena *arena = arena_new();
	struct export_writer *job = arena_alloc(arena, sizeof(*job));
	struct export_body *body = arena_alloc(arena, sizeof(*body));

	job->body = body;
	body->arena = arena;
	body->pool = options->pool;
	body->check_quota = options->check_quota;
	body->context = options->context;
	body->references = 1;
	body->file.descriptor = -1;
	pthread_mutex_init(&body->lock, NULL);
	record->state = EXPORT_WRITING;
	if (open_body(body, options, record, fault) == STATUS_OK)
		return job;
	free_body(body);
	return NULL;
}

/* Makes the written bytes available to readers. Returns false when the export has been ended. */
static bool publish_progress(struct export_body *body)
{
	struct stream_waiter *waiters = NULL;
	bool is_writing;

	pthread_mutex_lock(&body->lock);
	is_writing = body->record.state == EXPORT_WRITING;
	if (body->file.file_bytes > body->written)
		waiters = take_waiters(body);
	body->written = body->file.file_bytes;
	pthread_mutex_unlock(&body->lock);
	wake_all(waiters);
	return is_writing;
}

/* Renames the file, unless the export has been ended. The lock excludes export_writer_end(). */
static bool publish_file(struct export_body *body)
{
	bool good = true;

	pthread_mutex_lock(&body->lock);
	if (body->record.state == EXPORT_WRITING)
		good = export_file_publish(&body->file);
	pthread_mutex_unlock(&body->lock);
	return good;
}

static void set_ready(struct export_body *body, const struct hash *content, const struct hash *file)
{
	struct export_record *record = &body->record;
	struct stream_waiter *waiters;

	pthread_mutex_lock(&body->lock);
	if (record->state == EXPORT_WRITING) {
		record->item_count = body->totals.items;
		record->deleted_count = body->totals.deleted;
		record->byte_count = body->file.bytes;
		record->sha256 = hash_hex(body->arena, content);
		record->file_byte_count = body->written = body->file.file_bytes;
		record->file_sha256 = hash_hex(body->arena, file);
		enter(body, EXPORT_READY);
	}
	waiters = take_waiters(body);
	pthread_mutex_unlock(&body->lock);
	wake_all(waiters);
}

static enum status finish(struct export_body *body, struct fault *fault)
{
	struct hash content, file;
	enum status status = end_content(body, fault);

	if (status != STATUS_OK)
		return status;
	/* Waits for the disk outside the lock, so that readers do not wait for it. */
	if (!export_file_end(&body->file, &content, &file) || !publish_file(body) ||
		!export_file_settle(&body->file))
		return not_written(fault);
	set_ready(body, &content, &file);
	return STATUS_OK;
}

static enum status check_quota(struct export_body *body, struct fault *fault)
{
	if (body->file.file_bytes - body->checked_bytes < EXPORT_WRITER_STEP_BYTES)
		return STATUS_OK;
	body->checked_bytes = body->file.file_bytes;
	return body->check_quota(body->context, body->record.caller_id, fault);
}

/* Sets *ret_ended when nothing remains to write. */
static enum status write_pieces(
	struct export_body *body, size_t pieces, bool *ret_ended, struct fault *fault)
{
	struct text piece;

	*ret_ended = false;
	for (; pieces > 0; pieces--) {
		if (!export_next(body->content, &piece)) {
			*ret_ended = true;
			return finish(body, fault);
		}
		if (!export_file_add(&body->file, piece))
			return not_written(fault);
		if (check_quota(body, fault) != STATUS_OK)
			return fault->status;
		if (!publish_progress(body)) {
			*ret_ended = true;
			return STATUS_OK;
		}
	}
	return STATUS_OK;
}

bool export_writer_write(struct export_writer *job, size_t pieces, struct fault *fault)
{
	struct export_body *body = job->body;
	struct fault ignored = fault_make(body->arena);
	bool ended;
	enum status status = write_pieces(body, pieces, &ended, fault);

	if (status == STATUS_OK && !ended)
		return false;
	if (status != STATUS_OK)
		export_writer_end(job, EXPORT_FAILED);
	end_content(body, &ignored);
	return true;
}

void export_writer_end(struct export_writer *job, enum export_state state)
{
	struct export_body *body = job->body;
	struct stream_waiter *waiters;

	pthread_mutex_lock(&body->lock);
	if (body->record.state == EXPORT_WRITING || state == EXPORT_REVOKED) {
		export_file_abandon(&body->file);
		enter(body, state);
	}
	waiters = take_waiters(body);
	pthread_mutex_unlock(&body->lock);
	wake_all(waiters);
}

/* Needs no lock: the id never changes after export_writer_new(). */
bool export_writer_has_id(const struct export_writer *job, struct guid id)
{
	return guid_equal(job->body->record.id, id);
}

struct export_record export_writer_record(struct export_writer *job, struct arena *arena)
{
	struct export_body *body = job->body;
	struct export_record record;

	pthread_mutex_lock(&body->lock);
	record = body->record;
	pthread_mutex_unlock(&body->lock);
	record.created_by = arena_text(arena, record.created_by);
	record.sha256 = arena_text(arena, record.sha256);
	record.file_sha256 = arena_text(arena, record.file_sha256);
	return record;
}

void export_writer_add_usage(
	struct export_writer *job, struct guid caller_id, struct export_usage *usage)
{
	struct export_body *body = job->body;
	int64_t bytes = 0;

	pthread_mutex_lock(&body->lock);
	if (body->record.state == EXPORT_WRITING || body->record.state == EXPORT_READY)
		bytes = body->written;
	pthread_mutex_unlock(&body->lock);
	usage->all_bytes += bytes;
	usage->own_bytes += guid_equal(body->record.caller_id, caller_id) ? bytes : 0;
}

void export_writer_ref(struct export_writer *job)
{
	pthread_mutex_lock(&job->body->lock);
	job->body->references++;
	pthread_mutex_unlock(&job->body->lock);
}

void export_writer_unref(struct export_writer *job)
{
	bool last;

	pthread_mutex_lock(&job->body->lock);
	last = --job->body->references == 0;
	pthread_mutex_unlock(&job->body->lock);
	if (last)
		free_body(job->body);
}

struct reader {
	struct byte_stream stream;
	struct export_writer *job;
};

static int64_t read_on(struct byte_stream *stream, uint64_t offset, char *into, size_t room,
	struct stream_waiter *waiter)
{
	struct export_body *body = container_of(stream, struct reader, stream)->job->body;
	enum export_state state;
	uint64_t left;
	ssize_t count;

	pthread_mutex_lock(&body->lock);
	state = body->record.state;
	left = (uint64_t)body->written - offset;
	if (state == EXPORT_WRITING && left == 0) {
		waiter->next = body->waiters;
		body->waiters = waiter;
	}
	pthread_mutex_unlock(&body->lock);
	if (state == EXPORT_FAILED || state == EXPORT_REVOKED)
		return BYTE_STREAM_FAILED;
	if (left == 0)
		return state == EXPORT_WRITING ? 0 : BYTE_STREAM_END;
	count = pread(body->file.descriptor, into, left < room ? left : room, (off_t)offset);
	return count > 0 ? count : BYTE_STREAM_FAILED;
}

static void close_reader(struct byte_stream *stream)
{
	struct reader *reader = container_of(stream, struct reader, stream);

	export_writer_unref(reader->job);
	free(reader);
}

struct byte_stream *export_writer_stream(struct export_writer *job)
{
	struct reader *reader = NULL;

	pthread_mutex_lock(&job->body->lock);
	if (job->body->record.state == EXPORT_WRITING) {
		reader = calloc(1, sizeof(*reader));
		if (reader == NULL)
			abort();
		reader->stream = (struct byte_stream){read_on, close_reader};
		reader->job = job;
		job->body->references++;
	}
	pthread_mutex_unlock(&job->body->lock);
	return reader == NULL ? NULL : &reader->stream;
}
