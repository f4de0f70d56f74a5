#include "work/thread_pool.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/priority.h"
#include "base/thread.h"
#include "upkeep/runtime.h"

struct thread_pool {
	pthread_mutex_t lock;
	pthread_cond_t queued;
	struct thread_pool_job *first, **last;
	bool stopping;
	unsigned int count;
	pthread_t threads[];
};

static void *worker_thread(void *context)
{
	struct thread_pool *workers = context;

	priority_yield(RUNTIME_NICE_STEPS);
	pthread_mutex_lock(&workers->lock);
	while (workers->first != NULL || !workers->stopping) {
		struct thread_pool_job *job = workers->first;

		if (job == NULL) {
			pthread_cond_wait(&workers->queued, &workers->lock);
			continue;
		}
		workers->first = job->next;
		if (workers->first == NULL)
			workers->last = &workers->first;
		pthread_mutex_unlock(&workers->lock);
		job->run(job);
		pthread_mutex_lock(&workers->lock);
	}
	pthread_mutex_unlock(&workers->lock);
	return NULL;
}

struct thread_pool *thread_pool_start(const char *name, unsigned int threads)
{
	struct thread_pool *workers = calloc(1, sizeof(*workers) + threads * sizeof(pthread_t));

	if (workers == NULL)
		abort();
	workers->last = &workers->first;
	pthread_mutex_init(&workers->lock, NULL);
	pthread_cond_init(&workers->queued, NULL);
	for (; workers->count < threads; workers->count++) {
		if (!thread_start_numbered(&workers->threads[workers->count], name,
			    workers->count + 1, worker_thread, workers)) {
			thread_pool_stop(workers);
			return NULL;
		}
	}
	return workers;
}

void thread_pool_stop(struct thread_pool *workers)
{
	if (workers == NULL)
		return;
	pthread_mutex_lock(&workers->lock);
	workers->stopping = true;
	pthread_cond_broadcast(&workers->queued);
	pthread_mutex_unlock(&workers->lock);
	for (unsigned int i = 0; i < workers->count; i++)
		pthread_join(workers->threads[i], NULL);
	pthread_cond_destroy(&workers->queued);
	pthread_mutex_destroy(&workers->lock);
	free(workers);
}

void thread_pool_submit(struct thread_pool *workers, struct thread_pool_job *job)
{
	job->next = NULL;
	pthread_mutex_lock(&workers->lock);
	*workers->last = job;
	workers->last = &job->next;
	pthread_cond_signal(&workers->queued);
	pthread_mutex_unlock(&workers->lock);
}
