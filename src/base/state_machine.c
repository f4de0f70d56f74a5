#include "base/state_machine.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

static void (*_Atomic observer)(
	const struct state_machine *machine, unsigned int from, unsigned int to);

bool state_machine_observe(void (*new_observer)(
	const struct state_machine *machine, unsigned int from, unsigned int to))
{
	atomic_store(&observer, new_observer);
#ifdef NDEBUG
	return false;
#else
	return true;
#endif
}

static const char *name_of(const struct state_machine *machine, unsigned int state)
{
	return state < machine->state_count ? machine->states[state].name : "no state";
}

void state_machine_refuse(const struct state_machine *machine, unsigned int from, unsigned int to)
{
	fprintf(stderr, "state machine %s: \"%s\" (%u) must not become \"%s\" (%u)\n",
		machine->name, name_of(machine, from), from, name_of(machine, to), to);
	abort();
}

void state_machine_inspect(
	const struct state_machine *machine, const void *object, unsigned int from, unsigned int to)
{
	void (*tell)(const struct state_machine *, unsigned int, unsigned int) =
		atomic_load(&observer);

	if (machine->invariant != NULL && !machine->invariant(object, to)) {
		fprintf(stderr,
			"state machine %s: the invariant of \"%s\" (%u) does not hold, after "
			"\"%s\" "
			"(%u)\n",
			machine->name, name_of(machine, to), to, name_of(machine, from), from);
		abort();
	}
	if (tell != NULL)
		tell(machine, from, to);
}
