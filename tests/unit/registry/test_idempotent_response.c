#include "registry/idempotent_response.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/expect.h"
#include "support/registry_fixture.h"

#define NOW_MS REGISTRY_FIXTURE_NOW_MS

static struct idempotent_response make(const char *scope, const char *key)
{
	return (struct idempotent_response){.scope = text_from(scope),
		.key = text_from(key),
		.fingerprint = TEXT("f1"),
		.created_at_ms = NOW_MS,
		.status = 201,
		.location = TEXT("http://127.0.0.1/x"),
		.etag = TEXT("\"1\""),
		.body = TEXT("{\"id\":\"it's\"}")};
}

static void keep(struct registry_fixture *f, struct idempotent_response answer)
{
	assert_int_equal(idempotent_response_insert(f->writer, &answer, &f->fault), STATUS_OK);
}

static bool find(struct registry_fixture *f, const char *scope, const char *key, int64_t now_ms,
	struct idempotent_response *ret_answer)
{
	bool found = true;

	assert_int_equal(idempotent_response_find(f->reader, text_from(scope), text_from(key),
				 now_ms, ret_answer, &found, &f->fault),
		STATUS_OK);
	return found;
}

static bool has(struct registry_fixture *f, const char *scope, const char *key, int64_t now_ms)
{
	struct idempotent_response answer;

	return find(f, scope, key, now_ms, &answer);
}

static int64_t count_rows(struct registry_fixture *f)
{
	struct db_cursor rows;
	int64_t count;

	db_query(&rows, f->reader, "SELECT count(*) FROM kept_answer", DB_NO_ARGS);
	assert_true(db_next(&rows));
	count = db_int(&rows, 0);
	assert_int_equal(db_end(&rows, &f->fault), STATUS_OK);
	return count;
}

static void what_was_kept_comes_back(void **state)
{
	struct registry_fixture *f = *state;
	struct idempotent_response answer;

	assert_false(has(f, "caller op", "k", NOW_MS));
	keep(f, make("caller op", "k"));
	assert_true(find(f, "caller op", "k", NOW_MS + 5, &answer));
	expect_text(answer.scope, "caller op");
	expect_text(answer.key, "k");
	expect_text(answer.fingerprint, "f1");
	assert_int_equal(answer.created_at_ms, NOW_MS);
	assert_int_equal(answer.status, 201);
	expect_text(answer.location, "http://127.0.0.1/x");
	expect_text(answer.etag, "\"1\"");
	expect_text(answer.body, "{\"id\":\"it's\"}");
}

static void absent_headers_stay_absent(void **state)
{
	struct registry_fixture *f = *state;
	struct idempotent_response answer = make("s", "k");

	answer.location = answer.etag = TEXT_NONE;
	answer.body = TEXT("");
	keep(f, answer);
	assert_true(find(f, "s", "k", NOW_MS, &answer));
	expect_text(answer.location, NULL);
	expect_text(answer.etag, NULL);
	expect_text(answer.body, "");
}

static void a_key_belongs_to_its_scope(void **state)
{
	struct registry_fixture *f = *state;
	struct idempotent_response other = make("b", "k"), answer;

	keep(f, make("a", "k"));
	other.body = TEXT("other");
	keep(f, other);
	assert_true(find(f, "a", "k", NOW_MS, &answer));
	expect_text(answer.body, "{\"id\":\"it's\"}");
	assert_true(find(f, "b", "k", NOW_MS, &answer));
	expect_text(answer.body, "other");
	assert_false(has(f, "c", "k", NOW_MS));
	assert_false(has(f, "a", "K", NOW_MS));
	assert_false(has(f, "a", "k ", NOW_MS));
	assert_false(has(f, "a", "%", NOW_MS));
	assert_false(has(f, "", "k", NOW_MS));
}

static void an_answer_is_kept_for_a_time(void **state)
{
	struct registry_fixture *f = *state;

	keep(f, make("s", "k"));
	assert_true(has(f, "s", "k", NOW_MS));
	assert_true(has(f, "s", "k", NOW_MS + IDEMPOTENT_RESPONSE_LIFETIME_MS));
	assert_false(has(f, "s", "k", NOW_MS + IDEMPOTENT_RESPONSE_LIFETIME_MS + 1));
	/* A clock that was set back makes nothing old. */
	assert_true(has(f, "s", "k", NOW_MS - 60000));
}

static void a_later_answer_replaces(void **state)
{
	struct registry_fixture *f = *state;
	struct idempotent_response later = make("s", "k"), answer;

	keep(f, make("s", "k"));
	later.fingerprint = TEXT("f2");
	later.created_at_ms += IDEMPOTENT_RESPONSE_LIFETIME_MS + 1;
	later.status = 200;
	later.location = TEXT_NONE;
	later.etag = TEXT("\"2\"");
	later.body = TEXT("{}");
	keep(f, later);
	assert_int_equal(count_rows(f), 1);
	assert_true(find(f, "s", "k", later.created_at_ms + 9, &answer));
	expect_text(answer.fingerprint, "f2");
	assert_int_equal(answer.created_at_ms, later.created_at_ms);
	assert_int_equal(answer.status, 200);
	expect_text(answer.location, NULL);
	expect_text(answer.etag, "\"2\"");
	expect_text(answer.body, "{}");
}

/* What cannot be found any more, and no more than that, is forgotten. */
static void old_answers_are_forgotten(void **state)
{
	static const int64_t ages_ms[] = {0, 1, IDEMPOTENT_RESPONSE_LIFETIME_MS - 1,
		IDEMPOTENT_RESPONSE_LIFETIME_MS, IDEMPOTENT_RESPONSE_LIFETIME_MS + 1,
		2 * IDEMPOTENT_RESPONSE_LIFETIME_MS};
	struct registry_fixture *f = *state;
	int64_t alive = 0;

	for (size_t i = 0; i < sizeof(ages_ms) / sizeof(ages_ms[0]); i++) {
		const char *key = arena_printf(f->arena, "k%zu", i).data;
		struct idempotent_response answer = make("s", key);

		answer.created_at_ms -= ages_ms[i];
		keep(f, answer);
		alive += has(f, "s", key, NOW_MS);
	}
	assert_int_equal(alive, 4);
	assert_int_equal(idempotent_response_purge(f->writer, NOW_MS, &f->fault), STATUS_OK);
	assert_int_equal(count_rows(f), alive);
	assert_int_equal(idempotent_response_purge(f->writer, NOW_MS, &f->fault), STATUS_OK);
	assert_int_equal(count_rows(f), alive);
	assert_true(has(f, "s", "k2", NOW_MS));
}

static void an_answer_goes_with_its_change(void **state)
{
	struct registry_fixture *f = *state;

	assert_int_equal(db_begin(f->writer, DB_WRITE, &f->fault), STATUS_OK);
	keep(f, make("s", "k"));
	assert_false(has(f, "s", "k", NOW_MS));
	db_rollback(f->writer);
	assert_int_equal(count_rows(f), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		REGISTRY_FIXTURE_TEST(what_was_kept_comes_back),
		REGISTRY_FIXTURE_TEST(absent_headers_stay_absent),
		REGISTRY_FIXTURE_TEST(a_key_belongs_to_its_scope),
		REGISTRY_FIXTURE_TEST(an_answer_is_kept_for_a_time),
		REGISTRY_FIXTURE_TEST(a_later_answer_replaces),
		REGISTRY_FIXTURE_TEST(old_answers_are_forgotten),
		REGISTRY_FIXTURE_TEST(an_answer_goes_with_its_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
