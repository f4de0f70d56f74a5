/*
 * Submits of many threads share commits: every answered review is stored and counted, and a failed
 * submit does not affect the others in its commit.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>
#include <pthread.h>

#include "db/db.h"
#include "support/expect.h"
#include "support/review_recount.h"
#include "support/service_fixture.h"

#define THREADS 8
#define SUBMITS_EACH 60

struct submitter {
	pthread_t thread;
	struct service_fixture *f;
	int number;
	int stored, failed, refused;
};

static int submit(struct submitter *submitter, struct arena *arena, int i)
{
	/* One submit of ten is for a product that cannot be counted, and one is invalid. */
	const char *product = i % 10 == 3 ? "broken" : i % 2 == 0 ? "P1" : "P2";
	struct text path = arena_printf(arena,
		"/v2.0/reviews/product/%s/"
		"user?tenantId=%s&locale=en-us&market=%s&encodedUser=u%d-%d",
		product, service_environment_id(submitter->f->service, arena).data,
		i % 3 == 0 ? "US" : "DE", submitter->number, i);
	struct text body = arena_printf(arena,
		"{\"Rating\":%d,\"Title\":\"t\",\"ReviewText\":\"\",\"ProductName\":\"\"}",
		i % 10 == 7 ? 6 : 1 + i % 5);

	return service_fixture_send(
		submitter->f, arena, "POST", path.data, "application/json", body)
		.status;
}

static void *submit_many(void *context)
{
	struct submitter *submitter = context;

	for (int i = 0; i < SUBMITS_EACH; i++) {
		struct arena *arena = arena_new();
		int status = submit(submitter, arena, i);

		submitter->stored += status == 200;
		submitter->failed += status == 500;
		submitter->refused += status == 400;
		arena_free(arena);
	}
	return NULL;
}

static void expect_number(struct db *db, struct fault *fault, int64_t wanted, const char *sql)
{
	struct db_cursor rows;

	db_query_literal(&rows, db, sql, DB_NO_ARGS);
	assert_true(db_next(&rows));
	assert_int_equal(db_int(&rows, 0), wanted);
	assert_int_equal(db_end(&rows, fault), STATUS_OK);
}

/* Each statement counts rows that differ from a recount. */
static const char *const differences[] = {
	REVIEW_RECOUNT "SELECT count(*) FROM (SELECT * FROM recount EXCEPT SELECT * FROM kept)",
	REVIEW_RECOUNT "SELECT count(*) FROM (SELECT * FROM kept EXCEPT SELECT * FROM recount)",
	REVIEW_RECOUNT_PERIODS
	"SELECT count(*) FROM (SELECT * FROM recount EXCEPT SELECT * FROM kept)",
	REVIEW_RECOUNT_PERIODS
	"SELECT count(*) FROM (SELECT * FROM kept EXCEPT SELECT * FROM recount)",
};

static void expect_counted(struct db *db, struct fault *fault, int stored)
{
	expect_number(db, fault, stored, "SELECT count(*) FROM review");
	expect_number(db, fault, stored, "SELECT count(*) FROM review_search");
	expect_number(db, fault, stored, "SELECT sequence FROM feed_state");
	expect_number(db, fault, stored, "SELECT max(sequence) FROM review");
	for (size_t i = 0; i < sizeof(differences) / sizeof(differences[0]); i++)
		expect_number(db, fault, 0, differences[i]);
}

static void commits_are_shared_and_failures_are_not(void **state)
{
	struct service_fixture *f = *state;
	struct fault fault = fault_make(f->arena);
	struct submitter submitters[THREADS];
	struct db *db = service_fixture_connect(f);

	assert_int_equal(db_exec(db, &fault,
				 "CREATE TRIGGER broken BEFORE INSERT ON product_rating "
				 "WHEN new.product_id = 'broken' "
				 "BEGIN SELECT RAISE(ABORT, 'broken'); END",
				 DB_NO_ARGS),
		STATUS_OK);
	for (int i = 0; i < THREADS; i++) {
		submitters[i] = (struct submitter){.f = f, .number = i};
		assert_int_equal(
			pthread_create(&submitters[i].thread, NULL, submit_many, &submitters[i]),
			0);
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(submitters[i].thread, NULL);
	for (int i = 0; i < THREADS; i++) {
		assert_int_equal(submitters[i].failed, SUBMITS_EACH / 10);
		assert_int_equal(submitters[i].refused, SUBMITS_EACH / 10);
		assert_int_equal(submitters[i].stored, SUBMITS_EACH * 8 / 10);
	}
	expect_counted(db, &fault, THREADS * SUBMITS_EACH * 8 / 10);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SERVICE_FIXTURE_TEST(commits_are_shared_and_failures_are_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
