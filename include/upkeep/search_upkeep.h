/*
 * search_upkeep: a thread that merges, compacts and repairs the search index.
 *
 * The words of a deleted review stay in the index until a compaction, whose cost grows with the
 * size of the index. Each compaction therefore serves all erasures since the previous one, followed
 * by a pause of twenty times its duration. A single erasure is compacted at once; thousands in a
 * row take a twentieth of the writer's time. Thread-safe.
 */
#ifndef UPKEEP_SEARCH_UPKEEP_H
#define UPKEEP_SEARCH_UPKEEP_H

#include "upkeep/runtime.h"

struct search_upkeep;

/* While a process serves the database, erased words leave the files within this time. */
#define SEARCH_UPKEEP_DEADLINE_MS (INT64_C(2) * 3600 * CLOCK_MS_PER_S)

/* Starts the thread, which inspects the index at once, every minute, and on request. Returns NULL,
 * with errno set, when the system cannot start a thread. */
struct search_upkeep *search_upkeep_start(struct runtime *runtime);

/* Ends the thread, and a running search_upkeep_compact() after its current step. Call it before the
 * group commit stops, and before the threads end that call search_upkeep_compact(). */
void search_upkeep_stop(struct search_upkeep *upkeep);
void search_upkeep_free(struct search_upkeep *upkeep);

/* Compacts the index on the caller's thread, which removes erased words. Returns false when a
 * compaction is running or not due yet: then call search_upkeep_request_compaction() after the job.
 * Logs a failure, and schedules a retry. */
bool search_upkeep_compact(struct search_upkeep *upkeep);

/* Asks the thread to compact the index, as soon as a compaction is due, and to checkpoint the
 * write-ahead log. Call it after an erasure job. */
void search_upkeep_request_compaction(struct search_upkeep *upkeep);

/* Call it for the fault of any call or job. When the fault says that the search index is broken,
 * sets HEALTH_SEARCH_BROKEN and asks the thread to rebuild the index. */
void search_upkeep_note_fault(struct search_upkeep *upkeep, const struct fault *fault);

/* Runs one inspection on the caller's thread: merges, repairs, compacts and checkpoints as needed.
 */
void search_upkeep_inspect(struct search_upkeep *upkeep);

/* Reads the whole index on the caller's thread, and rebuilds it when its contents do not match its
 * counts. The thread does this at its start and once a day. */
void search_upkeep_check(struct search_upkeep *upkeep);

#endif
