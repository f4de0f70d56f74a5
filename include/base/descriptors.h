/*
 * descriptors: how many files and sockets the process may have open at a time (RLIMIT_NOFILE).
 */
#ifndef BASE_DESCRIPTORS_H
#define BASE_DESCRIPTORS_H

/* Raises the bound as far as the system lets the process. */
void descriptors_raise_limit(void);

/* The bound. */
unsigned int descriptors_max(void);

/* Of these, how many connections may take, 1 at least: the rest is for the database, files and
 * fetches. */
unsigned int descriptors_for_connections(void);

#endif
