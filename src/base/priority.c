#include "base/priority.h"

#include <linux/sched.h>
#include <linux/sched/types.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NS_PER_US 1000

/* Who has a shorter turn interrupts it when it wakes up. */
#define LONG_TURN_US 20000

/* The C library has no function for it. */
void priority_set_turn(long turn_us)
{
	struct sched_attr attributes = {.size = sizeof(attributes),
		.sched_policy = SCHED_NORMAL,
		.sched_nice = getpriority(PRIO_PROCESS, (id_t)gettid()),
		.sched_runtime = (uint64_t)turn_us * NS_PER_US};

	syscall(SYS_sched_setattr, 0, &attributes, 0);
}

void priority_yield(int steps)
{
	id_t thread = (id_t)gettid();

	setpriority(PRIO_PROCESS, thread, getpriority(PRIO_PROCESS, thread) + steps);
	priority_set_turn(LONG_TURN_US);
}
