#include "api/exports.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "api/call.h"
#include "api/export_job.h"
#include "api/export_room.h"

#define WRITERS 4

/* Exports that are being written or wait for it; each holds a read transaction. */
#define UNDER_WAY_MAX 32

/* What the caller waits for; the rest is a writer's. */
#define PIECES_AT_ONCE 2

/* An expired file stays this much longer, for downloads under way. */
#define GRACE_MS INT64_C(600000)

/* Expired exports removed in one job of the group commit. */
#define PURGE_MAX 100

struct exports {
	struct service *service;
	struct workers *writers;
	pthread_mutex_t lock;
	struct export_job *first; /* those whose end the database may not know yet */
	size_t count;
	bool halted;
};

/* One change of the table. */
struct change {
	struct group_job job;
	enum status (*how)(struct db *db, const struct export_record *record, struct fault *fault);
	const struct export_record *records;
	size_t count;
	const struct exports_note *note; /* of one record; may be NULL */
};

static enum status run_change(struct group_job *job, struct db *db, struct fault *fault)
{
	struct change *change = (struct change *)job;
	enum status status = STATUS_OK;

	for (size_t i = 0; i < change->count && status == STATUS_OK; i++)
		status = change->how(db, &change->records[i], fault);
	if (status == STATUS_OK && change->note != NULL)
		status = change->note->write(db, change->records, change->note->context, fault);
	return status;
}

static enum status store(struct exports *exports,
	enum status (*how)(struct db *db, const struct export_record *record, struct fault *fault),
	const struct export_record *records, size_t count, struct fault *fault)
{
	struct change change = {.job = {.run = run_change, .fault = fault},
		.how = how,
		.records = records,
		.count = count};

	return group_run(exports->service->group, &change.job);
}

static enum status store_new(struct exports *exports, const struct export_record *record,
	const struct exports_note *note, struct fault *fault)
{
	struct change change = {.job = {.run = run_change, .fault = fault},
		.how = export_store_add,
		.records = record,
		.count = 1,
		.note = note};

	return group_run(exports->service->group, &change.job);
}

static enum status store_revoked(
	struct db *db, const struct export_record *record, struct fault *fault)
{
	return export_store_revoke(db, record->id, fault);
}

static enum status store_removed(
	struct db *db, const struct export_record *record, struct fault *fault)
{
	return export_store_remove(db, record->id, fault);
}

struct exports *exports_start(struct service *service)
{
	struct exports *exports = calloc(1, sizeof(*exports));

	if (exports == NULL)
		abort();
	exports->service = service;
	exports->writers = workers_start("export", WRITERS);
	if (exports->writers == NULL) {
		free(exports);
		return NULL;
	}
	pthread_mutex_init(&exports->lock, NULL);
	return exports;
}

void exports_halt(struct exports *exports)
{
	pthread_mutex_lock(&exports->lock);
	exports->halted = true;
	for (struct export_job *job = exports->first; job != NULL; job = job->next)
		export_job_end(job, EXPORT_FAILED);
	pthread_mutex_unlock(&exports->lock);
}

void exports_stop(struct exports *exports)
{
	if (exports == NULL)
		return;
	exports_halt(exports);
	workers_stop(exports->writers);
	pthread_mutex_destroy(&exports->lock);
	free(exports);
}

/* The job of that id, held, or NULL. */
static struct export_job *find(struct exports *exports, struct guid id)
{
	struct export_job *job;

	pthread_mutex_lock(&exports->lock);
	job = exports->first;
	while (job != NULL && !export_job_has_id(job, id))
		job = job->next;
	if (job != NULL)
		export_job_hold(job);
	pthread_mutex_unlock(&exports->lock);
	return job;
}

static enum status join_list(struct exports *exports, struct export_job *job, struct fault *fault)
{
	bool has_room;

	pthread_mutex_lock(&exports->lock);
	has_room = exports->count < UNDER_WAY_MAX && !exports->halted;
	if (has_room) {
		job->owner = exports;
		job->next = exports->first;
		exports->first = job;
		exports->count++;
	}
	pthread_mutex_unlock(&exports->lock);
	return has_room ? STATUS_OK
			: fault_set(fault, STATUS_UNAVAILABLE, "TooManyExports",
				  "%d exports are being written; try again later.", UNDER_WAY_MAX);
}

static void leave_list(struct exports *exports, struct export_job *job)
{
	struct export_job **at = &exports->first;

	pthread_mutex_lock(&exports->lock);
	while (*at != job)
		at = &(*at)->next;
	*at = job->next;
	exports->count--;
	pthread_mutex_unlock(&exports->lock);
	export_job_let_go(job);
}

static void log_failure(const struct exports *exports, const char *event, const struct fault *fault)
{
	LOG(exports->service->log, LOG_ERROR, event, LOG_CSTR("code", fault->code),
		LOG_TEXT("detail", fault->detail));
}

