/*
 * Links to background jobs: they work as long as the job is kept, and then say so.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "api/core/call.h"
#include "reviews/job_store.h"
#include "support/expect.h"
#include "support/service_client.h"
#include "support/set_clock.h"

#define BAD_ITEM "[{\"externalId\":\"a\"},{\"externalId\":\"b\",\"productId\":\"p\",\"rating\":1}]"

static struct set_clock standing;

static int start(void **state)
{
	struct service_fixture *f;

	set_clock_init(&standing, clock_now_ms(&clock_system));
	f = service_fixture_open_with(&(struct service_fixture_options){.clock = &standing.clock});
	service_fixture_admit(f);
	*state = f;
	return 0;
}

/* Submits a background import, and returns the path of its link. */
static const char *submit(struct service_fixture *f)
{
	const struct http_case_request request = {.method = TEXT("POST"),
		.url = TEXT(SERVICE_FIXTURE_URL "/v2.0/reviews:import?source=s"),
		.headers = {{TEXT("Authorization"), f->authorization},
			{TEXT("Content-Type"), TEXT("application/json")},
			{TEXT("Prefer"), TEXT("respond-async")}},
		.header_count = 3,
		.body = TEXT(BAD_ITEM)};
	struct response answer = {0};

	assert_true(f->transport.send(f->transport.context, f->arena, &request, &answer));
	assert_int_equal(answer.status, 202);
	return strstr(message_response_header(&answer, "Location").data, "/job/");
}

static bool has_finished(const struct jsonread_node *job)
{
	return jsonread_member(job, "finishedDateTime") != NULL;
}

static void expect_gone(struct service_fixture *f, const char *path)
{
	struct response answer = service_client_get(f, path);

	assert_int_equal(answer.status, 410);
	expect_text(message_response_header(&answer, "x-ms-error-code"), "LinkExpired");
	expect_text(jsonread_member_text(jsonread_parse(f->arena, answer.body, NULL), "detail"),
		"The link has expired; send the request again for a new link.");
}

static void a_link_ends_with_its_job(void **state)
{
	struct service_fixture *f = *state;
	const char *path = submit(f), *results;
	const struct jsonread_node *job;
	int64_t begun_ms = clock_now_ms(&standing.clock);

	f->authorization = TEXT("Bearer none");
	job = service_client_await(f, path, has_finished);
	results = strstr(jsonread_member_text(job, "resultUrl").data, "/job/");
	atomic_store(&standing.now_ms, begun_ms + JOB_STORE_KEPT_MS - CLOCK_MS_PER_S);
	assert_int_equal(service_client_get(f, path).status, 200);
	assert_int_equal(service_client_get(f, results).status, 200);
	atomic_store(&standing.now_ms, begun_ms + JOB_STORE_KEPT_MS + CLOCK_MS_PER_S);
	expect_gone(f, path);
	expect_gone(f, results);
}

static void a_link_to_a_job_that_is_gone(void **state)
{
	struct service_fixture *f = *state;
	const char *path = submit(f);
	struct fault fault = fault_make(f->arena);
	struct db *db;

	service_client_await(f, path, has_finished);
	db = service_fixture_connect(f);
	assert_int_equal(db_exec(db, &fault, "DELETE FROM job", DB_NO_ARGS), STATUS_OK);
	db_close(db);
	expect_gone(f, path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_link_ends_with_its_job, start, service_fixture_end),
		cmocka_unit_test_setup_teardown(
			a_link_to_a_job_that_is_gone, start, service_fixture_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
