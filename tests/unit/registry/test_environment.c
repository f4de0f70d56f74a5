#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/hash.h"
#include "registry/environment.h"
#include "support/entra.h"
#include "support/registry_fixture.h"

#define WANTED "33333333-aaaa-4222-8333-444444444444"
#define OTHER "44444444-aaaa-4222-8333-444444444444"

static struct environment load(struct registry_fixture *f, struct guid wanted)
{
	struct environment environment = {.id = {{0}}};

	assert_int_equal(environment_load(f->writer, wanted, REGISTRY_FIXTURE_NOW_MS, &environment,
				 &f->fault),
		STATUS_OK);
	for (int i = 0; i < ENVIRONMENT_KEYS; i++)
		assert_int_equal(environment.keys[i].length, HASH_BYTES);
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
	for (int i = 0; i < ENVIRONMENT_KEYS; i++)
		assert_true(text_equal(first.keys[i], second.keys[i]));
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
	for (int i = 0; i < ENVIRONMENT_KEYS; i++)
		assert_false(text_equal(first.keys[i], second.keys[i]));
	assert_false(guid_equal(first.id, second.id));
	registry_fixture_close(&other);
}

/* The bytes 0 to 31. */
#define KNOWN_SECRET "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
#define KNOWN_SECRET_HEX "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

static void expect_keys(struct registry_fixture *f, const struct environment *environment,
	const char *const expected[ENVIRONMENT_KEYS])
{
	for (int i = 0; i < ENVIRONMENT_KEYS; i++) {
		struct hash key;

		memcpy(key.bytes, environment->keys[i].data, HASH_BYTES);
		entra_text(hash_hex(f->arena, &key), expected[i]);
	}
}

/* What another program derives by RFC 5869. Another label would end all that is under the key. */
static void each_purpose_has_a_key(void **state)
{
	static const char *const expected[ENVIRONMENT_KEYS] = {
		"9c141a0d0ac927a0ae7c4a2e3f8f0aab0c4cc450b4248cb5b1430e5588c5d454",
		"eb21478b948c35f3e0e43812b05bee547d44d2134a28a4076e473722514ef06c",
		"432c6d1a36d55db4bb79224a22c7fd020febaed6a145ff19f28741fb0e8eec67",
		"4305fb97e6c043a933ac3dde9e4a7685c28a0c500492c2f2f8b4200bf890ed04",
		"509037ec7369c60b2f178766f7a83eb41bbee6342d2fd1c9f4d554689ba6505b",
		"5d98b9b55a6734c34805aadfb1ea73169bf49abe58a5b1d154250f342ee4802e",
		"51f247c3f7acb56674548b9e3d766b8f56e8b87da229b9b373a38392a6961cee"};
	struct registry_fixture *f = *state;
	struct environment environment = load(f, registry_fixture_guid(WANTED));

	assert_int_equal(db_exec(f->writer, &f->fault,
				 "UPDATE environment SET secret = '" KNOWN_SECRET "'", DB_NO_ARGS),
		STATUS_OK);
	environment = load(f, (struct guid){{0}});
	expect_keys(f, &environment, expected);
	assert_false(text_is_set(environment.legacy_key));
}

/* As a database has it from before keys were derived: what is kept for good still matches. */
static void an_old_row_keeps_its_key_for_persons(void **state)
{
	static const char *const expected[ENVIRONMENT_KEYS] = {KNOWN_SECRET_HEX, KNOWN_SECRET_HEX,
		"432c6d1a36d55db4bb79224a22c7fd020febaed6a145ff19f28741fb0e8eec67",
		"4305fb97e6c043a933ac3dde9e4a7685c28a0c500492c2f2f8b4200bf890ed04",
		"509037ec7369c60b2f178766f7a83eb41bbee6342d2fd1c9f4d554689ba6505b",
		"5d98b9b55a6734c34805aadfb1ea73169bf49abe58a5b1d154250f342ee4802e",
		"51f247c3f7acb56674548b9e3d766b8f56e8b87da229b9b373a38392a6961cee"};
	struct registry_fixture *f = *state;
	struct environment environment;

	assert_int_equal(db_exec(f->writer, &f->fault,
				 "INSERT INTO environment (singleton, id, secret, created_at_ms) "
				 "VALUES (1, '" WANTED "', '" KNOWN_SECRET "', 1)",
				 DB_NO_ARGS),
		STATUS_OK);
	environment = load(f, (struct guid){{0}});
	expect_keys(f, &environment, expected);
	assert_true(text_equal(environment.legacy_key, environment.keys[ENVIRONMENT_EMAIL]));
}

static void another_version_is_not_read(void **state)
{
	struct registry_fixture *f = *state;
	struct environment environment;

	load(f, registry_fixture_guid(WANTED));
	assert_int_equal(db_exec(f->writer, &f->fault,
				 "UPDATE environment SET person_key_version = 2", DB_NO_ARGS),
		STATUS_OK);
	assert_int_equal(
		environment_load(f->writer, (struct guid){{0}}, 1, &environment, &f->fault),
		STATUS_INTERNAL);
	assert_string_equal(f->fault.code, "EnvironmentUnreadable");
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
			db_exec(f->writer, &f->fault, "UPDATE environment SET id = $1, secret = $2",
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
		db_exec(f->writer, &f->fault, "DROP TABLE environment", DB_NO_ARGS), STATUS_OK);
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
		REGISTRY_FIXTURE_TEST(each_purpose_has_a_key),
		REGISTRY_FIXTURE_TEST(an_old_row_keeps_its_key_for_persons),
		REGISTRY_FIXTURE_TEST(another_version_is_not_read),
		REGISTRY_FIXTURE_TEST(a_broken_row_is_told),
		REGISTRY_FIXTURE_TEST(no_table_no_environment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