/* On a writer's thread. */
static void run_writer(struct worker_job *work)
{
	struct export_job *job = (struct export_job *)work;
	struct exports *exports = job->owner;
	struct arena *arena = arena_new();
	struct fault fault = fault_make(arena);
	struct export_record record;

	export_job_write(job, SIZE_MAX, &fault);
	if (fault.status != STATUS_OK)
		log_failure(exports, "export-failed", &fault);
	fault_clear(&fault);
	record = export_job_record(job, arena);
	/* Another process may have revoked it. */
	if (store(exports, export_store_finish, &record, 1, &fault) == STATUS_GONE)
		export_job_end(job, EXPORT_REVOKED);
	else if (fault.status != STATUS_OK)
		log_failure(exports, "export-not-recorded", &fault);
	leave_list(exports, job);
	arena_free(arena);
}

/* The first pieces are written while the caller waits, so that a small export is ready when it is
 * answered. The job is in the list before the table tells of it. */
static enum status launch(struct exports *exports, struct export_job *job,
	const struct exports_note *note, struct export_record *ret_record, struct fault *fault)
{
	bool ended = export_job_write(job, PIECES_AT_ONCE, fault);
	enum status status = fault->status;

	*ret_record = export_job_record(job, fault->arena);
	if (status == STATUS_OK)
		status = store_new(exports, ret_record, note, fault);
	if (status != STATUS_OK)
		export_job_end(job, EXPORT_REVOKED);
	if (status != STATUS_OK || ended) {
		leave_list(exports, job);
		return status;
	}
	job->work.run = run_writer;
	workers_submit(exports->writers, &job->work);
	return STATUS_OK;
}

void exports_add_usage(struct exports *exports, struct guid caller_id, struct export_usage *usage)
{
	pthread_mutex_lock(&exports->lock);
	for (struct export_job *job = exports->first; job != NULL; job = job->next)
		export_job_add_usage(job, caller_id, usage);
	pthread_mutex_unlock(&exports->lock);
}

/* Of a job that grows. */
static enum status check_room(void *context, struct guid caller_id, struct fault *fault)
{
	return export_room_check(context, caller_id, fault);
}

enum status exports_create(struct exports *exports, struct export_record *record,
	const struct exports_note *note, struct fault *fault)
{
	const struct config *config = exports->service->config;
	struct export_job_options options = {.pool = exports->service->pool,
		.dir = config->reviews_export_dir,
		.publisher = config->reviews_publisher_name,
		.product_url = config->reviews_product_url,
		.check_room = check_room,
		.context = exports->service};
	struct export_job *job;

	if (export_room_check(exports->service, record->caller_id, fault) != STATUS_OK)
		return fault->status;
	job = export_job_new(&options, record, fault);
	if (job == NULL)
		return fault->status;
	if (join_list(exports, job, fault) == STATUS_OK)
		return launch(exports, job, note, record, fault);
	export_job_end(job, EXPORT_FAILED);
	export_job_let_go(job);
	return fault->status;
}

bool exports_peek(struct exports *exports, struct guid id, struct arena *arena,
	struct export_record *ret_record)
{
	struct export_job *job = find(exports, id);

	if (job == NULL)
		return false;
	*ret_record = export_job_record(job, arena);
	export_job_let_go(job);
	return true;
}

struct byte_stream *exports_stream(struct exports *exports, struct guid id)
{
	struct export_job *job = find(exports, id);
	struct byte_stream *stream = NULL;

	if (job != NULL) {
		stream = export_job_stream(job);
		export_job_let_go(job);
	}
	return stream;
}

/* Whatever there is of the export's content. */
static void remove_content(
	struct exports *exports, const struct export_record *record, struct arena *arena)
{
	struct export_job *job = find(exports, record->id);

	if (job != NULL) {
		export_job_end(job, EXPORT_REVOKED);
		export_job_let_go(job);
	}
	unlink(arena_printf(arena, "%s/%s", exports->service->config->reviews_export_dir,
		export_store_file_name(arena, record).data)
			.data);
}

enum status exports_revoke(
	struct exports *exports, const struct export_record *record, struct fault *fault)
{
	enum status status = store(exports, store_revoked, record, 1, fault);

	if (status == STATUS_OK)
		remove_content(exports, record, fault->arena);
	return status;
}

/* The files go first: after a crash in between, there is a record to come back to. */
static enum status purge_some(struct exports *exports, size_t *ret_count, struct fault *fault)
{
	int64_t before_ms = clock_now_ms(exports->service->clock) - GRACE_MS;
	struct db *db = pool_take(exports->service->pool, fault);
	struct export_record *records;
	enum status status;

	*ret_count = 0;
	if (db == NULL)
		return fault->status;
	status = export_store_list_expired(db, before_ms, PURGE_MAX, &records, ret_count, fault);
	pool_put(exports->service->pool, db);
	if (status != STATUS_OK || *ret_count == 0)
		return status;
	for (size_t i = 0; i < *ret_count; i++)
		remove_content(exports, &records[i], fault->arena);
	return store(exports, store_removed, records, *ret_count, fault);
}

enum status exports_purge(struct exports *exports, struct fault *fault)
{
	size_t count = PURGE_MAX;
	enum status status = STATUS_OK;

	while (status == STATUS_OK && count == PURGE_MAX)
		status = purge_some(exports, &count, fault);
	return status;
}
