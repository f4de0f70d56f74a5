/*
 * Sends a request through the whole service. The first byte selects credentials, headers and
 * method; the first line is the target, and the rest is the body. Every response has a status and a
 * request ID, and none is an internal error.
 */
#include <stdlib.h>

#include "fuzz/fuzz.h"
#include "support/service_fixture.h"

/* The first byte selects these, the method and the type. */
enum { AS_ADMIN = 128, OVERWRITE = 64, REPEATABLE = 32 };

#define SETTINGS "/admin/v1/settings"

static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"};
static const char *const types[] = {"application/json", "text/csv", "application/x-ndjson"};

/* Opened once: a database and its threads for each input would take most of the time. */
static struct service_fixture *shared;

static void close_shared(void)
{
	service_fixture_close(shared);
}

static struct service_fixture *fixture(void)
{
	if (shared == NULL) {
		shared = service_fixture_open();
		service_fixture_mute(shared);
		service_fixture_admit(shared);
		atexit(close_shared);
	}
	return shared;
}

static void add_header(struct http_case_request *request, const char *name, struct text value)
{
	request->headers[request->header_count++] = (struct message_header){text_from(name), value};
}

static struct response send(struct service_fixture *f, struct arena *arena, uint8_t choice,
	struct text target, struct text body)
{
	struct http_case_request request = {.method = text_from(methods[choice % 7]),
		.url = arena_printf(arena, SERVICE_FIXTURE_URL "/%s", arena_cstr(arena, target)),
		.body = body};
	struct response answer = {0};

	add_header(&request, "Authorization",
		choice & AS_ADMIN
			? arena_printf(arena, "Bearer %s", arena_cstr(arena, f->admin_key))
			: f->authorization);
	add_header(&request, "Content-Type", text_from(types[choice % 3]));
	if (choice & OVERWRITE)
		add_header(&request, "If-Match", TEXT("*"));
	if (choice & REPEATABLE)
		add_header(&request, "Idempotency-Key", target);
	f->transport.send(f->transport.context, arena, &request, &answer);
	return answer;
}

/* Saved settings may have removed the app that calls the reviews plane. */
static void admit_again(struct service_fixture *f, struct arena *arena)
{
	struct http_case_request request = {.method = TEXT("PUT"),
		.url = TEXT(SERVICE_FIXTURE_URL SETTINGS),
		.body = TEXT("{\"requireModerator\":false,\"apps\":[{\"name\":\"Fabrikam\","
			     "\"clientAppId\":\"" HTTP_CASE_APP
			     "\",\"directoryTenantId\":\"" HTTP_CASE_DIRECTORY "\"}]}")};
	struct response answer = {0};

	add_header(&request, "Authorization",
		arena_printf(arena, "Bearer %s", arena_cstr(arena, f->admin_key)));
	add_header(&request, "Content-Type", TEXT("application/json"));
	add_header(&request, "If-Match", TEXT("*"));
	f->transport.send(f->transport.context, arena, &request, &answer);
	if (answer.status >= 500)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct service_fixture *f = fixture();
	struct arena *arena = arena_new();
	struct text all = {(const char *)data, size}, target;
	struct response response;

	all = text_slice(all, 1, all.length);
	if (size > 1 && text_find(all, '\0') == all.length) {
		text_split_next(&all, '\n', &target);
		response = send(f, arena, data[0], target, all);
		if (response.status < 200 || response.status >= 500 ||
			!text_is_set(message_response_header(&response, "x-ms-request-id")))
			abort();
		if (data[0] % 7 == 2 && response.status == 200)
			admit_again(f, arena);
	}
	arena_free(arena);
	return 0;
}
