#include "support/field_fixture.h"

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
