#include "work/thread_pool.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/thread.h"
#include "base/yield.h"
#include "upkeep/runtime.h"

struct thread_pool {
	pthread_mutex_t lock;
	pthread_cond_t queued;
	struct thread_pool_job *first, **last;
	bool stopping;
	unsigned int count;
	pthread_t threads[];
};

static void *pool_thread(void *context)
{
	struct thread_pool *pool = context;

	yield_lower_priority(RUNTIME_NICE_STEPS);
	pthread_mutex_lock(&pool->lock);
	while (pool->first != NULL || !pool->stopping) {
		struct thread_pool_job *job = pool->first;

		if (job == NULL) {
			pthread_cond_wait(&pool->queued, &pool->lock);
			continue;
		}
		pool->first = job->next;
		if (pool->first == NULL)
			pool->last = &pool->first;
		pthread_mutex_unlock(&pool->lock);
		job->run(job);
		pthread_mutex_lock(&pool->lock);
	}
	pthread_mutex_unlock(&pool->lock);
	return NULL;
}

struct thread_pool *thread_pool_start(const char *name, unsigned int threads)
{
	struct thread_pool *pool = calloc(1, sizeof(*pool) + threads * sizeof(pthread_t));

	if (pool == NULL)
		abort();
	pool->last = &pool->first;
	pthread_mutex_init(&pool->lock, NULL);
	pthread_cond_init(&pool->queued, NULL);
	for (; pool->count < threads; pool->count++) {
		if (!thread_start_numbered(&pool->threads[pool->count], name, pool->count + 1,
			    pool_thread, pool)) {
			thread_pool_stop(pool);
			return NULL;
		}
	}
	return pool;
}

void thread_pool_stop(struct thread_pool *pool)
{
	if (pool == NULL)
		return;
	pthread_mutex_lock(&pool->lock);
	pool->stopping = true;
	pthread_cond_broadcast(&pool->queued);
	pthread_mutex_unlock(&pool->lock);
	for (unsigned int i = 0; i < pool->count; i++)
		pthread_join(pool->threads[i], NULL);
	pthread_cond_destroy(&pool->queued);
	pthread_mutex_destroy(&pool->lock);
	free(pool);
}

void thread_pool_submit(struct thread_pool *pool, struct thread_pool_job *job)
{
	job->next = NULL;
	pthread_mutex_lock(&pool->lock);
	*pool->last = job;
	pool->last = &job->next;
	pthread_cond_signal(&pool->queued);
	pthread_mutex_unlock(&pool->lock);
}
