/*
 * field_fixture: an empty record, and a field reader that fills it.
 */
#ifndef SUPPORT_FIELD_FIXTURE_H
#define SUPPORT_FIELD_FIXTURE_H

#include "base/field.h"

/* A member of each kind. */
struct field_fixture_record {
	struct text text, line, object;
	int64_t integer, time_ms;
	bool boolean;
	struct guid guid;
	uint32_t names;
};

extern const struct field_name field_fixture_colours[];
extern const struct field_table field_fixture_table; /* of field_fixture_record */

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
