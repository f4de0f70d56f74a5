#include "support/arena_fixture.h"

int arena_fixture_start(void **state)
{
	*state = arena_new();
	return 0;
}

int arena_fixture_end(void **state)
{
	arena_free(*state);
	return 0;
}
