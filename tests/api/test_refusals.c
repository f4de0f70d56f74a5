/* Refused admin calls, each from a new address: the number of audit events is bounded, and their
 * counts include every refusal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "api/core/call.h"
#include "limit/auth_throttle.h"
#include "support/expect.h"
#include "support/service_fixture.h"
#include "work/housekeeping.h"

#define CALLS 5000

static int open_service(void **state)
{
	*state = service_fixture_open();
	return 0;
}

static int close_service(void **state)
{
	service_fixture_close(*state);
	return 0;
}

/* Sends a call with an unknown key from an address of its own. */
static void refuse_one(struct service_fixture *f, int number)
{
	struct arena *arena = arena_new();
	struct message_header headers[] = {{TEXT("Host"), TEXT("127.0.0.1:8080")},
		{TEXT("Authorization"),
			TEXT("Bearer s2sadm_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")}};
	struct request request = {.arena = arena,
		.method = METHOD_GET,
		.path = TEXT("/admin/v1/settings"),
		.headers = headers,
		.header_count = 2,
		.body = TEXT(""),
		.client_address = arena_printf(
			arena, "10.%d.%d.%d", number / 65536, number / 256 % 256, number % 256)};
	struct response response = {0};

	serve_request(f->service, &request, &response);
	assert_int_equal(response.status, 401);
	arena_free(arena);
}

static void count_events(struct service_fixture *f, int64_t *ret_rows, int64_t *ret_refused)
{
	struct db *db = service_fixture_connect(f);
	struct fault fault = fault_make(f->arena);
	struct db_cursor rows;

	db_query(&rows, db,
		"SELECT count(*), coalesce(sum(refused_count), 0) FROM audit_event "
		"WHERE operation = 'Refuse'",
		DB_NO_ARGS);
	assert_true(db_next(&rows));
	*ret_rows = db_int(&rows, 0);
	*ret_refused = db_int(&rows, 1);
	assert_int_equal(db_end(&rows, &fault), STATUS_OK);
	db_close(db);
}

static void strangers_cannot_fill_the_trail(void **state)
{
	struct service_fixture *f = *state;
	int64_t began_ms = clock_monotonic_ms(), most, rows, refused;

	for (int i = 0; i < CALLS; i++)
		refuse_one(f, i);
	most = AUTH_THROTTLE_ALL_BURST +
		(clock_monotonic_ms() - began_ms) / AUTH_THROTTLE_ALL_PERIOD_MS + 1;
	count_events(f, &rows, &refused);
	assert_in_range(rows, AUTH_THROTTLE_ALL_BURST, most);
	assert_int_equal(refused, rows);
	housekeeping_run(f->service->housekeeping);
	count_events(f, &rows, &refused);
	assert_in_range(rows, AUTH_THROTTLE_ALL_BURST, most + 1);
	assert_int_equal(refused, CALLS);
	/* No further refusal, no further event. */
	most = rows;
	housekeeping_run(f->service->housekeeping);
	count_events(f, &rows, &refused);
	assert_int_equal(rows, most);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			strangers_cannot_fill_the_trail, open_service, close_service),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
