/*
 * move_record: records the transitions of state machines during a test, and asserts that forbidden
 * transitions end the process.
 *
 * Fails the running cmocka test when an assertion does not hold.
 */
#ifndef SUPPORT_MOVE_RECORD_H
#define SUPPORT_MOVE_RECORD_H

#include "base/state_machine.h"

/* Records every move of every machine, by any thread, from now on; begins with none. */
void move_record_start(void);
void move_record_stop(void);

/* Waits until somebody has made that move, if moves are recorded. */
void move_record_await(const struct state_machine *machine, unsigned int from, unsigned int to);

/* Every move that the machine allows has been made; otherwise prints those that have not. Skips the
 * test in a build that records nothing. */
void move_record_expect_all(const struct state_machine *machine);

/* Every other move of the object ends the process, which names machine and states. */
void move_record_expect_refusals(const struct state_machine *machine, const void *object);

/* That move ends the process with a message that contains `part`. */
void move_record_expect_abort(const struct state_machine *machine, const void *object,
	unsigned int from, unsigned int to, const char *part);

#endif
