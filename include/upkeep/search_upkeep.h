/*
 * search_upkeep: a thread that merges, compacts and repairs the search index.
 *
 * The words of a deleted review stay in the index until a compaction removes the words. The cost of
 * a compaction grows with the size of the index. One compaction therefore removes the words of all
 * erasures since the previous compaction. After a compaction, the thread pauses for twenty times
 * the duration of the compaction, but at most one hour. After an erasure, the thread compacts the
 * index at once or, during a pause, at the end of the pause. During thousands of erasures in a row,
 * compactions take about a twentieth of the writer's time. Thread-safe.
 */
#ifndef UPKEEP_SEARCH_UPKEEP_H
#define UPKEEP_SEARCH_UPKEEP_H

#include "upkeep/runtime.h"

struct search_upkeep;

/* While the service is running, it removes erased words from the database files within this time.
 */
#define SEARCH_UPKEEP_DEADLINE_MS (INT64_C(2) * 3600 * CLOCK_MS_PER_S)

/* Starts the thread. The thread inspects the index at once, every minute, and on request. If the
 * system cannot start a thread, sets errno and returns NULL. */
struct search_upkeep *search_upkeep_start(struct runtime *runtime);

/* Ends the thread. If another thread is executing search_upkeep_compact(), that function returns
 * after its current step. Call search_upkeep_stop() before you stop the group commit and before you
 * stop the threads that call search_upkeep_compact(). `upkeep` may be NULL. */
void search_upkeep_stop(struct search_upkeep *upkeep);

/* Frees `upkeep`, which may be NULL. No other thread may use `upkeep` during or after this call. */
void search_upkeep_free(struct search_upkeep *upkeep);

/* Compacts the index on the calling thread. The compaction removes erased words from the index. If
 * the compaction fails, logs the failure and schedules a retry. If a compaction is already running,
 * or if the pause after the previous compaction has not ended, does nothing and returns false.
 * After the function has returned false, the caller must call search_upkeep_request_compaction() at
 * the end of its job. */
bool search_upkeep_compact(struct search_upkeep *upkeep);

/* Asks the thread to compact the index and to checkpoint the write-ahead log. If there is a pause,
 * the compaction starts after the pause. Call this function after an erasure job. */
void search_upkeep_request_compaction(struct search_upkeep *upkeep);

/* If the fault reports a broken search index, sets HEALTH_SEARCH_BROKEN and asks the thread to
 * rebuild the index. Call this function for every fault of a request or job. `upkeep` may be NULL.
 */
void search_upkeep_note_fault(struct search_upkeep *upkeep, const struct fault *fault);

/* Inspects the index once, on the calling thread. Merges, repairs, compacts and checkpoints as
 * needed. */
void search_upkeep_inspect(struct search_upkeep *upkeep);

/* Reads the whole index on the calling thread. If the contents of the index do not match its
 * totals, rebuilds the index. The search-upkeep thread calls this function when the thread starts
 * and once a day. */
void search_upkeep_check(struct search_upkeep *upkeep);

#endif
