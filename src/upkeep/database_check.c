#include "upkeep/database_check.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/thread.h"
#include "base/yield.h"
#include "upkeep/runtime.h"

/* Lower priority than all other threads. */
#define NICE_STEPS 15

#define INTERRUPT_INTERVAL_MS 10

struct database_check {
	struct runtime *runtime;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t ended;
	struct db *db; /* during the check, else NULL */
	bool stopping, has_ended;
};

bool database_check_is_large(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 && info.st_size > DATABASE_CHECK_AT_ONCE_BYTES;
}

static bool is_large(const struct runtime *runtime)
{
	return database_check_is_large(runtime->config->database_path);
}

bool database_check_is_damaged(const struct fault *fault)
{
	return fault->code != NULL && strcmp(fault->code, "DatabaseDamaged") == 0;
}

static void report(struct runtime *runtime, const struct fault *fault)
{
	if (health_set(runtime->health, HEALTH_DATABASE_DAMAGED,
		    TEXT("The database is damaged. Stop the service and restore a backup.")))
		LOG_NOW(runtime->log, LOG_ERROR, "database-damaged",
			LOG_TEXT("detail", fault->detail));
}

void database_check_note_fault(struct runtime *runtime, const struct fault *fault)
{
	if (!database_check_is_damaged(fault))
		return;
	report(runtime, fault);
	group_freeze(runtime->group);
	pool_freeze(runtime->pool);
}

static bool check(struct runtime *runtime, struct db *db, struct fault *fault)
{
	int64_t started_ms = clock_monotonic_ms();
	bool is_whole = db_check(db, fault) == STATUS_OK;

	if (is_whole)
		LOG(runtime->log, LOG_INFO, "database-checked",
			LOG_INT("durationMs", clock_monotonic_ms() - started_ms));
	return is_whole;
}

bool database_check_first(struct runtime *runtime, struct db *writer)
{
	struct arena *arena = arena_new();
	struct fault fault = fault_make(arena);
	bool is_damaged = !is_large(runtime) && !check(runtime, writer, &fault) &&
		database_check_is_damaged(&fault);

	if (is_damaged)
		report(runtime, &fault);
	arena_free(arena);
	return !is_damaged;
}

/* Returns the connection for the check, or NULL when the check was stopped before it began. */
static struct db *take_connection(struct database_check *check, struct fault *fault)
{
	struct db *db = pool_acquire(check->runtime->pool, fault);

	pthread_mutex_lock(&check->lock);
	if (check->stopping) {
		pool_release(check->runtime->pool, db);
		db = NULL;
	}
	check->db = db;
	pthread_mutex_unlock(&check->lock);
	return db;
}

static void give_back(struct database_check *check, struct db *db)
{
	pthread_mutex_lock(&check->lock);
	check->db = NULL;
	check->has_ended = true;
	pthread_cond_signal(&check->ended);
	pthread_mutex_unlock(&check->lock);
	pool_release(check->runtime->pool, db);
}

static void *check_thread(void *context)
{
	struct database_check *self = context;
	struct arena *arena = arena_new();
	struct fault fault = fault_make(arena);
	struct db *db;

	yield_lower_priority(NICE_STEPS);
	db = take_connection(self, &fault);
	if (db != NULL && !check(self->runtime, db, &fault))
		database_check_note_fault(self->runtime, &fault);
	give_back(self, db);
	arena_free(arena);
	return NULL;
}

static void discard(struct database_check *check)
{
	pthread_cond_destroy(&check->ended);
	pthread_mutex_destroy(&check->lock);
	free(check);
}

bool database_check_start(struct runtime *runtime, struct database_check **ret_check)
{
	struct database_check *check;

	*ret_check = NULL;
	if (!is_large(runtime))
		return true;
	check = calloc(1, sizeof(*check));
	if (check == NULL)
		abort();
	check->runtime = runtime;
	pthread_mutex_init(&check->lock, NULL);
	pthread_cond_init(&check->ended, NULL);
	if (!thread_start(&check->thread, "db-check", check_thread, check)) {
		discard(check);
		return false;
	}
	*ret_check = check;
	return true;
}

/* Interrupts repeatedly: an interrupt has no effect on a statement that has not begun. */
static void interrupt_until_ended(struct database_check *check)
{
	pthread_mutex_lock(&check->lock);
	check->stopping = true;
	while (!check->has_ended) {
		if (check->db != NULL)
			db_interrupt(check->db);
		thread_wait_until(
			&check->ended, &check->lock, clock_monotonic_ms() + INTERRUPT_INTERVAL_MS);
	}
	pthread_mutex_unlock(&check->lock);
}

void database_check_stop(struct database_check *check)
{
	if (check == NULL)
		return;
	interrupt_until_ended(check);
	pthread_join(check->thread, NULL);
	discard(check);
}
