/*
 * trim: gives back the memory that only the start has needed.
 *
 * The code of the libraries that ran once, to load and set them up, stays mapped as long as memory
 * is plenty. Dropped, it is read again from the page cache when it is called after all.
 */
#ifndef TRIM_PRIVATE_H
#define TRIM_PRIVATE_H

void trim_after_start(void);

#endif
