/*
 * state_machine: which moves an object may make from state to state, checked at each of them.
 *
 * For objects that several threads move. A machine is a constant table of states; the object keeps
 * its state in a member of its own, under its own lock or in an atomic, and calls
 * state_machine_check() at each move:
 *
 *	state_machine_check(&machine, job, job->state, JOB_ENDED);
 *	job->state = JOB_ENDED;
 *
 * A move that the table does not allow is a defect, after which nobody can say who owns what: it
 * ends the process in every build, release builds included, with a line on standard error that
 * names the machine and both states. There it costs one test of a mask. Builds with assertions
 * (without NDEBUG) also end the process where the invariant of the new state does not hold.
 */
#ifndef BASE_STATE_MACHINE_H
#define BASE_STATE_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

#define STATE_MACHINE_STATES_MAX 32

/* In a mask of states. */
#define STATE_MACHINE_BIT(state_) (UINT32_C(1) << (state_))

struct state_machine_state {
	const char *name;
	uint32_t next; /* mask of the states that may follow; its own, if it may be entered again */
};

struct state_machine {
	const char *name; /* of an object: "connection" */
	const struct state_machine_state *states;
	unsigned int state_count;
	/* Whether the object is as it has to be in `state`, which it enters; NULL: no demands.
	 * Reads only what the thread that moves the object may read. */
	bool (*holds)(const void *object, unsigned int state);
};

/* For tests: has each allowed move told to `observer`, by the thread that makes it; NULL ends that.
 * False in builds without assertions, which tell nothing. */
bool state_machine_observe(
	void (*observer)(const struct state_machine *machine, unsigned int from, unsigned int to));

/* Ends the process: the move is not allowed. */
_Noreturn void state_machine_refuse(
	const struct state_machine *machine, unsigned int from, unsigned int to);

/* Ends the process unless the invariant holds; tells the observer. */
void state_machine_inspect(const struct state_machine *machine, const void *object,
	unsigned int from, unsigned int to);

static inline bool state_machine_allows(
	const struct state_machine *machine, unsigned int from, unsigned int to)
{
	return from < machine->state_count && to < machine->state_count &&
		(machine->states[from].next & STATE_MACHINE_BIT(to)) != 0;
}

/* To be called when the object's other members are those of the state `to`. */
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
