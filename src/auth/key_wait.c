#include "auth/key_wait.h"

#include "base/container_of.h"

static void wake(struct jwks_waiter *waiter)
{
	struct key_wait *wait = container_of(waiter, struct key_wait, waiter);

	sem_post(&wait->woken);
}

void key_wait_init(struct key_wait *wait, int64_t max_wait_ms)
{
	wait->waiter = (struct jwks_waiter){
		.wake = wake, .deadline_ms = clock_monotonic_ms() + max_wait_ms};
	sem_init(&wait->woken, 0, 0);
}

void key_wait_block(struct key_wait *wait)
{
	while (sem_wait(&wait->woken) != 0)
		continue;
}

void key_wait_destroy(struct key_wait *wait)
{
	sem_destroy(&wait->woken);
}
