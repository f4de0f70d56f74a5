#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "registry/environment.h"
#include "support/entra.h"
#include "support/registry_fixture.h"

#define WANTED "33333333-aaaa-4222-8333-444444444444"
#define OTHER "44444444-aaaa-4222-8333-444444444444"

static struct environment load(struct registry_fixture *f, struct guid wanted)
{
	struct environment environment = {.secret = TEXT_NONE};

	assert_int_equal(environment_load(f->writer, wanted, REGISTRY_FIXTURE_NOW_MS, &environment,
				 &f->fault),
		STATUS_OK);
	assert_int_equal(environment.secret.length, 32);
	return environment;
}

static void the_first_start_makes_an_id(void **state)
{
	struct registry_fixture *f = *state;
	struct environment first = load(f, (struct guid){{0}}),
			   second = load(f, (struct guid){{0}});

	assert_false(guid_is_zero(first.id));
	assert_int_equal(first.id.bytes[6] >> 4, 7);
	assert_true(guid_equal(first.id, second.id));
	assert_true(text_equal(first.secret, second.secret));
	assert_true(guid_equal(load(f, first.id).id, first.id));
}

static void the_configuration_may_choose_it(void **state)
{
	struct registry_fixture *f = *state;
	struct environment made = load(f, registry_fixture_guid(WANTED));

	entra_text(guid_text(f->arena, made.id), WANTED);
	assert_true(guid_equal(load(f, (struct guid){{0}}).id, made.id));
}

static void another_environments_database_is_refused(void **state)
{
	struct registry_fixture *f = *state;
	struct environment environment;

	load(f, registry_fixture_guid(WANTED));
	assert_int_equal(environment_load(f->writer, registry_fixture_guid(OTHER), 1, &environment,
				 &f->fault),
		STATUS_CONFLICT);
	assert_string_equal(f->fault.code, "OtherEnvironment");
	entra_text(f->fault.detail,
		"The database belongs to environment " WANTED ", not to environment.id of the "
		"configuration; one database serves one environment.");
	fault_clear(&f->fault);
	load(f, registry_fixture_guid(WANTED));
}

static void secrets_differ(void **state)
{
	struct registry_fixture *f = *state;
	struct registry_fixture other;
	struct environment first = load(f, (struct guid){{0}}), second;

	registry_fixture_open(&other);
	second = load(&other, (struct guid){{0}});
	assert_false(text_equal(first.secret, second.secret));
	assert_false(guid_equal(first.id, second.id));
	registry_fixture_close(&other);
}

static void a_broken_row_is_told(void **state)
{
	static const struct {
		const char *id, *secret;
	} cases[] = {{"not a guid", "AAAA"}, {WANTED, "a=b"}, {WANTED, ""}, {WANTED, "AAAA"}};
	struct registry_fixture *f = *state;
	struct environment environment;

	entra_text(guid_text(f->arena, load(f, registry_fixture_guid(WANTED)).id), WANTED);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(
			db_do(f->writer, &f->fault, "UPDATE environment SET id = $1, secret = $2",
				DB_ARGS(DB_TEXT(text_from(cases[i].id)),
					DB_TEXT(text_from(cases[i].secret)))),
			STATUS_OK);
		assert_int_equal(
			environment_load(f->writer, (struct guid){{0}}, 1, &environment, &f->fault),
			STATUS_INTERNAL);
		assert_string_equal(f->fault.code, "EnvironmentUnreadable");
		fault_clear(&f->fault);
	}
}

static void no_table_no_environment(void **state)
{
	struct registry_fixture *f = *state;
	struct environment environment;

	assert_int_equal(
		db_do(f->writer, &f->fault, "DROP TABLE environment", DB_NO_ARGS), STATUS_OK);
	assert_int_equal(
		environment_load(f->writer, (struct guid){{0}}, 1, &environment, &f->fault),
		STATUS_INTERNAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		REGISTRY_FIXTURE_TEST(the_first_start_makes_an_id),
		REGISTRY_FIXTURE_TEST(the_configuration_may_choose_it),
		REGISTRY_FIXTURE_TEST(another_environments_database_is_refused),
		REGISTRY_FIXTURE_TEST(secrets_differ),
		REGISTRY_FIXTURE_TEST(a_broken_row_is_told),
		REGISTRY_FIXTURE_TEST(no_table_no_environment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
