#include "limit/refusal_delay.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/stop_token.h"
#include "base/thread.h"

struct refusal_delay {
	const struct clock *steady;
	atomic_llong tick; /* that the counts are of */
	atomic_llong passes, passes_before, refusals;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t woken; /* there is somebody, or the end has come */
	struct refusal_delay_waiter *waiters;
	struct stop_token stop;
};

/* Begins the counts anew in a new tick. Who counts while another does so may be counted in either,
 * or not at all: a share is all that hangs on it. */
static void turn(struct refusal_delay *hold)
{
	long long now = clock_now_ms(hold->steady) / REFUSAL_DELAY_TICK_MS;
	long long counted = atomic_load_explicit(&hold->tick, memory_order_relaxed);

	if (now == counted || !atomic_compare_exchange_strong(&hold->tick, &counted, now))
		return;
	atomic_store(&hold->passes_before, now == counted + 1 ? atomic_load(&hold->passes) : 0);
	atomic_store(&hold->passes, 0);
	atomic_store(&hold->refusals, 0);
}

void refusal_delay_note_accepted(struct refusal_delay *hold)
{
	turn(hold);
	atomic_fetch_add_explicit(&hold->passes, 1, memory_order_relaxed);
}

static void add(struct refusal_delay *hold, struct refusal_delay_waiter *waiter)
{
	pthread_mutex_lock(&hold->lock);
	waiter->next = hold->waiters;
	hold->waiters = waiter;
	pthread_cond_signal(&hold->woken);
	pthread_mutex_unlock(&hold->lock);
}

bool refusal_delay_wait(struct refusal_delay *hold, struct refusal_delay_waiter *waiter)
{
	long long refusals, passes;

	turn(hold);
	refusals = atomic_fetch_add(&hold->refusals, 1);
	passes = atomic_load(&hold->passes_before);
	if (passes < REFUSAL_DELAY_BUSY || refusals < passes / REFUSAL_DELAY_SHARE)
		return false;
	add(hold, waiter);
	return true;
}

static void wake_all(struct refusal_delay_waiter *waiters)
{
	while (waiters != NULL) {
		struct refusal_delay_waiter *waiter = waiters;

		waiters = waiter->next;
		waiter->wake(waiter);
	}
}

/* Waits until there is somebody; false at the end, when there is nobody. */
static bool await_somebody(struct refusal_delay *hold)
{
	bool there;

	pthread_mutex_lock(&hold->lock);
	while (hold->waiters == NULL && !stop_token_is_stopped(&hold->stop))
		pthread_cond_wait(&hold->woken, &hold->lock);
	there = hold->waiters != NULL;
	pthread_mutex_unlock(&hold->lock);
	return there;
}

static void *delay_thread(void *context)
{
	struct refusal_delay *hold = context;

	while (await_somebody(hold)) {
		struct refusal_delay_waiter *waiters;

		stop_token_pause(&hold->stop, REFUSAL_DELAY_TICK_MS);
		pthread_mutex_lock(&hold->lock);
		waiters = hold->waiters;
		hold->waiters = NULL;
		pthread_mutex_unlock(&hold->lock);
		wake_all(waiters);
	}
	return NULL;
}

static void discard(struct refusal_delay *hold)
{
	stop_token_destroy(&hold->stop);
	pthread_cond_destroy(&hold->woken);
	pthread_mutex_destroy(&hold->lock);
	free(hold);
}

struct refusal_delay *refusal_delay_start(const struct clock *steady)
{
	struct refusal_delay *hold = calloc(1, sizeof(*hold));

	if (hold == NULL)
		abort();
	hold->steady = steady;
	pthread_mutex_init(&hold->lock, NULL);
	pthread_cond_init(&hold->woken, NULL);
	stop_token_init(&hold->stop);
	if (thread_start(&hold->thread, "refusal-delay", delay_thread, hold))
		return hold;
	discard(hold);
	return NULL;
}

void refusal_delay_stop(struct refusal_delay *hold)
{
	if (hold == NULL)
		return;
	stop_token_stop(&hold->stop);
	pthread_mutex_lock(&hold->lock);
	pthread_cond_signal(&hold->woken);
	pthread_mutex_unlock(&hold->lock);
	pthread_join(hold->thread, NULL);
	discard(hold);
}
