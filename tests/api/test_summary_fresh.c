/* A product's summary always reflects the last commit, even if it was cached. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/jsonread.h"
#include "db/db.h"
#include "support/expect.h"
#include "support/service_fixture.h"

static double ratings(struct service_fixture *f, const char *path)
{
	struct response answer = service_fixture_send(f, f->arena, "GET", path, NULL, TEXT_NONE);
	double count = -1;

	assert_int_equal(answer.status, 200);
	assert_true(jsonread_number(
		jsonread_member(jsonread_parse(f->arena, answer.body, NULL), "totalRatingsCount"),
		&count));
	return count;
}

static void expect_ratings(struct service_fixture *f, double all, double german)
{
	for (int i = 0; i < 3; i++) {
		assert_true(ratings(f, "/v2.0/ratings/product/P1") == all);
		assert_true(ratings(f, "/v2.0/ratings/product/P1?withReviews=true") == all);
		assert_true(ratings(f, "/v2.0/ratings/product/P1?market=DE") == german);
		assert_true(ratings(f, "/v2.0/ratings/product/P2") == 0);
	}
}

static void import(struct service_fixture *f, const char *lines)
{
	struct text body = arena_printf(f->arena, "productId,rating,market,externalId\n%s", lines);

	assert_int_equal(service_fixture_send(f, f->arena, "POST", "/v2.0/reviews:import?source=s",
				 "text/csv", body)
				 .status,
		200);
}

static void by_this_process(void **state)
{
	struct service_fixture *f = *state;

	expect_ratings(f, 0, 0);
	import(f, "P1,5,US,1\n");
	expect_ratings(f, 1, 0);
	import(f, "P1,4,DE,2\n");
	expect_ratings(f, 2, 1);
}

static void by_another(void **state)
{
	struct service_fixture *f = *state;
	struct fault fault = fault_make(f->arena);
	struct db *db = service_fixture_connect(f);

	import(f, "P1,5,DE,1\n");
	expect_ratings(f, 1, 1);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(db_exec(db, &fault,
					 "UPDATE product_rating SET star1_count = star1_count + 1 "
					 "WHERE market = ''",
					 DB_NO_ARGS),
			STATUS_OK);
		expect_ratings(f, 2 + i, 1);
	}
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SERVICE_FIXTURE_TEST(by_this_process),
		SERVICE_FIXTURE_TEST(by_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
