#include "support/call_fixture.h"

struct call_fixture *call_fixture_open(void)
{
	struct arena *arena = arena_new();
	struct call_fixture *f = arena_alloc(arena, sizeof(*f));

	f->arena = arena;
	f->service.public_url = CALL_FIXTURE_URL;
	f->route = (struct route){.name = "ListThings",
		.method = METHOD_GET,
		.pattern = CALL_FIXTURE_PATH,
		.plane = PLANE_ADMIN};
	f->request = (struct request){
		.arena = arena, .method = METHOD_GET, .path = TEXT(CALL_FIXTURE_PATH)};
	f->call = (struct call){.service = &f->service,
		.request = &f->request,
		.response = &f->response,
		.arena = arena,
		.route = &f->route,
		.fault = fault_make(arena)};
	return f;
}

void call_fixture_close(struct call_fixture *f)
{
	arena_free(f->arena);
}

int call_fixture_start(void **state)
{
	*state = call_fixture_open();
	return 0;
}

int call_fixture_end(void **state)
{
	call_fixture_close(*state);
	return 0;
}
