/*
 * state_machine: checks the state transitions of objects that several threads share.
 *
 * A machine is a constant table of states and allowed transitions. The object keeps its own state,
 * under a lock or in an atomic, and calls state_machine_check() before each transition:
 *
 *	state_machine_check(&machine, job, job->state, JOB_ENDED);
 *	job->state = JOB_ENDED;
 *
 * A forbidden transition is a bug after which the ownership of the object is unknown. It aborts the
 * process in every build, with a line on standard error that names the machine and both states. In
 * release builds a check costs one test of a bit mask. Builds with assertions (without NDEBUG) also
 * abort the process if the invariant of the new state is violated.
 */
#ifndef BASE_STATE_MACHINE_H
#define BASE_STATE_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

#define STATE_MACHINE_STATES_MAX 32

/* The bit of a state in a mask of states. */
#define STATE_MACHINE_BIT(state_) (UINT32_C(1) << (state_))

struct state_machine_state {
	const char *name;
	uint32_t next; /* mask of the allowed next states; may include the state itself */
};

struct state_machine {
	const char *name; /* kind of object, e.g. "connection" */
	const struct state_machine_state *states;
	unsigned int state_count;
	/* Returns whether the object satisfies the invariant of `state`, which it enters. May be
	 * NULL. Reads only data that the calling thread may read. */
	bool (*invariant)(const void *object, unsigned int state);
};

/* For tests: sets a function that is called for each allowed transition, on the thread that makes
 * it; NULL removes it. Returns false in builds without assertions, which never call it. */
bool state_machine_observe(
	void (*observer)(const struct state_machine *machine, unsigned int from, unsigned int to));

/* Reports a forbidden transition and aborts the process. */
_Noreturn void state_machine_refuse(
	const struct state_machine *machine, unsigned int from, unsigned int to);

/* Aborts the process if the invariant of `to` is violated, then calls the observer. */
void state_machine_inspect(const struct state_machine *machine, const void *object,
	unsigned int from, unsigned int to);

static inline bool state_machine_allows(
	const struct state_machine *machine, unsigned int from, unsigned int to)
{
	return from < machine->state_count && to < machine->state_count &&
		(machine->states[from].next & STATE_MACHINE_BIT(to)) != 0;
}

/* Checks a transition. Call it when the object's other members already match the state `to`. */
static inline void state_machine_check(
	const struct state_machine *machine, const void *object, unsigned int from, unsigned int to)
{
	if (!state_machine_allows(machine, from, to))
		state_machine_refuse(machine, from, to);
#ifdef NDEBUG
	(void)object;
#else
	state_machine_inspect(machine, object, from, to);
#endif
}

#endif
