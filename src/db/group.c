#include "db/group.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/container_of.h"
#include "base/thread.h"
#include "base/yield.h"

/* Lower priority than short reads, higher than long work. */
#define NICE_STEPS 5

/* Maximum number of jobs per commit. It bounds the time that the first one waits. */
#define BATCH_MAX 256

#define KINDS (GROUP_EXCLUSIVE + 1)

struct queue {
	struct group_job *first, **last;
};

struct group {
	struct db *db;
	const struct group_accumulator *accumulator;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t queued;
	struct queue queues[KINDS];
	enum group_kind next_kind; /* kind of the next batch, if it has jobs */
	bool stopping;
	atomic_bool must_freeze;
};

/* Functions that run a job of each kind. They return the status of the whole batch. */

static enum status run_in_savepoint(struct group *group, struct group_job *job)
{
	job->status = db_savepoint(group->db, job->fault);
	if (job->status != STATUS_OK)
		return STATUS_OK;
	job->status = job->run(job, group->db, job->fault);
	if (job->status == STATUS_OK)
		job->status = db_savepoint_release(group->db, job->fault);
	if (job->status != STATUS_OK && db_in_transaction(group->db) &&
		!db_savepoint_rollback(group->db))
		return STATUS_UNAVAILABLE;
	return STATUS_OK;
}

/* If a job fails before it has written, there is nothing to roll back. */
static enum status run_batched(struct group *group, struct group_job *job)
{
	int64_t before = db_total_changes(group->db);

	job->status = job->run(job, group->db, job->fault);
	return db_total_changes(group->db) == before ? STATUS_OK : job->status;
}

static enum status run_exclusive(struct group *group, struct group_job *job)
{
	return job->status = job->run(job, group->db, job->fault);
}

static enum status (*const run_by_kind[KINDS])(struct group *group, struct group_job *job) = {
	[GROUP_SAVEPOINT] = run_in_savepoint,
	[GROUP_BATCHED] = run_batched,
	[GROUP_EXCLUSIVE] = run_exclusive,
};

/* Fails all jobs of a batch that was rolled back. */
static void fail_all(struct group_job *batch, const struct fault *fault)
{
	for (struct group_job *job = batch; job != NULL; job = job->next) {
		if (job->status == STATUS_OK)
			job->status = fault_propagate(job->fault, fault);
	}
}

static enum status run_jobs(
	struct group *group, enum group_kind kind, struct group_job *batch, struct fault *fault)
{
	enum status status = db_begin(group->db, DB_WRITE, fault);

	for (struct group_job *job = batch; job != NULL && status == STATUS_OK; job = job->next) {
		status = run_by_kind[kind](group, job);
		/* SQLite ends the transaction on some errors, such as a full disk. A failed
		 * rollback of a savepoint ends it too. */
		if (status == STATUS_UNAVAILABLE || !db_in_transaction(group->db))
			status = fault_set(fault, STATUS_UNAVAILABLE, "WriteFailed",
				"The database could not store the change; try again later.");
	}
	/* All jobs of a batch share one accumulation. */
	if (status == STATUS_OK && batch->accumulated != NULL)
		status = group->accumulator->end(batch->accumulated, group->db, fault);
	if (status == STATUS_OK)
		status = db_commit(group->db, fault);
	return status;
}

static void begin_accumulating(struct group *group, struct group_job *batch, struct arena *arena)
{
	size_t count = 0;
	void *accumulated;

	for (const struct group_job *job = batch; job != NULL; job = job->next)
		count++;
	accumulated = group->accumulator->begin(arena, count);
	for (struct group_job *job = batch; job != NULL; job = job->next) {
		job->accumulated = accumulated;
		job->fault_before = *job->fault;
	}
}

/* Resets the jobs to their state before the batch, because the next run may not reach all of them.
 */
static void end_accumulating(struct group_job *batch)
{
	for (struct group_job *job = batch; job != NULL; job = job->next) {
		job->accumulated = NULL;
		job->status = STATUS_OK;
		*job->fault = job->fault_before;
	}
}

static enum status run_as_kind(struct group *group, struct group_job *batch, struct fault *fault)
{
	enum status status;

	if (batch->kind != GROUP_BATCHED)
		return run_jobs(group, batch->kind, batch, fault);
	begin_accumulating(group, batch, fault->arena);
	status = run_jobs(group, GROUP_BATCHED, batch, fault);
	/* After a database error, running the jobs again would fail too. */
	if (status == STATUS_OK || !db_in_transaction(group->db))
		return status;
	db_rollback(group->db);
	fault_clear(fault);
	end_accumulating(batch);
	return run_jobs(group, GROUP_SAVEPOINT, batch, fault);
}

static enum status check_not_replaced(struct group *group, struct fault *fault)
{
	if (!db_is_replaced(group->db))
		return STATUS_OK;
	return fault_set(fault, STATUS_UNAVAILABLE, "DatabaseMoved",
		"The database file was removed or replaced; the change may be lost.");
}

/* Checks the file before the batch, so that nothing is written to a replaced file, and again after
 * the commit, so that no change to such a file is acknowledged. */
static enum status run_checked(struct group *group, struct group_job *batch, struct fault *fault)
{
	enum status status = check_not_replaced(group, fault);

