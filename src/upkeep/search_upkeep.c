#include "upkeep/search_upkeep.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/metrics.h"
#include "base/thread.h"
#include "base/yield.h"
#include "reviews/erased_words.h"
#include "reviews/search_levels.h"
#include "reviews/search_repair.h"
#include "upkeep/erasure_checkpoint.h"
#include "upkeep/runtime.h"
#include "upkeep/search_check.h"
#include "upkeep/search_compaction.h"
#include "upkeep/search_merge.h"
#include "upkeep/search_rebuild.h"

#define INSPECT_INTERVAL_MS (60 * CLOCK_MS_PER_S)

/* Interval of the checks that read the whole index. */
#define CHECK_INTERVAL_MS (INT64_C(24) * 3600 * CLOCK_MS_PER_S)

/* The pause after a task is PAUSE_FACTOR times its duration, up to PAUSE_MS_MAX. */
#define PAUSE_FACTOR 20
#define PAUSE_MS_MAX (INT64_C(3600) * CLOCK_MS_PER_S)

/* The pause after a task that failed. */
#define RETRY_MS (2 * CLOCK_MS_PER_S)

struct search_upkeep {
	struct runtime *runtime;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t woken;
	atomic_bool stopping; /* changes under the lock */
	bool is_requested; /* a compaction */
	bool is_compacting;
	bool is_broken; /* a statement has reported the index as broken */
	bool is_rebuilding;
	bool was_sound; /* the last precheck of a rebuild found no error */
	bool needs_checkpoint;

	/* Earliest start of each task, by clock_monotonic_ms(). */
	int64_t rebuild_due_ms, compaction_due_ms, checkpoint_due_ms;
};

/* Ignores faults during a rebuild, which reads the broken index itself. */
void search_upkeep_note_fault(struct search_upkeep *upkeep, const struct fault *fault)
{
	if (upkeep == NULL || !db_is_search_broken(fault))
		return;
	pthread_mutex_lock(&upkeep->lock);
	if (!upkeep->is_rebuilding) {
		upkeep->is_broken = true;
		search_rebuild_announce(upkeep->runtime);
		pthread_cond_signal(&upkeep->woken);
	}
	pthread_mutex_unlock(&upkeep->lock);
}

/* Logs the fault. After a failure to reach the index at all, a rebuild has to wait too. */
static void report_failure(struct search_upkeep *upkeep, const struct fault *fault)
{
	LOG(upkeep->runtime->log, LOG_ERROR, "search-upkeep-failed", LOG_CSTR("code", fault->code),
		LOG_TEXT("detail", fault->detail));
	search_upkeep_note_fault(upkeep, fault);
	pthread_mutex_lock(&upkeep->lock);
	if (!db_is_search_broken(fault))
		upkeep->rebuild_due_ms = clock_monotonic_ms() + RETRY_MS;
	pthread_mutex_unlock(&upkeep->lock);
}

/* Returns the pause after a task that took `took_ms`. */
static int64_t pause_after(int64_t took_ms)
{
	return PAUSE_FACTOR * took_ms < PAUSE_MS_MAX ? PAUSE_FACTOR * took_ms : PAUSE_MS_MAX;
}

/* --- Compaction ------------------------------------------------------------------------------- */

static bool must_end(void *context)
{
	return atomic_load(&((struct search_upkeep *)context)->stopping);
}

/* Returns false on a failure. The next start begins an interrupted compaction again. */
static bool run_compaction(struct search_upkeep *upkeep)
{
	struct arena *arena = arena_new();
	struct fault fault = fault_make(arena);
	bool is_good =
		search_compaction_run(upkeep->runtime, must_end, upkeep, &fault) == STATUS_OK;

	if (!is_good)
		report_failure(upkeep, &fault);
	arena_free(arena);
	return is_good;
}

