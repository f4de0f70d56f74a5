/*
 * priority: which threads the system lets run first.
 *
 * Where processors are scarce, what answers short reads goes before what takes long. Neither needs
 * a privilege, and where the system knows no such thing nothing happens.
 */
#ifndef BASE_PRIORITY_H
#define BASE_PRIORITY_H

/* The calling thread gives way to others, for good: its nice value grows by so many steps, and its
 * turns are short (sched(7), SCHED_OTHER; Linux 6.12). */
void priority_yield(int steps);

/* Ends the calling thread's turn, if somebody waits for one: between pieces of long work. Without
 * it a turn ends with a tick of the system, which is milliseconds. */
void priority_offer_turn(void);

#endif
