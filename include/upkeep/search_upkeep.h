/*
 * search_upkeep: keeps the search index small in levels, readable, and free of erased words.
 *
 * Words of a removed review are in the index until it is brought together, which costs as much as
 * the index is large. So the index is brought together for all erasures since the last time, and
 * rests after it for twenty times as long as that took: an erasure in quiet times ends with it, and
 * thousands in a row cost a twentieth of the writer's time, however many they are.
 */
#ifndef UPKEEP_SEARCH_UPKEEP_H
#define UPKEEP_SEARCH_UPKEEP_H

#include "upkeep/runtime.h"

struct search_upkeep;

/* Erased words are gone after that time at the latest, while a process serves. */
#define SEARCH_UPKEEP_DEADLINE_MS (INT64_C(2) * 3600 * CLOCK_MS_PER_S)

/* Starts the thread, which looks after the index at once, each minute, and when it is asked.
 * NULL, with errno set, where the system has no thread to give. */
struct search_upkeep *search_upkeep_start(struct runtime *runtime);

/* Ends the thread, and a search_upkeep_compact() under way at its next step. Before the group
 * commit ends, and before the threads that call it. */
void search_upkeep_stop(struct search_upkeep *upkeep);
void search_upkeep_free(struct search_upkeep *upkeep);

/* Takes erased words out of the index, on the caller's thread. False when the index rests, or a
 * round is under way: ask for one then, once the job has ended. A round that fails is logged, and
 * tried again. */
bool search_upkeep_compact(struct search_upkeep *upkeep);

/* Wakes the thread for the words of jobs that have ended, once the index has rested. */
void search_upkeep_request_compaction(struct search_upkeep *upkeep);

/* For a fault of any call or job: when it says that the search index is broken, so does readiness
 * at once, and the thread makes it anew. */
void search_upkeep_note_fault(struct search_upkeep *upkeep, const struct fault *fault);

/* One look, on the caller's thread. */
void search_upkeep_inspect(struct search_upkeep *upkeep);

/* Reads the whole index, on the caller's thread, and mends it where it does not hold what it has
 * counted. The thread does so at its start and once a day. */
void search_upkeep_check(struct search_upkeep *upkeep);

#endif
