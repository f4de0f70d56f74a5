#include "base/yield.h"

#include <linux/sched.h>
#include <linux/sched/types.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define SLICE_NS INT64_C(100000)

/* Start of the thread's current time slice, as far as known; 0: the thread has normal priority. */
static _Thread_local int64_t slice_began_ns;

static int64_t read_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

void yield_lower_priority(int steps)
{
	int nice = getpriority(PRIO_PROCESS, (id_t)gettid()) + steps;
	struct sched_attr attributes = {.size = sizeof(attributes),
		.sched_policy = SCHED_NORMAL,
		.sched_nice = nice,
		.sched_runtime = SLICE_NS};

	/* glibc has no wrapper for this system call. */
	if (syscall(SYS_sched_setattr, 0, &attributes, 0) != 0)
		setpriority(PRIO_PROCESS, (id_t)gettid(), nice);
	slice_began_ns = read_ns();
}

void yield_if_due(void)
{
	if (slice_began_ns == 0 || read_ns() - slice_began_ns < SLICE_NS)
		return;
	syscall(SYS_sched_yield);
	slice_began_ns = read_ns();
}
