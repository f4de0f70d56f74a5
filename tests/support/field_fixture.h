/*
 * field_fixture: a record that is empty at first, and a reader that fills it.
 */
#ifndef SUPPORT_FIELD_FIXTURE_H
#define SUPPORT_FIELD_FIXTURE_H

#include "base/field.h"

struct field_fixture {
	struct arena *arena;
	struct fault fault; /* of that arena */
	struct field_reader reader; /* reports to that fault */
	void *record; /* zeros */
};

/* For one test, with a record of that size; *state is a struct field_fixture. */
int field_fixture_start(void **state, size_t record_bytes);
int field_fixture_end(void **state);

#endif
