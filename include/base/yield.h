/*
 * yield: lowers the scheduling priority of threads with long work, so that short reads run first.
 *
 * Needs no privileges. Has no effect if the kernel does not support it.
 */
#ifndef BASE_YIELD_H
#define BASE_YIELD_H

/* Permanently raises the nice value of the calling thread by `steps` and sets its time slice to 0.1
 * ms (sched(7), SCHED_OTHER; Linux 6.12). */
void yield_lower_priority(int steps);

/* Yields the processor if the calling thread has lowered its priority and has run for 0.1 ms. Call
 * it between pieces of work: the kernel alone preempts a thread only at a timer tick, which can
 * take milliseconds. Costs one clock reading, and nothing in threads with normal priority. */
void yield_if_due(void);

#endif
