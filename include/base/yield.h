/*
 * yield: lowers the scheduling priority of threads that do long work, so that threads with short
 * reads run first.
 *
 * The functions need no privileges.
 */
#ifndef BASE_YIELD_H
#define BASE_YIELD_H

/* Permanently raises the nice value of the calling thread by `steps` and sets the thread's time
 * slice to 0.1 ms (sched(7), SCHED_OTHER). Kernels before Linux 6.12 ignore the time slice. */
void yield_lower_priority(int steps);

/* Yields the processor if the calling thread has lowered its priority and has run for 0.1 ms since
 * it last yielded. During long work, a thread must call this function often. Without these calls,
 * the kernel preempts the thread only at the next timer tick, which can be milliseconds away. A
 * call costs one clock reading, or nothing in threads with normal priority. */
void yield_if_due(void);

#endif
