#include "api/jobs.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/erasure_job.h"
#include "api/import_job.h"
#include "api/reply.h"
#include "api/workers.h"
#include "base/priority.h"

#define KEPT_MS (INT64_C(7) * 24 * 3600 * CLOCK_MS_PER_S)

/* Before a job that the database could not take is tried again. */
#define PATIENCE_MS (2 * CLOCK_MS_PER_S)

/* A file without a job may be that of a request under way for so long. */
#define UNKNOWN_FILE_MS (INT64_C(3600) * CLOCK_MS_PER_S)

struct jobs {
	struct service *service;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t woken;
	bool stopping, has_news;
};

/* What there is to do, by job.kind. A kind goes on where job.done_items says, ends with
 * jobs_finish(), and returns early when jobs_is_stopping(). `abridge` makes of the options what
 * others may see of them, and all that is kept when the job is over; NULL: that is the whole. */
static const struct kind {
	const char *name;
	enum status (*run)(struct jobs_run *run, struct fault *fault);
	struct text (*abridge)(struct fault *fault, struct text options);
} kinds[] = {
	{"import", import_job_run, NULL},
	{"erasure", erasure_job_run, erasure_job_abridge},
};

static const struct kind *find_kind(struct text name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (text_equal(name, text_from(kinds[i].name)))
			return &kinds[i];
	}
	return NULL;
}

struct text jobs_options(struct fault *fault, const struct job *job)
{
	const struct kind *kind = find_kind(job->kind);

	if (kind == NULL || kind->abridge == NULL)
		return job->options;
	return kind->abridge(fault, job->options);
}

struct text jobs_stored(struct arena *arena, struct text json)
{
	return jsonread_parse(arena, json, NULL) == NULL ? TEXT("{}") : json;
}

const char *jobs_path(
	const struct config *config, struct arena *arena, struct text id, const char *ending)
{
	return arena_printf(
		arena, "%s/%.*s%s", config->reviews_job_dir, (int)id.length, id.data, ending)
		.data;
}

bool jobs_is_stopping(struct jobs *jobs)
{
	bool stopping;

	pthread_mutex_lock(&jobs->lock);
	stopping = jobs->stopping;
	pthread_mutex_unlock(&jobs->lock);
	return stopping;
}

void jobs_wake(struct jobs *jobs)
{
	pthread_mutex_lock(&jobs->lock);
	jobs->has_news = true;
	pthread_cond_signal(&jobs->woken);
	pthread_mutex_unlock(&jobs->lock);
}

/* Sleeps until there is news, or for that long (0: no bound); false when it is time to end. */
static bool rest(struct jobs *jobs, int64_t at_most_ms)
{
	int64_t until_ms = clock_monotonic_ms() + at_most_ms;
	struct timespec until = {.tv_sec = until_ms / CLOCK_MS_PER_S,
		.tv_nsec = until_ms % CLOCK_MS_PER_S * 1000000};
	int result = 0;
	bool goes_on;

	pthread_mutex_lock(&jobs->lock);
	while (!jobs->stopping && (at_most_ms > 0 || !jobs->has_news) && result == 0) {
		if (at_most_ms == 0)
			pthread_cond_wait(&jobs->woken, &jobs->lock);
		else
			result = pthread_cond_clockwait(
				&jobs->woken, &jobs->lock, CLOCK_MONOTONIC, &until);
	}
	jobs->has_news = false;
	goes_on = !jobs->stopping;
	pthread_mutex_unlock(&jobs->lock);
	return goes_on;
}

static enum status find_next(
	struct service *service, struct job *ret_job, bool *ret_found, struct fault *fault)
{
	struct db *db = pool_take(service->pool, fault);
	enum status status;

	*ret_found = false;
	if (db == NULL)
		return fault->status;
	status = job_store_next(db, ret_job, ret_found, fault);
	pool_put(service->pool, db);
	return status;
}

/* One write of the job's row. */
struct update {
	struct group_job job;
	const struct job *row;
};

static enum status store_row(struct group_job *job, struct db *db, struct fault *fault)
{
	const struct job *row = ((struct update *)job)->row;

	return job_store_update(db, row, row->done_items, fault);
}

static enum status update(struct jobs_run *run, struct fault *fault)
{
	struct update update = {.job = {.run = store_row, .fault = fault}, .row = &run->job};

	return group_run(run->service->group, &update.job);
}

/* What went wrong, as the job tells it. */
static enum status write_fault(const struct fault *fault, struct text *ret_text, struct fault *mine)
{
	struct jsonwrite out = jsonwrite_make(mine->arena, FAULT_JSON_BYTES_MAX);

	jsonwrite_open(&out, '{');
	jsonwrite_text(&out, "code", text_from(fault->code));
	jsonwrite_text(&out, "detail", fault->detail);
	reply_write_errors(&out, fault);
	jsonwrite_close(&out, '}');
	return jsonwrite_finish(&out, ret_text, mine);
}

enum status jobs_finish(struct jobs_run *run, enum job_state state, struct fault *fault)
{
	struct fault mine = fault_make(run->arena);
	enum status status;

	run->job.state = state;
	run->job.finished_at_ms = clock_now_ms(run->service->clock);
	run->job.options = jobs_options(&mine, &run->job);
	status = mine.status;
	if (status == STATUS_OK && state == JOB_FAILED)
		status = write_fault(fault, &run->job.fault, &mine);
	if (status == STATUS_OK)
		status = update(run, &mine);
	if (status != STATUS_OK)
		return fault_pass(fault, &mine);
	unlink(jobs_path(run->service->config, run->arena, run->job.id, JOBS_INPUT));
	LOG(run->service->log, LOG_INFO, "job-finished", LOG_TEXT("job", run->job.id),
		LOG_TEXT("kind", run->job.kind), LOG_CSTR("state", job_store_state_name(state)),
		LOG_INT("items", run->job.done_items));
	return STATUS_OK;
}

