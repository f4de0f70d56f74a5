/* Measures a call of the rate limiter, a drain of its usage, and a refusal in the auth throttle. */
#include <pthread.h>
#include <stdio.h>
#include <time.h>

#include "base/hash.h"
#include "limit/auth_throttle.h"
#include "limit/rate_limiter.h"

#define TAKES 4000000
#define THREADS_MAX 2
#define THROTTLE_TAKES 100000

struct caller_thread {
	struct rate_limiter *limiter;
	const struct guid *callers;
	uint32_t caller_count, seed;
	pthread_t thread;
};

static int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static void *run(void *context)
{
	struct caller_thread *t = context;

	for (uint32_t i = 0; i < TAKES; i++) {
		struct rate_limiter_decision decision;
		uint32_t caller = (i * 7919 + t->seed) % t->caller_count;

		rate_limiter_take(t->limiter, t->callers[caller], i / 250, i / 250, &decision);
	}
	return NULL;
}

static void bench_take(struct rate_limiter *limiter, const struct guid *callers,
	uint32_t caller_count, unsigned int thread_count)
{
	struct caller_thread threads[THREADS_MAX];
	int64_t begun = now_ns();

	for (unsigned int i = 0; i < thread_count; i++) {
		threads[i] = (struct caller_thread){limiter, callers, caller_count, i * 104729, 0};
		if (pthread_create(&threads[i].thread, NULL, run, &threads[i]) != 0)
			return;
	}
	for (unsigned int i = 0; i < thread_count; i++)
		pthread_join(threads[i].thread, NULL);
	printf("take: %u callers, %u threads: %.1f ns\n", caller_count, thread_count,
		(double)(now_ns() - begun) / (TAKES * (double)thread_count));
}

static void bench_drain(struct rate_limiter *limiter, uint32_t caller_count)
{
	struct arena *arena = arena_new();
	struct rate_limiter_usage *rows;
	int64_t begun = now_ns(), between;
	size_t count = rate_limiter_drain(limiter, arena, TAKES, &rows);

	between = now_ns();
	rate_limiter_drain(limiter, arena, INT64_MAX, &rows);
	printf("drain: %u callers: %zu rows in %.3f ms, all forgotten in %.3f ms\n", caller_count,
		count, (double)(between - begun) / 1e6, (double)(now_ns() - between) / 1e6);
	arena_free(arena);
}

static void bench_callers(uint32_t caller_count)
{
	/* High enough that all calls pass. */
	static const struct rate_limiter_options options = {1000000, 1000000, 1000000, 1000000};
	struct arena *arena = arena_new();
	struct guid *callers = arena_array(arena, caller_count, sizeof(*callers));
	struct rate_limiter *limiter = rate_limiter_new(&options);

	hash_random(callers, caller_count * sizeof(*callers));
	for (unsigned int threads = 1; threads <= THREADS_MAX; threads++)
		bench_take(limiter, callers, caller_count, threads);
	bench_drain(limiter, caller_count);
	rate_limiter_free(limiter);
	arena_free(arena);
}

/* Each refusal comes from another address, so the whole table is searched. */
static void bench_throttle(void)
{
	struct auth_throttle *throttle = auth_throttle_new(10);
	int64_t begun = now_ns();

	for (unsigned int i = 0; i < THROTTLE_TAKES; i++) {
		struct auth_throttle_decision decision;
		char address[32];
		int length = snprintf(
			address, sizeof(address), "10.%u.%u.%u", i >> 16, i >> 8 & 255, i & 255);

		auth_throttle_take(throttle, (struct text){address, (size_t)length}, i, &decision);
	}
	printf("throttle: full table, 1 thread: %.0f ns\n",
		(double)(now_ns() - begun) / THROTTLE_TAKES);
	auth_throttle_free(throttle);
}

int main(void)
{
	bench_callers(1);
	bench_callers(100);
	bench_callers(100000);
	bench_throttle();
	return 0;
}
