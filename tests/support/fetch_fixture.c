#include "support/fetch_fixture.h"

#include <stdlib.h>

int fetch_fixture_start(void **state, const struct server_app *app, int64_t timeout_ms)
{
	struct fetch_fixture *f = calloc(1, sizeof(*f));
	struct fault fault;

	if (f == NULL)
		return -1;
	f->arena = arena_new();
	fault = fault_make(f->arena);
	f->app = *app;
	f->app.context = f;
	f->server = server_start(&(struct server_options){.address = "127.0.0.1",
					 .connections = 16,
					 .idle_timeout_s = 10,
					 .temporary_dir = "/tmp"},
		&f->app, &fault);
	f->fetch = fetch_curl(&(struct fetch_options){
		.ca_file = "", .proxy = "", .timeout_ms = timeout_ms, .allow_loopback_http = true});
	*state = f;
	return f->server == NULL ? -1 : 0;
}

int fetch_fixture_end(void **state)
{
	struct fetch_fixture *f = *state;

	f->fetch.free(f->fetch.context);
	server_stop(f->server);
	arena_free(f->arena);
	free(f);
	return 0;
}
