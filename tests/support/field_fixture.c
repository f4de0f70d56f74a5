#include "support/field_fixture.h"

const struct field_name field_fixture_colours[] = {
	{"Red", 1}, {"Green", 2}, {"Blue", 8}, {NULL, 0}};

static const struct field_rule rules[] = {
	{.name = "text",
		.kind = FIELD_TEXT,
		.offset = offsetof(struct field_fixture_record, text),
		.min = 1,
		.max = 5,
		.required = true},
	{.name = "line",
		.kind = FIELD_LINE,
		.offset = offsetof(struct field_fixture_record, line),
		.max = 4},
	{.name = "integer",
		.kind = FIELD_INTEGER,
		.offset = offsetof(struct field_fixture_record, integer),
		.min = -3,
		.max = 100,
		.required = true},
	{.name = "boolean",
		.kind = FIELD_BOOLEAN,
		.offset = offsetof(struct field_fixture_record, boolean)},
	{.name = "guid", .kind = FIELD_GUID, .offset = offsetof(struct field_fixture_record, guid)},
	{.name = "time",
		.kind = FIELD_TIME,
		.offset = offsetof(struct field_fixture_record, time_ms)},
	{.name = "names",
		.kind = FIELD_NAMES,
		.offset = offsetof(struct field_fixture_record, names),
		.names = field_fixture_colours},
	{.name = "object",
		.kind = FIELD_OBJECT,
		.offset = offsetof(struct field_fixture_record, object),
		.max = 20},
};

const struct field_table field_fixture_table = FIELD_TABLE(rules);

int field_fixture_start(void **state, size_t record_bytes)
{
	struct arena *arena = arena_new();
	struct field_fixture *f = arena_alloc(arena, sizeof(*f));

	f->arena = arena;
	f->fault = fault_make(arena);
	f->reader.fault = &f->fault;
	f->record = arena_alloc(arena, record_bytes);
	*state = f;
	return 0;
}

int field_fixture_end(void **state)
{
	arena_free(((struct field_fixture *)*state)->arena);
	return 0;
}