static enum status run_kind(struct jobs_run *run, struct fault *fault)
{
	const struct kind *kind = find_kind(run->job.kind);

	run->job.state = JOB_RUNNING;
	if (update(run, fault) != STATUS_OK)
		return fault->status;
	if (kind != NULL)
		return kind->run(run, fault);
	return fault_set(fault, STATUS_INTERNAL, "UnknownJob",
		"This program does not know the kind of the job.");
}

/* Whether trying again can help: the database is busy or full, or another process is at it. */
static bool may_pass(const struct fault *fault)
{
	return fault->status == STATUS_UNAVAILABLE || job_store_is_taken(fault);
}

/* Does one job; false when it is better to rest a while. */
static bool work_on(struct jobs *jobs, struct arena *arena, const struct job *job)
{
	struct jobs_run run = {.service = jobs->service, .jobs = jobs, .arena = arena, .job = *job};
	struct fault fault = fault_make(arena);
	enum status status = run_kind(&run, &fault);

	if (status == STATUS_OK)
		return true;
	LOG(jobs->service->log, LOG_ERROR, "job-stopped", LOG_TEXT("job", job->id),
		LOG_CSTR("code", fault.code), LOG_TEXT("detail", fault.detail));
	return !may_pass(&fault) && jobs_finish(&run, JOB_FAILED, &fault) == STATUS_OK;
}

/* One round: true when there may be more to do at once. */
static bool do_next(struct jobs *jobs, bool *ret_good)
{
	struct arena *arena = arena_new();
	struct fault fault = fault_make(arena);
	struct job job;
	bool found = false;

	*ret_good = find_next(jobs->service, &job, &found, &fault) == STATUS_OK &&
		(!found || work_on(jobs, arena, &job));
	arena_free(arena);
	return found;
}

static void *work(void *context)
{
	struct jobs *jobs = context;
	bool good;

	priority_yield(WORKERS_STEPS);
	while (!jobs_is_stopping(jobs)) {
		bool more = do_next(jobs, &good);

		if ((!good && !rest(jobs, PATIENCE_MS)) || (good && !more && !rest(jobs, 0)))
			break;
	}
	return NULL;
}

struct jobs *jobs_start(struct service *service)
{
	struct jobs *jobs = calloc(1, sizeof(*jobs));

	if (jobs == NULL)
		abort();
	jobs->service = service;
	pthread_mutex_init(&jobs->lock, NULL);
	pthread_cond_init(&jobs->woken, NULL);
	if (pthread_create(&jobs->thread, NULL, work, jobs) != 0)
		abort();
	return jobs;
}

void jobs_stop(struct jobs *jobs)
{
	if (jobs == NULL)
		return;
	pthread_mutex_lock(&jobs->lock);
	jobs->stopping = true;
	pthread_cond_signal(&jobs->woken);
	pthread_mutex_unlock(&jobs->lock);
	pthread_join(jobs->thread, NULL);
	pthread_cond_destroy(&jobs->woken);
	pthread_mutex_destroy(&jobs->lock);
	free(jobs);
}

struct purge {
	struct group_job job;
	int64_t before_ms;
};

static enum status purge_rows(struct group_job *job, struct db *db, struct fault *fault)
{
	return job_store_purge(db, ((struct purge *)job)->before_ms, fault);
}

/* Whether the file of that name can go: no job has it, or only its result is still of use. */
static bool is_left_over(struct db *db, const char *name, bool is_old, struct fault *fault)
{
	struct text file = text_from(name), id = text_slice(file, 0, GUID_TEXT_BYTES);
	struct guid guid;
	struct job job;
	enum status status;

	if (!guid_parse_strict(id, &guid))
		return false;
	status = job_store_get(db, id, &job, fault);
	if (status == STATUS_NOT_FOUND) {
		fault_clear(fault);
		return is_old;
	}
	return status == STATUS_OK && job.finished_at_ms != 0 &&
		text_equal(text_slice(file, GUID_TEXT_BYTES, file.length), TEXT(JOBS_INPUT));
}

static void sweep(struct service *service, struct db *db, struct fault *fault)
{
	DIR *entries = opendir(service->config->reviews_job_dir);
	int64_t now_ms = clock_now_ms(service->clock);
	struct dirent *entry;
	struct stat info;

	while (entries != NULL && fault->status == STATUS_OK &&
		(entry = readdir(entries)) != NULL) {
		bool is_old =
			fstatat(dirfd(entries), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
			info.st_mtim.tv_sec * CLOCK_MS_PER_S + UNKNOWN_FILE_MS < now_ms;

		if (is_left_over(db, entry->d_name, is_old, fault))
			unlinkat(dirfd(entries), entry->d_name, 0);
	}
	if (entries != NULL)
		closedir(entries);
}

enum status jobs_purge(struct service *service, struct fault *fault)
{
	struct purge purge = {.job = {.run = purge_rows, .fault = fault},
		.before_ms = clock_now_ms(service->clock) - KEPT_MS};
	struct db *db;

	if (group_run(service->group, &purge.job) != STATUS_OK)
		return fault->status;
	db = pool_take(service->pool, fault);
	if (db == NULL)
		return fault->status;
	sweep(service, db, fault);
	pool_put(service->pool, db);
	return fault->status;
}
