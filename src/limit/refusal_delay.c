#include "limit/refusal_delay.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/stop_token.h"
#include "base/thread.h"

struct refusal_delay {
	const struct clock *monotonic_clock;
	atomic_llong tick; /* current tick; `accepted` and `refusals` count within it */
	atomic_llong accepted, accepted_before, refusals;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t woken; /* signalled for a new waiter and at the end */
	struct refusal_delay_waiter *waiters;
	struct stop_token stop;
};

/* Resets the counts at the start of a tick. A call that is counted concurrently may land in either
 * tick or be lost; only the share of delayed refusals depends on it. */
static void start_tick(struct refusal_delay *delay)
{
	long long now = clock_now_ms(delay->monotonic_clock) / REFUSAL_DELAY_TICK_MS;
	long long counted = atomic_load_explicit(&delay->tick, memory_order_relaxed);

	if (now == counted || !atomic_compare_exchange_strong(&delay->tick, &counted, now))
		return;
	atomic_store(
		&delay->accepted_before, now == counted + 1 ? atomic_load(&delay->accepted) : 0);
	atomic_store(&delay->accepted, 0);
	atomic_store(&delay->refusals, 0);
}

void refusal_delay_note_accepted(struct refusal_delay *delay)
{
	start_tick(delay);
	atomic_fetch_add_explicit(&delay->accepted, 1, memory_order_relaxed);
}

static void add(struct refusal_delay *delay, struct refusal_delay_waiter *waiter)
{
	pthread_mutex_lock(&delay->lock);
	waiter->next = delay->waiters;
	delay->waiters = waiter;
	pthread_cond_signal(&delay->woken);
	pthread_mutex_unlock(&delay->lock);
}

bool refusal_delay_wait(struct refusal_delay *delay, struct refusal_delay_waiter *waiter)
{
	long long refusals, accepted;

	start_tick(delay);
	refusals = atomic_fetch_add(&delay->refusals, 1);
	accepted = atomic_load(&delay->accepted_before);
	if (accepted < REFUSAL_DELAY_BUSY_CALLS || refusals < accepted / REFUSAL_DELAY_SHARE)
		return false;
	add(delay, waiter);
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

/* Blocks until a refusal is waiting. Returns false at the end, when none is waiting. */
static bool await_waiter(struct refusal_delay *delay)
{
	bool has_waiter;

	pthread_mutex_lock(&delay->lock);
	while (delay->waiters == NULL && !stop_token_is_stopped(&delay->stop))
		pthread_cond_wait(&delay->woken, &delay->lock);
	has_waiter = delay->waiters != NULL;
	pthread_mutex_unlock(&delay->lock);
	return has_waiter;
}

static void *delay_thread(void *context)
{
	struct refusal_delay *delay = context;

	while (await_waiter(delay)) {
		struct refusal_delay_waiter *waiters;

		stop_token_pause(&delay->stop, REFUSAL_DELAY_TICK_MS);
		pthread_mutex_lock(&delay->lock);
		waiters = delay->waiters;
		delay->waiters = NULL;
		pthread_mutex_unlock(&delay->lock);
		wake_all(waiters);
	}
	return NULL;
}

static void discard(struct refusal_delay *delay)
{
	stop_token_destroy(&delay->stop);
	pthread_cond_destroy(&delay->woken);
	pthread_mutex_destroy(&delay->lock);
	free(delay);
}

struct refusal_delay *refusal_delay_start(const struct clock *monotonic_clock)
{
	struct refusal_delay *delay = calloc(1, sizeof(*delay));

	if (delay == NULL)
		abort();
	delay->monotonic_clock = monotonic_clock;
	pthread_mutex_init(&delay->lock, NULL);
	pthread_cond_init(&delay->woken, NULL);
	stop_token_init(&delay->stop);
	if (thread_start(&delay->thread, "refusal-delay", delay_thread, delay))
		return delay;
	discard(delay);
	return NULL;
}

void refusal_delay_stop(struct refusal_delay *delay)
{
	if (delay == NULL)
		return;
	stop_token_stop(&delay->stop);
	pthread_mutex_lock(&delay->lock);
	pthread_cond_signal(&delay->woken);
	pthread_mutex_unlock(&delay->lock);
	pthread_join(delay->thread, NULL);
	discard(delay);
}