/* Returns false when a compaction is not due, or another thread is compacting. */
static bool begin_compaction(struct search_upkeep *upkeep)
{
	bool begins;

	pthread_mutex_lock(&upkeep->lock);
	begins = !upkeep->stopping && !upkeep->is_compacting &&
		clock_monotonic_ms() >= upkeep->compaction_due_ms;
	if (begins)
		upkeep->is_compacting = true;
	pthread_mutex_unlock(&upkeep->lock);
	return begins;
}

static void end_compaction(struct search_upkeep *upkeep, int64_t started_ms, bool is_good)
{
	int64_t now_ms = clock_monotonic_ms(), pause_ms = pause_after(now_ms - started_ms);

	pthread_mutex_lock(&upkeep->lock);
	upkeep->is_compacting = false;
	upkeep->is_requested = upkeep->is_requested || !is_good;
	upkeep->compaction_due_ms = now_ms + (is_good ? pause_ms : RETRY_MS);
	pthread_cond_signal(&upkeep->woken);
	pthread_mutex_unlock(&upkeep->lock);
}

bool search_upkeep_compact(struct search_upkeep *upkeep)
{
	int64_t started_ms = clock_monotonic_ms();
	bool begins = begin_compaction(upkeep);

	if (begins)
		end_compaction(upkeep, started_ms, run_compaction(upkeep));
	return begins;
}

static void set_requested(struct search_upkeep *upkeep)
{
	pthread_mutex_lock(&upkeep->lock);
	upkeep->is_requested = true;
	pthread_mutex_unlock(&upkeep->lock);
}

void search_upkeep_request_compaction(struct search_upkeep *upkeep)
{
	pthread_mutex_lock(&upkeep->lock);
	upkeep->is_requested = upkeep->needs_checkpoint = true;
	pthread_cond_signal(&upkeep->woken);
	pthread_mutex_unlock(&upkeep->lock);
}

/* --- Inspection ------------------------------------------------------------------------------- */

struct inspection {
	int64_t levels;
	bool is_sound;
	struct erased_words_pending erased;
};

static void begin_inspection(struct search_upkeep *upkeep)
{
	pthread_mutex_lock(&upkeep->lock);
	upkeep->is_requested = upkeep->needs_checkpoint = false;
	pthread_mutex_unlock(&upkeep->lock);
}

static enum status read_state(
	struct runtime *runtime, struct inspection *ret_inspection, struct fault *fault)
{
	struct db *db = pool_acquire(runtime->pool, fault);

	if (db == NULL)
		return fault->status;
	if (search_levels_count(db, &ret_inspection->levels, fault) == STATUS_OK &&
		search_repair_probe(db, &ret_inspection->is_sound, fault) == STATUS_OK)
		erased_words_read_pending(db, &ret_inspection->erased, fault);
	pool_release(runtime->pool, db);
	return fault->status;
}

/* --- Repair ----------------------------------------------------------------------------------- */

static void repair(struct search_upkeep *upkeep, enum search_rebuild_precheck precheck)
{
	int64_t started_ms = clock_monotonic_ms(), pause_ms;
	enum search_rebuild_outcome outcome;

	pthread_mutex_lock(&upkeep->lock);
	upkeep->is_rebuilding = true;
	pthread_mutex_unlock(&upkeep->lock);
	outcome = search_rebuild_run(upkeep->runtime, precheck);
	pause_ms = pause_after(clock_monotonic_ms() - started_ms);
	pthread_mutex_lock(&upkeep->lock);
	upkeep->is_rebuilding = false;
	upkeep->is_broken = outcome == SEARCH_REBUILD_FAILED;
	upkeep->was_sound = outcome == SEARCH_REBUILD_NOT_NEEDED;
	upkeep->rebuild_due_ms = clock_monotonic_ms() + (pause_ms > RETRY_MS ? pause_ms : RETRY_MS);
	if (!upkeep->is_broken)
		health_clear(upkeep->runtime->health, HEALTH_SEARCH_BROKEN);
	pthread_mutex_unlock(&upkeep->lock);
}

