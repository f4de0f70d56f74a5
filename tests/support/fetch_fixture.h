/*
 * fetch_fixture: a server on a loopback port that responds as a test specifies, and a libcurl fetch
 * to call it.
 */
#ifndef SUPPORT_FETCH_FIXTURE_H
#define SUPPORT_FETCH_FIXTURE_H

#include <stdatomic.h>

#include "auth/fetch.h"
#include "http/server.h"

struct fetch_fixture {
	struct arena *arena;
	struct server *server;
	struct server_app
		app; /* begin() and serve(), set by the test; the fixture is its context */
	struct fetch fetch;
	atomic_int served; /* the test's own */
};

/* For cmocka's setup, with the two functions of the application: *state is a struct fetch_fixture.
 */
int fetch_fixture_start(void **state, const struct server_app *app, int64_t timeout_ms);
int fetch_fixture_end(void **state);

#endif
