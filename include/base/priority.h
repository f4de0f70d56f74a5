/*
 * priority: which threads the system lets run first.
 *
 * Where processors are scarce, what answers short reads goes before what takes long. Neither needs
 * a privilege, and where the system knows no such thing nothing happens.
 */
#ifndef BASE_PRIORITY_H
#define BASE_PRIORITY_H

/* The calling thread gives way to others, for good: its nice value grows by so many steps, and its
 * turns are long ones, which others interrupt. */
void priority_yield(int steps);

/* The calling thread, and those it creates, take turns of at most that length, and in return wait
 * less for one (sched(7), SCHED_OTHER; Linux 6.12); 0: as the system has it. */
void priority_set_turn(long turn_us);

#endif
