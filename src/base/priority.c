#include "base/priority.h"

#include <linux/sched.h>
#include <linux/sched/types.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SHORT_TURN_NS UINT64_C(100000)

void priority_yield(int steps)
{
	int nice = getpriority(PRIO_PROCESS, (id_t)gettid()) + steps;
	struct sched_attr attributes = {.size = sizeof(attributes),
		.sched_policy = SCHED_NORMAL,
		.sched_nice = nice,
		.sched_runtime = SHORT_TURN_NS};

	/* The C library has no function for it. */
	if (syscall(SYS_sched_setattr, 0, &attributes, 0) != 0)
		setpriority(PRIO_PROCESS, (id_t)gettid(), nice);
}

void priority_offer_turn(void)
{
	syscall(SYS_sched_yield);
}
