/*
 * thread_pool: a few threads that run long jobs, first in, first out. Thread-safe.
 */
#ifndef WORK_THREAD_POOL_H
#define WORK_THREAD_POOL_H

struct thread_pool;

/* The submitter keeps it alive until run() has returned. */
struct thread_pool_job {
	void (*run)(struct thread_pool_job *job);
	struct thread_pool_job *next;
};

/* Starts threads named "NAME-1" and so on. Returns NULL, with errno set, when the system cannot
 * start that many. */
struct thread_pool *thread_pool_start(const char *name, unsigned int threads);

/* Finishes the queued jobs, then ends the threads. NULL is allowed. */
void thread_pool_stop(struct thread_pool *pool);
void thread_pool_submit(struct thread_pool *pool, struct thread_pool_job *job);

#endif
