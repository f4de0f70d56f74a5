#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "auth/refusal.h"
#include "base/jsonread.h"
#include "db/db.h"
#include "support/expect.h"
#include "support/service_fixture.h"

/* Another process changes the database. */
static void change(struct service_fixture *f, struct text sql)
{
	struct fault fault = fault_make(f->arena);
	struct db_options options = {
		.path = arena_printf(f->arena, "%s/s2s.db", f->dir).data, .busy_timeout_ms = 5000};
	struct db *db = NULL;

	assert_int_equal(db_open(&db, &options, &fault), STATUS_OK);
	assert_int_equal(db_script(db, sql, &fault), STATUS_OK);
	db_close(db);
}

static struct text header_of(const struct response *answer, struct text name)
{
	for (size_t i = 0; i < answer->header_count; i++) {
		if (text_equal_nocase(answer->headers[i].name, name))
			return answer->headers[i].value;
	}
	return TEXT_NONE;
}

static void expect_refused(struct service_fixture *f, const char *path)
{
	const struct refusal_row *row = refusal_row(REFUSAL_REGISTRY_UNAVAILABLE);
	struct response answer = service_fixture_send(f, f->arena, "GET", path, NULL, TEXT_NONE);
	const struct jsonread_node *body = jsonread_parse(f->arena, answer.body, NULL);

	assert_int_equal(answer.status, row->http_status);
	expect_text(jsonread_member_text(body, "code"), row->code);
	assert_true(text_is_set(header_of(&answer, TEXT("Retry-After"))));
	assert_false(text_is_set(header_of(&answer, TEXT("WWW-Authenticate"))));
}

static void expect_let_in(struct service_fixture *f, const char *path)
{
	assert_int_equal(
		service_fixture_send(f, f->arena, "GET", path, NULL, TEXT_NONE).status, 200);
}

/* Nobody is let in by what the registry said before it could no longer be read. */
static void apps(void **state)
{
	struct service_fixture *f = *state;

	expect_let_in(f, "/v2.0/caller");
	change(f, TEXT("ALTER TABLE registry_state RENAME TO lost"));
	expect_refused(f, "/v2.0/caller");
	change(f, TEXT("ALTER TABLE lost RENAME TO registry_state"));
	expect_let_in(f, "/v2.0/caller");
}

static void admins(void **state)
{
	struct service_fixture *f = *state;

	f->authorization = arena_printf(f->arena, "Bearer %s", arena_cstr(f->arena, f->admin_key));
	expect_let_in(f, "/admin/v1/app-registrations");
	change(f, TEXT("ALTER TABLE admin_key RENAME TO lost"));
	expect_refused(f, "/admin/v1/app-registrations");
	change(f, TEXT("ALTER TABLE lost RENAME TO admin_key"));
	expect_let_in(f, "/admin/v1/app-registrations");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SERVICE_FIXTURE_TEST(apps),
		SERVICE_FIXTURE_TEST(admins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
