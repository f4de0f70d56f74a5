#include "work/export_manager.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/container_of.h"
#include "upkeep/runtime.h"
#include "work/export_quota.h"
#include "work/export_writer.h"

#define WRITERS 4

/* Most exports being written or queued; each one keeps a read transaction open. */
#define UNDER_WAY_MAX 32

/* Pieces written on the caller's thread; a writer thread writes the rest. */
#define PIECES_AT_ONCE 2

/* An expired file is kept this much longer, for running downloads. */
#define GRACE_MS INT64_C(600000)

/* Most expired exports deleted in one job of the group commit. */
#define PURGE_MAX 100

struct export_manager {
	struct runtime *runtime;
	struct export_quota quota;
	struct thread_pool *writers;
	pthread_mutex_t lock;
	struct export_writer *first; /* exports whose final state may not be in the database yet */
	size_t count;
	bool halted;
};

/* A change of the table export_file. */
struct change {
	struct group_job job;
	enum status (*how)(struct db *db, const struct export_record *record, struct fault *fault);
	const struct export_record *records;
	size_t count;
	const struct export_manager_note *note; /* only with one record; may be NULL */
};

static enum status run_change(struct group_job *job, struct db *db, struct fault *fault)
{
	struct change *change = container_of(job, struct change, job);
	enum status status = STATUS_OK;

	for (size_t i = 0; i < change->count && status == STATUS_OK; i++)
		status = change->how(db, &change->records[i], fault);
	if (status == STATUS_OK && change->note != NULL)
		status = change->note->write(db, change->records, change->note->context, fault);
	return status;
}

static enum status store(struct export_manager *manager,
	enum status (*how)(struct db *db, const struct export_record *record, struct fault *fault),
	const struct export_record *records, size_t count, const struct export_manager_note *note,
	struct fault *fault)
{
	struct change change = {.job = {.run = run_change, .fault = fault},
		.how = how,
		.records = records,
		.count = count,
		.note = note};

	return group_run(manager->runtime->group, &change.job);
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

struct export_manager *export_manager_start(
	struct runtime *runtime, struct body_quota *body_quota, struct disk_space *disk_space)
{
	struct export_manager *manager = calloc(1, sizeof(*manager));

	if (manager == NULL)
		abort();
	manager->runtime = runtime;
	manager->quota = (struct export_quota){runtime, body_quota, disk_space};
	manager->writers = thread_pool_start("export", WRITERS);
	if (manager->writers == NULL) {
		free(manager);
		return NULL;
	}
	pthread_mutex_init(&manager->lock, NULL);
	return manager;
}

void export_manager_halt(struct export_manager *manager)
{
	pthread_mutex_lock(&manager->lock);
	manager->halted = true;
	for (struct export_writer *job = manager->first; job != NULL; job = job->next)
		export_writer_end(job, EXPORT_FAILED);
	pthread_mutex_unlock(&manager->lock);
}

void export_manager_stop(struct export_manager *manager)
{
	if (manager == NULL)
		return;
	export_manager_halt(manager);
	thread_pool_stop(manager->writers);
	pthread_mutex_destroy(&manager->lock);
	free(manager);
}

/* Returns the writer of that export with a new reference, or NULL. */
static struct export_writer *find(struct export_manager *manager, struct guid id)
{
	struct export_writer *job;

	pthread_mutex_lock(&manager->lock);
	job = manager->first;
	while (job != NULL && !export_writer_has_id(job, id))
		job = job->next;
	if (job != NULL)
		export_writer_ref(job);
	pthread_mutex_unlock(&manager->lock);
	return job;
}

static enum status join_list(
	struct export_manager *manager, struct export_writer *job, struct fault *fault)
{
	bool has_room;

	pthread_mutex_lock(&manager->lock);
	has_room = manager->count < UNDER_WAY_MAX && !manager->halted;
	if (has_room) {
		job->owner = manager;
		job->next = manager->first;
		manager->first = job;
		manager->count++;
	}
	pthread_mutex_unlock(&manager->lock);
	return has_room ? STATUS_OK
			: fault_set(fault, STATUS_UNAVAILABLE, "TooManyExports",
				  "%d exports are being written; try again later.", UNDER_WAY_MAX);
}

static void leave_list(struct export_manager *manager, struct export_writer *job)
{
	struct export_writer **at = &manager->first;

	pthread_mutex_lock(&manager->lock);
	while (*at != job)
		at = &(*at)->next;
	*at = job->next;
	manager->count--;
	pthread_mutex_unlock(&manager->lock);
	export_writer_unref(job);
}

static void log_failure(
	const struct export_manager *manager, const char *event, const struct fault *fault)
{
	LOG(manager->runtime->log, LOG_ERROR, event, LOG_CSTR("code", fault->code),
		LOG_TEXT("detail", fault->detail));
}

/* Runs on a writer thread. */
static void run_writer(struct thread_pool_job *work)
{
	struct export_writer *job = container_of(work, struct export_writer, work);
	struct export_manager *manager = job->owner;
	struct arena *arena = arena_new();
	struct fault fault = fault_make(arena);
	struct export_record record;

	export_writer_write(job, SIZE_MAX, &fault);
	if (fault.status != STATUS_OK)
		log_failure(manager, "export-failed", &fault);
	fault_clear(&fault);
	record = export_writer_record(job, arena);
	/* Another process may have revoked it. */
	if (store(manager, export_store_finish, &record, 1, NULL, &fault) == STATUS_GONE)
		export_writer_end(job, EXPORT_REVOKED);
	else if (fault.status != STATUS_OK)
		log_failure(manager, "export-not-recorded", &fault);
	leave_list(manager, job);
	arena_free(arena);
}

/* Writes the first pieces on the caller's thread, so that a small export is ready in the response.
 * The writer joins the list before its record is stored. */
static enum status launch(struct export_manager *manager, struct export_writer *job,
	const struct export_manager_note *note, struct export_record *ret_record,
	struct fault *fault)
{
	bool ended = export_writer_write(job, PIECES_AT_ONCE, fault);
	enum status status = fault->status;

