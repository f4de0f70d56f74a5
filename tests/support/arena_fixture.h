/*
 * arena_fixture: a cmocka fixture whose *state is an arena for one test.
 */
#ifndef SUPPORT_ARENA_FIXTURE_H
#define SUPPORT_ARENA_FIXTURE_H

#include "base/arena.h"

int arena_fixture_start(void **state);
int arena_fixture_end(void **state);

#define ARENA_FIXTURE_TEST(name_)                                                                  \
	cmocka_unit_test_setup_teardown(name_, arena_fixture_start, arena_fixture_end)

#endif
