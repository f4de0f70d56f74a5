#include "work/fair_queue.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/thread.h"
#include "base/yield.h"
#include "upkeep/runtime.h"
#include "work/thread_pool.h"

/* The queue is a list of owners, linked through the first job of each. */
struct fair_queue {
	pthread_mutex_t lock;
	pthread_cond_t queued;
	struct fair_queue_job *first, **last;
	bool stopping;
	unsigned int count;
	pthread_t threads[];
};

/* Returns the link to the owner's first job, or the end of the list. The caller has the lock. */
static struct fair_queue_job **find_owner(struct fair_queue *queue, struct guid owner)
{
	struct fair_queue_job **at = &queue->first;

	while (*at != NULL && !guid_equal((*at)->owner, owner))
		at = &(*at)->next_owner;
	return at;
}

static void append(struct fair_queue *queue, struct fair_queue_job *job)
{
	job->next_owner = NULL;
	*queue->last = job;
	queue->last = &job->next_owner;
}

static struct fair_queue_job *cut(struct fair_queue *queue, struct fair_queue_job **at)
{
	struct fair_queue_job *job = *at;

	*at = job->next_owner;
	if (job->next_owner == NULL)
		queue->last = at;
	return job;
}

/* Removes the first job and moves its owner's next job to the end of the list. */
static struct fair_queue_job *take(struct fair_queue *queue)
{
	struct fair_queue_job *job = cut(queue, &queue->first);

	if (job->next_job != NULL)
		append(queue, job->next_job);
	job->next_job = NULL;
	return job;
}

/* Appends a started job to the list, in front of its owner's other jobs. */
static void put_back(struct fair_queue *queue, struct fair_queue_job *job)
{
	struct fair_queue_job **at = find_owner(queue, job->owner);

	job->next_job = *at == NULL ? NULL : cut(queue, at);
	append(queue, job);
}

static void *fair_queue_thread(void *context)
{
	struct fair_queue *queue = context;

	yield_lower_priority(RUNTIME_NICE_STEPS);
	pthread_mutex_lock(&queue->lock);
	while (queue->first != NULL || !queue->stopping) {
		struct fair_queue_job *job;
		bool more;

		if (queue->first == NULL) {
			pthread_cond_wait(&queue->queued, &queue->lock);
			continue;
		}
		job = take(queue);
		pthread_mutex_unlock(&queue->lock);
		more = job->step(job);
		pthread_mutex_lock(&queue->lock);
		if (more)
			put_back(queue, job);
	}
	pthread_mutex_unlock(&queue->lock);
	return NULL;
}

struct fair_queue *fair_queue_start(unsigned int threads)
{
	struct fair_queue *queue = calloc(1, sizeof(*queue) + threads * sizeof(pthread_t));

	if (queue == NULL)
		abort();
	queue->last = &queue->first;
	pthread_mutex_init(&queue->lock, NULL);
	pthread_cond_init(&queue->queued, NULL);
	for (; queue->count < threads; queue->count++) {
		if (!thread_start_numbered(&queue->threads[queue->count], "import",
			    queue->count + 1, fair_queue_thread, queue)) {
			fair_queue_stop(queue);
			return NULL;
		}
	}
	return queue;
}

void fair_queue_stop(struct fair_queue *queue)
{
	if (queue == NULL)
		return;
	pthread_mutex_lock(&queue->lock);
	queue->stopping = true;
	pthread_cond_broadcast(&queue->queued);
	pthread_mutex_unlock(&queue->lock);
	for (unsigned int i = 0; i < queue->count; i++)
		pthread_join(queue->threads[i], NULL);
	pthread_cond_destroy(&queue->queued);
	pthread_mutex_destroy(&queue->lock);
	free(queue);
}

void fair_queue_submit(struct fair_queue *queue, struct fair_queue_job *job)
{
	struct fair_queue_job **at;

	job->next_owner = job->next_job = NULL;
	pthread_mutex_lock(&queue->lock);
	at = find_owner(queue, job->owner);
	if (*at == NULL) {
		append(queue, job);
	} else {
		struct fair_queue_job *before = *at;

		while (before->next_job != NULL)
			before = before->next_job;
		before->next_job = job;
	}
	pthread_cond_signal(&queue->queued);
	pthread_mutex_unlock(&queue->lock);
}

bool fair_queue_has_waiters(struct fair_queue *queue, struct guid owner)
{
	const struct fair_queue_job *job;
	bool wanted = false;

	pthread_mutex_lock(&queue->lock);
	for (job = queue->first; job != NULL && !wanted; job = job->next_owner)
		wanted = !guid_equal(job->owner, owner);
	pthread_mutex_unlock(&queue->lock);
	return wanted;
}
