#include "work/fair_queue.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/priority.h"
#include "base/thread.h"
#include "upkeep/runtime.h"
#include "work/thread_pool.h"

/* What waits is a list of owners, each with a list of work. */
struct fair_queue {
	pthread_mutex_t lock;
	pthread_cond_t queued;
	struct fair_queue_job *first, **last;
	bool stopping;
	unsigned int count;
	pthread_t threads[];
};

/* The owner's place in the list, or the list's end. The lock is held. */
static struct fair_queue_job **find_owner(struct fair_queue *turns, struct guid owner)
{
	struct fair_queue_job **at = &turns->first;

	while (*at != NULL && !guid_equal((*at)->owner, owner))
		at = &(*at)->next;
	return at;
}

static void append(struct fair_queue *turns, struct fair_queue_job *job)
{
	job->next = NULL;
	*turns->last = job;
	turns->last = &job->next;
}

static struct fair_queue_job *cut(struct fair_queue *turns, struct fair_queue_job **at)
{
	struct fair_queue_job *job = *at;

	*at = job->next;
	if (job->next == NULL)
		turns->last = at;
	return job;
}

/* The owner's next work is at the end of the list as soon as this one is taken. */
static struct fair_queue_job *take(struct fair_queue *turns)
{
	struct fair_queue_job *job = cut(turns, &turns->first);

	if (job->behind != NULL)
		append(turns, job->behind);
	job->behind = NULL;
	return job;
}

/* Work that was begun goes on before the owner's other work, and when all others had their turn. */
static void put_back(struct fair_queue *turns, struct fair_queue_job *job)
{
	struct fair_queue_job **at = find_owner(turns, job->owner);

	job->behind = *at == NULL ? NULL : cut(turns, at);
	append(turns, job);
}

static void *turns_thread(void *context)
{
	struct fair_queue *turns = context;

	priority_yield(RUNTIME_NICE_STEPS);
	pthread_mutex_lock(&turns->lock);
	while (turns->first != NULL || !turns->stopping) {
		struct fair_queue_job *job;
		bool more;

		if (turns->first == NULL) {
			pthread_cond_wait(&turns->queued, &turns->lock);
			continue;
		}
		job = take(turns);
		pthread_mutex_unlock(&turns->lock);
		more = job->step(job);
		pthread_mutex_lock(&turns->lock);
		if (more)
			put_back(turns, job);
	}
	pthread_mutex_unlock(&turns->lock);
	return NULL;
}

struct fair_queue *fair_queue_start(unsigned int threads)
{
	struct fair_queue *turns = calloc(1, sizeof(*turns) + threads * sizeof(pthread_t));

	if (turns == NULL)
		abort();
	turns->last = &turns->first;
	pthread_mutex_init(&turns->lock, NULL);
	pthread_cond_init(&turns->queued, NULL);
	for (; turns->count < threads; turns->count++) {
		if (!thread_start_numbered(&turns->threads[turns->count], "import",
			    turns->count + 1, turns_thread, turns)) {
			fair_queue_stop(turns);
			return NULL;
		}
	}
	return turns;
}

void fair_queue_stop(struct fair_queue *turns)
{
	if (turns == NULL)
		return;
	pthread_mutex_lock(&turns->lock);
	turns->stopping = true;
	pthread_cond_broadcast(&turns->queued);
	pthread_mutex_unlock(&turns->lock);
	for (unsigned int i = 0; i < turns->count; i++)
		pthread_join(turns->threads[i], NULL);
	pthread_cond_destroy(&turns->queued);
	pthread_mutex_destroy(&turns->lock);
	free(turns);
}

void fair_queue_submit(struct fair_queue *turns, struct fair_queue_job *job)
{
	struct fair_queue_job **at;

	job->next = job->behind = NULL;
	pthread_mutex_lock(&turns->lock);
	at = find_owner(turns, job->owner);
	if (*at == NULL) {
		append(turns, job);
	} else {
		struct fair_queue_job *before = *at;

		while (before->behind != NULL)
			before = before->behind;
		before->behind = job;
	}
	pthread_cond_signal(&turns->queued);
	pthread_mutex_unlock(&turns->lock);
}

bool fair_queue_has_waiters(struct fair_queue *turns, struct guid owner)
{
	const struct fair_queue_job *job;
	bool wanted = false;

	pthread_mutex_lock(&turns->lock);
	for (job = turns->first; job != NULL && !wanted; job = job->next)
		wanted = !guid_equal(job->owner, owner);
	pthread_mutex_unlock(&turns->lock);
	return wanted;
}
