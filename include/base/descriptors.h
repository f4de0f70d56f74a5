/*
 * descriptors: the limit on the process's open file descriptors (RLIMIT_NOFILE).
 */
#ifndef BASE_DESCRIPTORS_H
#define BASE_DESCRIPTORS_H

/* Raises the soft limit to the hard limit. On failure, the soft limit stays unchanged. */
void descriptors_raise_limit(void);

/* Returns the soft limit. */
unsigned int descriptors_max(void);

/* Returns the number of file descriptors that connections may use, at least 1. The rest is reserved
 * for the database, files and key fetches. */
unsigned int descriptors_for_connections(void);

#endif
