#include "auth/key_sleeper.h"

#include "base/container_of.h"

static void wake(struct keyset_waiter *waiter)
{
	struct key_sleeper *sleeper = container_of(waiter, struct key_sleeper, waiter);

	sem_post(&sleeper->woken);
}

void key_sleeper_begin(struct key_sleeper *sleeper, int64_t patience_ms)
{
	sleeper->waiter = (struct keyset_waiter){
		.wake = wake, .deadline_ms = clock_monotonic_ms() + patience_ms};
	sem_init(&sleeper->woken, 0, 0);
}

void key_sleeper_sleep(struct key_sleeper *sleeper)
{
	while (sem_wait(&sleeper->woken) != 0)
		continue;
}

void key_sleeper_end(struct key_sleeper *sleeper)
{
	sem_destroy(&sleeper->woken);
}
