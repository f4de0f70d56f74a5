/*
 * search_upkeep: a thread that merges, compacts and repairs the search index.
 *
 * The words of a deleted review stay in the index until a compaction removes them. The cost of a
 * compaction grows with the size of the index. Therefore each compaction removes the words of all
 * erasures since the previous compaction, and is followed by a pause of twenty times its duration.
 * After a single erasure, the thread compacts the index at once. If there are thousands of erasures
 * in a row, compactions take about a twentieth of the writer's time. Thread-safe.
 */
#ifndef UPKEEP_SEARCH_UPKEEP_H
#define UPKEEP_SEARCH_UPKEEP_H

#include "upkeep/runtime.h"

struct search_upkeep;

/* Erased words are removed from the database files within this time while the service is running.
 */
#define SEARCH_UPKEEP_DEADLINE_MS (INT64_C(2) * 3600 * CLOCK_MS_PER_S)

/* Starts the thread, which inspects the index at once, every minute, and on request. Returns NULL
 * and sets errno if the system cannot start a thread. */
struct search_upkeep *search_upkeep_start(struct runtime *runtime);

/* Ends the thread. If another thread is in search_upkeep_compact(), that function returns after its
 * current step. Call search_upkeep_stop() before the group commit stops, and before the threads
 * that call search_upkeep_compact() are ended. NULL is allowed. */
void search_upkeep_stop(struct search_upkeep *upkeep);

/* Call this when no other thread uses `upkeep`. NULL is allowed. */
void search_upkeep_free(struct search_upkeep *upkeep);

/* Compacts the index on the calling thread, which removes erased words. Logs a failure and
 * schedules a retry. If a compaction is already running, or if the pause after the previous
 * compaction has not ended, does nothing and returns false. The caller must then call
 * search_upkeep_request_compaction() after its job. */
bool search_upkeep_compact(struct search_upkeep *upkeep);

/* Asks the thread to compact the index, after the pause if there is one, and to checkpoint the
 * write-ahead log. Call this after an erasure job. */
void search_upkeep_request_compaction(struct search_upkeep *upkeep);

/* If the fault reports a broken search index, sets HEALTH_SEARCH_BROKEN and asks the thread to
 * rebuild the index. Call this for every fault of a call or job. `upkeep` may be NULL. */
void search_upkeep_note_fault(struct search_upkeep *upkeep, const struct fault *fault);

/* Inspects the index once, on the calling thread. Merges, repairs, compacts and checkpoints as
 * needed. */
void search_upkeep_inspect(struct search_upkeep *upkeep);

/* Reads the whole index on the calling thread. If the contents of the index do not match its
 * totals, rebuilds the index. The search-upkeep thread calls this when it starts and once a day. */
void search_upkeep_check(struct search_upkeep *upkeep);

#endif
