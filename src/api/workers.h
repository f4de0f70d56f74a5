/*
 * workers: a few threads for what may take long, in the order it came.
 */
#ifndef API_WORKERS_PRIVATE_H
#define API_WORKERS_PRIVATE_H

/* By which what takes long yields to event threads and the writer (priority_yield). */
#define WORKERS_STEPS 10

struct workers;

/* Lives with its submitter until run() has returned. */
struct worker_job {
	void (*run)(struct worker_job *job);
	struct worker_job *next;
};

/* Threads with the names "NAME-1" and so on. NULL, with errno set, when there are not enough. */
struct workers *workers_start(const char *name, unsigned int threads);

/* Finishes what is queued, then ends the threads. */
void workers_stop(struct workers *workers);
void workers_submit(struct workers *workers, struct worker_job *job);

#endif