	if (status == STATUS_OK)
		status = run_as_kind(group, batch, fault);
	return status == STATUS_OK ? check_not_replaced(group, fault) : status;
}

static void run_batch(struct group *group, struct group_job *batch)
{
	struct arena *arena = arena_new();
	struct fault fault = fault_make(arena);

	if (atomic_exchange(&group->must_freeze, false))
		db_freeze(group->db);
	if (run_checked(group, batch, &fault) != STATUS_OK) {
		db_rollback(group->db);
		fail_all(batch, &fault);
	}
	while (batch != NULL) {
		struct group_job *job = batch;

		batch = batch->next;
		job->done(job, job->status);
	}
	arena_free(arena);
}

/* Removes up to `max` jobs from the queue. The caller holds the lock. */
static struct group_job *dequeue(struct queue *queue, int max)
{
	struct group_job *batch = queue->first, **end = &queue->first;

	for (int i = 0; i < max && *end != NULL; i++)
		end = &(*end)->next;
	queue->first = *end;
	if (queue->first == NULL)
		queue->last = &queue->first;
	*end = NULL;
	return batch;
}

/* Returns the jobs of the next commit, or NULL. The caller holds the lock. The kinds alternate, so
 * that a long queue of one kind does not delay the others. */
static struct group_job *next_batch(struct group *group)
{
	for (int i = 0; i < KINDS; i++) {
		enum group_kind kind = group->next_kind;

		group->next_kind = (kind + 1) % KINDS;
		if (group->queues[kind].first != NULL)
			return dequeue(
				&group->queues[kind], kind == GROUP_EXCLUSIVE ? 1 : BATCH_MAX);
	}
	return NULL;
}

static void *writer_thread(void *context)
{
	struct group *group = context;

	yield_lower_priority(NICE_STEPS);
	pthread_mutex_lock(&group->lock);
	for (;;) {
		struct group_job *batch = next_batch(group);

		if (batch == NULL && group->stopping)
			break;
		if (batch == NULL) {
			pthread_cond_wait(&group->queued, &group->lock);
			continue;
		}
		pthread_mutex_unlock(&group->lock);
		run_batch(group, batch);
		pthread_mutex_lock(&group->lock);
	}
	pthread_mutex_unlock(&group->lock);
	return NULL;
}

static void discard(struct group *group)
{
	db_close(group->db);
	pthread_cond_destroy(&group->queued);
	pthread_mutex_destroy(&group->lock);
	free(group);
}

struct group *group_start(struct db *writer, const struct group_accumulator *accumulator)
{
	struct group *group = calloc(1, sizeof(*group));

	if (group == NULL)
		abort();
	group->db = writer;
	group->accumulator = accumulator;
	for (int i = 0; i < KINDS; i++)
		group->queues[i].last = &group->queues[i].first;
	pthread_mutex_init(&group->lock, NULL);
	pthread_cond_init(&group->queued, NULL);
	if (thread_start(&group->thread, "writer", writer_thread, group))
		return group;
	discard(group);
	return NULL;
}

void group_stop(struct group *group)
{
	if (group == NULL)
		return;
	pthread_mutex_lock(&group->lock);
	group->stopping = true;
	pthread_cond_signal(&group->queued);
	pthread_mutex_unlock(&group->lock);
	pthread_join(group->thread, NULL);
	discard(group);
}

void group_freeze(struct group *group)
{
	atomic_store(&group->must_freeze, true);
}

void group_submit(struct group *group, struct group_job *job)
{
	struct queue *queue = &group->queues[job->kind];

	job->next = NULL;
	job->status = STATUS_OK;
	pthread_mutex_lock(&group->lock);
	*queue->last = job;
	queue->last = &job->next;
	pthread_cond_signal(&group->queued);
	pthread_mutex_unlock(&group->lock);
}

/* A job whose submitter waits until it is done. */
struct waiting_job {
	struct group_job job;
	struct group_job *inner;
	pthread_mutex_t lock;
	pthread_cond_t finished;
	bool is_done;
};

static enum status run_inner(struct group_job *job, struct db *db, struct fault *fault)
{
	struct waiting_job *waiting = container_of(job, struct waiting_job, job);

	waiting->inner->accumulated = job->accumulated;
	return waiting->inner->run(waiting->inner, db, fault);
}

static void wake(struct group_job *job, enum status status)
{
	struct waiting_job *waiting = container_of(job, struct waiting_job, job);

	pthread_mutex_lock(&waiting->lock);
	waiting->is_done = true;
	waiting->job.status = status;
	pthread_cond_signal(&waiting->finished);
	pthread_mutex_unlock(&waiting->lock);
}

enum status group_run(struct group *group, struct group_job *job)
{
	struct waiting_job waiting = {
		.job = {.run = run_inner, .done = wake, .fault = job->fault, .kind = job->kind},
		.inner = job};

	pthread_mutex_init(&waiting.lock, NULL);
	pthread_cond_init(&waiting.finished, NULL);
	group_submit(group, &waiting.job);
	pthread_mutex_lock(&waiting.lock);
	while (!waiting.is_done)
		pthread_cond_wait(&waiting.finished, &waiting.lock);
	pthread_mutex_unlock(&waiting.lock);
	pthread_cond_destroy(&waiting.finished);
	pthread_mutex_destroy(&waiting.lock);
	return waiting.job.status;
}
