/*
 * state_machine: checks the state transitions of objects that several threads share.
 *
 * A struct state_machine is a constant table of states and of the allowed transitions between them.
 * Each object has its current state in a member, which is atomic or protected by a lock. Call
 * state_machine_check() before each transition:
 *
 *	state_machine_check(&machine, job, job->state, JOB_ENDED);
 *	job->state = JOB_ENDED;
 *
 * A forbidden transition is a bug. Afterwards, it is unknown which thread owns the object.
 * state_machine_check() therefore aborts the process in every build. Before it aborts, it writes
 * the name of the machine and both states to standard error. In release builds, a check takes a few
 * instructions. Builds with assertions (without NDEBUG) also abort the process if the object
 * violates the invariant of its new state.
 */
#ifndef BASE_STATE_MACHINE_H
#define BASE_STATE_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

#define STATE_MACHINE_STATES_MAX 32

/* The bit that represents a state in a mask of states. */
#define STATE_MACHINE_BIT(state_) (UINT32_C(1) << (state_))

struct state_machine_state {
	const char *name;
	uint32_t next; /* mask of the states that may follow; may include the state itself */
};

struct state_machine {
	const char *name; /* kind of object, e.g. "connection" */
	const struct state_machine_state *states;
	unsigned int state_count;
	/* Returns whether the object, which is about to enter `state`, satisfies the invariant of
	 * `state`. The function must read only data that the calling thread may read. The pointer
	 * is NULL if the machine has no invariants. */
	bool (*invariant)(const void *object, unsigned int state);
};

/* Sets an observer, for tests. `observer` is then called for each allowed transition, on the thread
 * that makes the transition. If `observer` is NULL, removes the current observer. Returns false in
 * builds without assertions, because these builds never call an observer. */
bool state_machine_observe(
	void (*observer)(const struct state_machine *machine, unsigned int from, unsigned int to));

/* Reports a forbidden transition and aborts the process. Called by state_machine_check(). */
_Noreturn void state_machine_refuse(
	const struct state_machine *machine, unsigned int from, unsigned int to);

/* Aborts the process if the object violates the invariant of `to`. Otherwise calls the observer.
 * Called by state_machine_check(). */
void state_machine_inspect(const struct state_machine *machine, const void *object,
	unsigned int from, unsigned int to);

static inline bool state_machine_allows(
	const struct state_machine *machine, unsigned int from, unsigned int to)
{
	return from < machine->state_count && to < machine->state_count &&
		(machine->states[from].next & STATE_MACHINE_BIT(to)) != 0;
}

/* Checks a transition. Before the call, the object's other members must already have the values
 * that the state `to` requires. */
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
