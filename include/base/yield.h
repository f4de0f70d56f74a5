/*
 * yield: which threads the system lets run first.
 *
 * Where processors are scarce, what answers short reads goes before what takes long. Neither needs
 * a privilege, and where the system knows no such thing nothing happens.
 */
#ifndef BASE_YIELD_H
#define BASE_YIELD_H

/* The calling thread gives way to others, for good: its nice value grows by so many steps, and its
 * turns are of 0.1 ms (sched(7), SCHED_OTHER; Linux 6.12). */
void yield_lower_priority(int steps);

/* Between pieces of work: ends the turn of a thread that gives way, if it has lasted 0.1 ms and
 * somebody waits for one. The system by itself ends a turn with a tick, which is milliseconds.
 * Costs a reading of the clock, in other threads nothing. */
void yield_if_due(void);

#endif