/* Handles a report that the index is broken. The first report is checked, since another process may
 * have rebuilt the index. If the check finds no error, a second report is believed. */
static void repair_reported(struct search_upkeep *upkeep)
{
	enum search_rebuild_precheck precheck;
	bool is_due;

	pthread_mutex_lock(&upkeep->lock);
	is_due = upkeep->is_broken && clock_monotonic_ms() >= upkeep->rebuild_due_ms;
	precheck = upkeep->was_sound ? SEARCH_REBUILD_UNCHECKED : SEARCH_REBUILD_REPORTED;
	if (!upkeep->is_broken)
		health_clear(upkeep->runtime->health, HEALTH_SEARCH_BROKEN);
	pthread_mutex_unlock(&upkeep->lock);
	if (is_due)
		repair(upkeep, precheck);
}

void search_upkeep_check(struct search_upkeep *upkeep)
{
	struct arena *arena = arena_new();
	struct fault fault = fault_make(arena);

	if (search_check_run(upkeep->runtime, must_end, upkeep, &fault) == SEARCH_CHECK_UNEQUAL)
		repair(upkeep, SEARCH_REBUILD_UNEQUAL);
	else if (fault.status != STATUS_OK)
		report_failure(upkeep, &fault);
	arena_free(arena);
}

/* --- Erased words ----------------------------------------------------------------------------- */

/* Returns false when a checkpoint is not due. */
static bool begin_checkpoint(struct search_upkeep *upkeep)
{
	bool begins;

	pthread_mutex_lock(&upkeep->lock);
	begins = clock_monotonic_ms() >= upkeep->checkpoint_due_ms;
	upkeep->needs_checkpoint = upkeep->needs_checkpoint || !begins;
	pthread_mutex_unlock(&upkeep->lock);
	return begins;
}

static void end_checkpoint(struct search_upkeep *upkeep, int64_t started_ms, bool is_good)
{
	int64_t now_ms = clock_monotonic_ms(), pause_ms = pause_after(now_ms - started_ms);

	pthread_mutex_lock(&upkeep->lock);
	upkeep->needs_checkpoint = upkeep->needs_checkpoint || !is_good;
	upkeep->checkpoint_due_ms = now_ms + (is_good || pause_ms > RETRY_MS ? pause_ms : RETRY_MS);
	pthread_mutex_unlock(&upkeep->lock);
}

static void checkpoint(struct search_upkeep *upkeep, struct arena *arena)
{
	struct fault fault = fault_make(arena);
	int64_t started_ms = clock_monotonic_ms();

	if (!begin_checkpoint(upkeep))
		return;
	end_checkpoint(upkeep, started_ms, erasure_checkpoint_run(upkeep->runtime, &fault));
	if (fault.status != STATUS_OK)
		report_failure(upkeep, &fault);
}

/* Removes pending erased words, also those of other processes and earlier runs. */
static void remove_erased(struct search_upkeep *upkeep, const struct erased_words_pending *pending,
	struct arena *arena)
{
	const struct runtime *runtime = upkeep->runtime;
	int64_t age_ms = clock_now_ms(runtime->clock) - pending->oldest_ms;

	if (pending->oldest_ms == 0)
		return;
	if (age_ms > SEARCH_UPKEEP_DEADLINE_MS)
		LOG(runtime->log, LOG_WARNING, "search-index-late",
			LOG_INT("erasedSecondsAgo", age_ms / CLOCK_MS_PER_S));
	if (pending->needs_merge && !search_upkeep_compact(upkeep))
		set_requested(upkeep);
	checkpoint(upkeep, arena);
}

