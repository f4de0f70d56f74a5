/*
 * thread_pool: a few threads that run long jobs, first in, first out. Thread-safe.
 */
#ifndef WORK_THREAD_POOL_H
#define WORK_THREAD_POOL_H

struct thread_pool;

/* A job of the pool. The submitter owns the job. run() may free the job, because the pool does not
 * use the job after it has called run(). */
struct thread_pool_job {
	void (*run)(struct thread_pool_job *job);
	struct thread_pool_job *next;
};

/* Starts a pool of `threads` threads. If `name` is "worker", the threads are named "worker-1",
 * "worker-2" and so on. If the system cannot start the threads, sets errno and returns NULL. */
struct thread_pool *thread_pool_start(const char *name, unsigned int threads);

/* Runs all queued jobs, then ends the threads. Does nothing if `pool` is NULL. */
void thread_pool_stop(struct thread_pool *pool);

/* Queues the job and returns at once. */
void thread_pool_submit(struct thread_pool *pool, struct thread_pool_job *job);

#endif