	*ret_record = export_writer_record(job, fault->arena);
	if (status == STATUS_OK)
		status = store(manager, export_store_add, ret_record, 1, note, fault);
	if (status != STATUS_OK)
		export_writer_end(job, EXPORT_REVOKED);
	if (status != STATUS_OK || ended) {
		leave_list(manager, job);
		return status;
	}
	job->work.run = run_writer;
	thread_pool_submit(manager->writers, &job->work);
	return STATUS_OK;
}

void export_manager_add_usage(
	struct export_manager *manager, struct guid caller_id, struct export_usage *usage)
{
	pthread_mutex_lock(&manager->lock);
	for (struct export_writer *job = manager->first; job != NULL; job = job->next)
		export_writer_add_usage(job, caller_id, usage);
	pthread_mutex_unlock(&manager->lock);
}

/* Counts the files being written before those in the database: a file that ends in between counts
 * twice, rather than not at all. */
static enum status check_quota(void *context, struct guid caller_id, struct fault *fault)
{
	struct export_manager *manager = context;
	struct export_usage writing = {0};

	export_manager_add_usage(manager, caller_id, &writing);
	return export_quota_check(&manager->quota, caller_id, writing, fault);
}

enum status export_manager_create(struct export_manager *manager, struct export_record *record,
	const struct export_manager_note *note, struct fault *fault)
{
	const struct config *config = manager->runtime->config;
	struct export_writer_options options = {.pool = manager->runtime->pool,
		.dir = config->reviews_export_dir,
		.publisher = config->reviews_publisher_name,
		.product_url = config->reviews_product_url,
		.check_quota = check_quota,
		.context = manager};
	struct export_writer *job;

	if (check_quota(manager, record->caller_id, fault) != STATUS_OK)
		return fault->status;
	job = export_writer_new(&options, record, fault);
	if (job == NULL)
		return fault->status;
	if (join_list(manager, job, fault) == STATUS_OK)
		return launch(manager, job, note, record, fault);
	export_writer_end(job, EXPORT_FAILED);
	export_writer_unref(job);
	return fault->status;
}

bool export_manager_peek(struct export_manager *manager, struct guid id, struct arena *arena,
	struct export_record *ret_record)
{
	struct export_writer *job = find(manager, id);

	if (job == NULL)
		return false;
	*ret_record = export_writer_record(job, arena);
	export_writer_unref(job);
	return true;
}

struct byte_stream *export_manager_stream(struct export_manager *manager, struct guid id)
{
	struct export_writer *job = find(manager, id);
	struct byte_stream *stream = NULL;

	if (job != NULL) {
		stream = export_writer_stream(job);
		export_writer_unref(job);
	}
	return stream;
}

/* Ends the export if this process is writing it, and deletes its file. */
static void remove_content(
	struct export_manager *manager, const struct export_record *record, struct arena *arena)
{
	struct export_writer *job = find(manager, record->id);

	if (job != NULL) {
		export_writer_end(job, EXPORT_REVOKED);
		export_writer_unref(job);
	}
	unlink(arena_printf(arena, "%s/%s", manager->runtime->config->reviews_export_dir,
		export_store_file_name(arena, record).data)
			.data);
}

enum status export_manager_revoke(
	struct export_manager *manager, const struct export_record *record, struct fault *fault)
{
	enum status status = store(manager, store_revoked, record, 1, NULL, fault);

	if (status == STATUS_OK)
		remove_content(manager, record, fault->arena);
	return status;
}

/* Deletes the files before the records, so that a purge after a crash finds the records again. */
static enum status purge_some(
	struct export_manager *manager, size_t *ret_count, struct fault *fault)
{
	int64_t before_ms = clock_now_ms(manager->runtime->clock) - GRACE_MS;
	struct db *db = pool_acquire(manager->runtime->pool, fault);
	struct export_record *records;
	enum status status;

	*ret_count = 0;
	if (db == NULL)
		return fault->status;
	status = export_store_list_expired(db, before_ms, PURGE_MAX, &records, ret_count, fault);
	pool_release(manager->runtime->pool, db);
	if (status != STATUS_OK || *ret_count == 0)
		return status;
	for (size_t i = 0; i < *ret_count; i++)
		remove_content(manager, &records[i], fault->arena);
	return store(manager, store_removed, records, *ret_count, NULL, fault);
}

enum status export_manager_purge(struct export_manager *manager, struct fault *fault)
{
	size_t count = PURGE_MAX;
	enum status status = STATUS_OK;

	while (status == STATUS_OK && count == PURGE_MAX)
		status = purge_some(manager, &count, fault);
	return status;
}
