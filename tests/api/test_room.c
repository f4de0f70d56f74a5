/* Calls that are still served while disks are nearly full or bodies exceed their quota. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "api/core/call.h"
#include "support/expect.h"
#include "support/service_client.h"

#define SUBMIT "/v2.0/reviews/product/p1/user?tenantId=%s&locale=en-us&encodedUser=u1"
#define REVIEW                                                                                     \
	"{\"Rating\": 4, \"Title\": \"Good\", \"ReviewText\": \"\", \"ProductName\": \"Shirt\"}"
#define IMPORT "/v2.0/reviews:import?source=shop"
#define ROW "[{\"externalId\": \"e1\", \"productId\": \"p1\", \"rating\": 4}]"

static const char *const full[] = {"server.disk-reserve-mib=16777216", NULL};
static const char *const narrow[] = {"server.body-room-mib=2", "reviews.import-max-mib=1", NULL};

static struct service_fixture *open_with(const char *const *settings)
{
	struct service_fixture *f =
		service_fixture_open_with(&(struct service_fixture_options){.settings = settings});

	service_fixture_admit(f);
	return f;
}

static int send(struct service_fixture *f, const char *method, const char *path, const char *body)
{
	return service_client_send(f, method, path, body).status;
}

static const char *in_environment(struct service_fixture *f, const char *format)
{
	const char *id = service_environment_id(f->service, f->arena).data;
	size_t at = (size_t)(strstr(format, "%s") - format);

	return arena_printf(f->arena, "%.*s%s%s", (int)at, format, id, format + at + 2).data;
}

/* Apps can read and delete but not add data. Admin calls are not restricted. */
static void a_full_disk_takes_nothing_from_apps(void **state)
{
	struct service_fixture *f = open_with(full);
	const char *export = in_environment(f, "/v2.0/export/reviews/?tenantId=%s");
	struct text as_app = f->authorization;
	struct response answer;

	(void)state;
	answer = service_fixture_send(
		f, f->arena, "POST", in_environment(f, SUBMIT), "application/json", TEXT(REVIEW));
	assert_int_equal(answer.status, 507);
	expect_text(message_response_header(&answer, "x-ms-error-code"), "DiskFull");
	assert_int_equal(send(f, "POST", IMPORT, ROW), 507);
	assert_int_equal(send(f, "GET", export, NULL), 507);
	assert_int_equal(send(f, "GET", "/v2.0/ratings", NULL), 200);
	assert_int_equal(send(f, "GET", "/v2.0/caller", NULL), 200);
	assert_int_equal(
		send(f, "DELETE", "/v2.0/reviews/01a2297a-cf84-775a-9d7d-ea18fcd60e59", NULL), 204);
	assert_true(metrics_get(f->service->runtime.metrics, METRIC_DISK_FREE_BYTES) > 0);
	service_client_become_admin(f);
	assert_int_equal(send(f, "POST", "/admin/v1/erasures", "{\"userId\": \"u1\"}"), 202);
	f->authorization = as_app;
	service_fixture_close(f);
}

static void a_disk_with_room_takes_all(void **state)
{
	struct service_fixture *f = open_with((const char *const[]){NULL});

	(void)state;
	assert_int_equal(send(f, "POST", in_environment(f, SUBMIT), REVIEW), 200);
	assert_int_equal(send(f, "POST", IMPORT, ROW), 200);
	assert_int_equal(
		send(f, "GET", in_environment(f, "/v2.0/export/reviews/?tenantId=%s"), NULL), 200);
	service_fixture_close(f);
}

/* The quota of a large body is released at the end of its request. */
static void a_claim_goes_with_its_request(void **state)
{
	struct service_fixture *f = open_with(narrow);
	struct fault fault = fault_make(f->arena);
	struct arena *arena = arena_new();
	struct text body = {memset(arena_alloc(f->arena, 900000), ' ', 900000), 900000};
	struct body_quota_request others = {
		.bytes = 2 * 1024 * 1024, .own_max_bytes = INT64_MAX, .all_max_bytes = INT64_MAX};
	struct response answer;

	(void)state;
	memcpy((char *)(uintptr_t)body.data, ROW, strlen(ROW));
	for (int i = 0; i < 5; i++) {
		struct arena *request = arena_new();

		answer = service_fixture_send(f, request, "POST", IMPORT, "application/json", body);
		assert_int_equal(answer.status, 200);
		arena_free(request);
		assert_int_equal(body_quota_bytes(f->service->body_quota), 0);
	}
	assert_int_equal(
		body_quota_claim(f->service->body_quota, arena, &others, &fault), STATUS_OK);
	answer = service_fixture_send(f, f->arena, "POST", IMPORT, "application/json", body);
	assert_int_equal(answer.status, 503);
	expect_text(message_response_header(&answer, "x-ms-error-code"), "BodyNotKept");
	/* Small bodies need no quota. */
	assert_int_equal(send(f, "POST", IMPORT, ROW), 200);
	arena_free(arena);
	service_fixture_close(f);
}

/* A file in base64 needs room for itself, in addition to its body. */
static void a_file_needs_room_in_addition_to_its_body(void **state)
{
	static const char prefix[] = "{\"$content\": \"", end[] = "\"}";
	const size_t mib = 1024 * 1024, length = 48 * mib;
	struct service_fixture *f = open_with((const char *const[]){NULL});
	struct arena *arena = arena_new();
	char *document = arena_alloc(arena, length);
	struct response answer;
	int64_t free_mib;

	(void)state;
	memset(document, 'A', length);
	memcpy(document, prefix, strlen(prefix));
	memcpy(document + length - strlen(end), end, strlen(end));
	assert_int_equal(send(f, "POST", IMPORT, ROW), 200);
	free_mib = metrics_get(f->service->runtime.metrics, METRIC_DISK_FREE_BYTES) / (int64_t)mib;
	service_fixture_close(f);
	/* Room for the 48 MiB of the body, but not for the 36 MiB of the file. */
	f = open_with((const char *const[]){
		arena_printf(arena, "server.disk-reserve-mib=%lld", (long long)free_mib - 66).data,
		"reviews.import-max-mib=64", NULL});
	answer = service_fixture_send(
		f, arena, "POST", IMPORT, "application/json", (struct text){document, length});
	assert_int_equal(answer.status, 507);
	expect_text(message_response_header(&answer, "x-ms-error-code"), "DiskFull");
	/* The body alone has room. */
	document[0] = '[';
	answer = service_fixture_send(
		f, arena, "POST", IMPORT, "application/json", (struct text){document, length});
	assert_int_equal(answer.status, 400);
	arena_free(arena);
	service_fixture_close(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_full_disk_takes_nothing_from_apps),
		cmocka_unit_test(a_disk_with_room_takes_all),
		cmocka_unit_test(a_claim_goes_with_its_request),
		cmocka_unit_test(a_file_needs_room_in_addition_to_its_body),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
