#include "base/state_machine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/move_record.h"

enum { DOOR_OPEN, DOOR_CLOSED, DOOR_LOCKED };

struct door {
	bool has_key;
	unsigned int state;
};

static bool holds(const void *object, unsigned int state)
{
	const struct door *door = object;

	return state != DOOR_LOCKED || door->has_key;
}

static const struct state_machine_state states[] = {
	[DOOR_OPEN] = {"open", STATE_MACHINE_BIT(DOOR_CLOSED)},
	[DOOR_CLOSED] = {"closed",
		STATE_MACHINE_BIT(DOOR_OPEN) | STATE_MACHINE_BIT(DOOR_CLOSED) |
			STATE_MACHINE_BIT(DOOR_LOCKED)},
	[DOOR_LOCKED] = {"locked", STATE_MACHINE_BIT(DOOR_CLOSED)},
};

static const struct state_machine machine = {"door", states, 3, holds};

static void move(struct door *door, unsigned int to)
{
	state_machine_check(&machine, door, door->state, to);
	door->state = to;
}

static void allowed_transitions(void **state)
{
	static const bool allowed[3][3] = {
		{false, true, false}, {true, true, true}, {false, true, false}};

	(void)state;
	for (unsigned int from = 0; from < 3; from++) {
		for (unsigned int to = 0; to < 3; to++)
			assert_int_equal(
				state_machine_allows(&machine, from, to), allowed[from][to]);
	}
	assert_false(state_machine_allows(&machine, DOOR_OPEN, 3));
	assert_false(state_machine_allows(&machine, 3, DOOR_OPEN));
	assert_false(state_machine_allows(&machine, DOOR_OPEN, 33));
}

static void allowed_transitions_are_observed(void **state)
{
	struct door door = {.has_key = true};

	(void)state;
	move_record_start();
	move(&door, DOOR_CLOSED);
	move(&door, DOOR_CLOSED);
	move(&door, DOOR_LOCKED);
	move(&door, DOOR_CLOSED);
	move(&door, DOOR_OPEN);
	move_record_stop();
	assert_int_equal(door.state, DOOR_OPEN);
	move_record_expect_all(&machine);
}

static void forbidden_transitions_abort(void **state)
{
	const struct door door = {.has_key = true};

	(void)state;
	move_record_expect_refusals(&machine, &door);
	move_record_expect_abort(&machine, &door, DOOR_OPEN, 3, "become \"no state\" (3)");
	move_record_expect_abort(&machine, &door, 4711, DOOR_OPEN, "\"no state\" (4711) must");
}

static void a_violated_invariant_aborts(void **state)
{
	const struct door door = {.has_key = false};

	(void)state;
	if (!state_machine_observe(NULL))
		skip();
	move_record_expect_abort(&machine, &door, DOOR_CLOSED, DOOR_LOCKED,
		"door: the invariant of \"locked\" (2) does not hold, after \"closed\" (1)");
}

static void a_machine_without_invariant(void **state)
{
	static const struct state_machine bare = {"door", states, 3, NULL};

	(void)state;
	state_machine_check(&bare, NULL, DOOR_CLOSED, DOOR_LOCKED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(allowed_transitions),
		cmocka_unit_test(allowed_transitions_are_observed),
		cmocka_unit_test(forbidden_transitions_abort),
		cmocka_unit_test(a_violated_invariant_aborts),
		cmocka_unit_test(a_machine_without_invariant),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