void search_upkeep_inspect(struct search_upkeep *upkeep)
{
	struct runtime *runtime = upkeep->runtime;
	struct arena *arena = arena_new();
	struct fault fault = fault_make(arena);
	struct inspection inspection = {0};

	/* Clears the requests before it reads the state, so that a later request is not lost. */
	begin_inspection(upkeep);
	if (read_state(runtime, &inspection, &fault) != STATUS_OK) {
		report_failure(upkeep, &fault);
	} else {
		metrics_set(runtime->metrics, METRIC_SEARCH_LEVELS, inspection.levels);
		if (inspection.levels >= SEARCH_LEVELS_MANY &&
			search_merge_run(runtime, &fault) != STATUS_OK)
			report_failure(upkeep, &fault);
		if (!inspection.is_sound)
			repair(upkeep, SEARCH_REBUILD_UNREADABLE);
		repair_reported(upkeep);
		remove_erased(upkeep, &inspection.erased, arena);
	}
	arena_free(arena);
}

/* --- The thread ------------------------------------------------------------------------------- */

/* Returns when the next task is due, `inspect_ms` at the latest. The caller has the lock. */
static int64_t next_ms(const struct search_upkeep *upkeep, int64_t inspect_ms)
{
	int64_t until_ms = inspect_ms;

	if (upkeep->is_requested && !upkeep->is_compacting && upkeep->compaction_due_ms < until_ms)
		until_ms = upkeep->compaction_due_ms;
	if (upkeep->needs_checkpoint && upkeep->checkpoint_due_ms < until_ms)
		until_ms = upkeep->checkpoint_due_ms;
	if (upkeep->is_broken && upkeep->rebuild_due_ms < until_ms)
		until_ms = upkeep->rebuild_due_ms;
	return until_ms;
}

/* Sleeps until a task is due, or for INSPECT_INTERVAL_MS. Returns false when the thread is to end.
 */
static bool wait_for_work(struct search_upkeep *upkeep)
{
	int64_t inspect_ms = clock_monotonic_ms() + INSPECT_INTERVAL_MS;
	bool is_stopping;

	pthread_mutex_lock(&upkeep->lock);
	while (!upkeep->stopping &&
		thread_wait_until(&upkeep->woken, &upkeep->lock, next_ms(upkeep, inspect_ms)))
		;
	is_stopping = upkeep->stopping;
	pthread_mutex_unlock(&upkeep->lock);
	return !is_stopping;
}

static void *search_upkeep_thread(void *context)
{
	struct search_upkeep *upkeep = context;
	int64_t check_ms = clock_monotonic_ms();

	yield_lower_priority(RUNTIME_NICE_STEPS);
	do {
		search_upkeep_inspect(upkeep);
		if (clock_monotonic_ms() < check_ms)
			continue;
		search_upkeep_check(upkeep);
		check_ms = clock_monotonic_ms() + CHECK_INTERVAL_MS;
	} while (wait_for_work(upkeep));
	return NULL;
}

struct search_upkeep *search_upkeep_start(struct runtime *runtime)
{
	struct search_upkeep *upkeep = calloc(1, sizeof(*upkeep));

	if (upkeep == NULL)
		abort();
	upkeep->runtime = runtime;
	pthread_mutex_init(&upkeep->lock, NULL);
	pthread_cond_init(&upkeep->woken, NULL);
	if (thread_start(&upkeep->thread, "search-upkeep", search_upkeep_thread, upkeep))
		return upkeep;
	search_upkeep_free(upkeep);
	return NULL;
}

void search_upkeep_stop(struct search_upkeep *upkeep)
{
	if (upkeep == NULL)
		return;
	pthread_mutex_lock(&upkeep->lock);
	upkeep->stopping = true;
	pthread_cond_signal(&upkeep->woken);
	pthread_mutex_unlock(&upkeep->lock);
	pthread_join(upkeep->thread, NULL);
}

void search_upkeep_free(struct search_upkeep *upkeep)
{
	if (upkeep == NULL)
		return;
	pthread_cond_destroy(&upkeep->woken);
	pthread_mutex_destroy(&upkeep->lock);
	free(upkeep);
}
