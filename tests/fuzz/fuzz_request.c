/*
 * A request through the whole service: the first byte chooses credentials and method, the first
 * line is the target, the rest the body. Every answer has a status and a request id, and none is an
 * error of the service's own.
 */
#include <stdlib.h>

#include "fuzz/fuzz.h"
#include "support/service_fixture.h"

static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"};
static const char *const types[] = {"application/json", "text/csv", "application/x-ndjson"};

/* Opened once: a database and its threads for each input would be all the work. */
static struct service_fixture *shared;

static void close_shared(void)
{
	service_fixture_close(shared);
}

static struct service_fixture *fixture(void)
{
	if (shared == NULL) {
		shared = service_fixture_open();
		service_fixture_admit(shared);
		atexit(close_shared);
	}
	return shared;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct service_fixture *f = fixture();
	struct arena *arena = arena_new();
	struct text all = {(const char *)data, size}, token = f->authorization, target;
	struct response response;

	if (size > 1 && text_find(all, '\0') == all.length) {
		uint8_t choice = data[0];

		all = text_slice(all, 1, all.length);
		text_cut(&all, '\n', &target);
		if (choice & 128)
			f->authorization =
				arena_printf(arena, "Bearer %s", arena_cstr(arena, f->admin_key));
		response = service_fixture_send(f, arena, methods[choice % 7],
			arena_printf(arena, "/%s", arena_cstr(arena, target)).data,
			types[choice % 3], all);
		if (response.status < 200 || response.status >= 500 ||
			!text_is_set(message_response_header(&response, "x-ms-request-id")))
			abort();
	}
	f->authorization = token;
	arena_free(arena);
	return 0;
}
