/*
 * call_fixture: a call without a running service, for code that only reads requests.
 */
#ifndef SUPPORT_CALL_FIXTURE_H
#define SUPPORT_CALL_FIXTURE_H

#include "api/core/call.h"

#define CALL_FIXTURE_URL "https://reviews.example"
#define CALL_FIXTURE_PATH "/admin/v1/things"

struct call_fixture {
	struct arena *arena;
	struct service service; /* knows its public URL, and nothing else */
	struct route route;
	struct request request; /* a GET of CALL_FIXTURE_PATH */
	struct response response;
	struct call call;
};

struct call_fixture *call_fixture_open(void);
void call_fixture_close(struct call_fixture *f);

/* For cmocka; *state is a struct call_fixture. */
int call_fixture_start(void **state);
int call_fixture_end(void **state);

#endif
