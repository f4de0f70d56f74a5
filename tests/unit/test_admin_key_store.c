#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/hash.h"
#include "registry/admin_key.h"
#include "support/entra.h"
#include "support/registry_fixture.h"

static struct text create(struct registry_fixture *f, const char *name)
{
	struct text key = TEXT_NONE;

	assert_int_equal(admin_key_create(f->writer, text_from(name), REGISTRY_FIXTURE_NOW_MS, &key,
				 &f->fault),
		STATUS_OK);
	return key;
}

static void a_key_names_its_holder(void **state)
{
	struct registry_fixture *f = *state;
	struct text first = create(f, "ops"), second = create(f, "  back end "), name;

	assert_int_equal(admin_key_find(f->reader, first, &name, &f->fault), STATUS_OK);
	entra_text(name, "ops");
	assert_int_equal(admin_key_find(f->reader, second, &name, &f->fault), STATUS_OK);
	entra_text(name, "back end");
}

static void keys_are_long_and_marked(void **state)
{
	struct registry_fixture *f = *state;
	struct text first = create(f, "a"), second = create(f, "b");

	assert_true(text_starts_with(first, TEXT("s2sadm_")));
	assert_int_equal(first.length, sizeof("s2sadm_") - 1 + 43);
	assert_int_equal(second.length, first.length);
	assert_false(text_equal(first, second));
}

static void only_the_whole_key_is_known(void **state)
{
	struct registry_fixture *f = *state;
	struct text key = create(f, "ops"), name;
	struct hash hash = hash_sha256(key);
	const struct text wrong[] = {
		TEXT(""),
		TEXT("s2sadm_"),
		text_slice(key, 0, key.length - 1),
		text_slice(key, 1, key.length),
		arena_printf(f->arena, "%sA", key.data),
		arena_printf(f->arena, " %s", key.data),
		arena_printf(f->arena, "S%s", key.data + 1),
		hash_hex(f->arena, &hash),
		TEXT("' OR 1=1 --"),
		TEXT("ops"),
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		name = TEXT("nobody");
		assert_int_equal(admin_key_find(f->reader, wrong[i], &name, &f->fault),
			STATUS_UNAUTHENTICATED);
		assert_string_equal(f->fault.code, "AdminKeyUnknown");
		entra_text(name, "nobody");
		fault_clear(&f->fault);
	}
}

static void the_database_holds_no_key(void **state)
{
	struct registry_fixture *f = *state;
	struct text key = create(f, "ops");
	struct hash hash = hash_sha256(key);
	struct db_cursor rows;

	db_query(&rows, f->reader, "SELECT name, hash, created_at_ms FROM admin_key", DB_NO_ARGS);
	assert_true(db_next(&rows));
	entra_text(db_text(&rows, 0), "ops");
	entra_text(db_text(&rows, 1), hash_hex(f->arena, &hash).data);
	assert_int_equal(db_int(&rows, 2), REGISTRY_FIXTURE_NOW_MS);
	assert_false(db_next(&rows));
	assert_int_equal(db_end(&rows, &f->fault), STATUS_OK);
}

static void names_are_unique(void **state)
{
	struct registry_fixture *f = *state;
	struct text first = create(f, "ops"), second = TEXT_NONE, name;

	assert_int_equal(
		admin_key_create(f->writer, TEXT("ops "), 1, &second, &f->fault), STATUS_CONFLICT);
	assert_string_equal(f->fault.code, "AdminKeyExists");
	assert_false(text_is_set(second));
	fault_clear(&f->fault);
	assert_int_equal(admin_key_find(f->reader, first, &name, &f->fault), STATUS_OK);
}

static void names_are_bounded(void **state)
{
	struct registry_fixture *f = *state;
	const struct {
		struct text name;
		enum status status;
	} cases[] = {
		{TEXT(""), STATUS_INVALID},
		{TEXT(" \t"), STATUS_INVALID},
		{TEXT_NONE, STATUS_INVALID},
		{TEXT("a\x01z"), STATUS_INVALID},
		{TEXT("a\xffz"), STATUS_INVALID},
		{arena_printf(f->arena, "%0101d", 0), STATUS_INVALID},
		{arena_printf(f->arena, "%0100d", 0), STATUS_OK},
		{TEXT("\xc3\xa9"), STATUS_OK},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct text key;

		assert_int_equal(admin_key_create(f->writer, cases[i].name, 1, &key, &f->fault),
			cases[i].status);
		if (cases[i].status != STATUS_OK)
			assert_string_equal(f->fault.code, "InvalidName");
		fault_clear(&f->fault);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		REGISTRY_FIXTURE_TEST(a_key_names_its_holder),
		REGISTRY_FIXTURE_TEST(keys_are_long_and_marked),
		REGISTRY_FIXTURE_TEST(only_the_whole_key_is_known),
		REGISTRY_FIXTURE_TEST(the_database_holds_no_key),
		REGISTRY_FIXTURE_TEST(names_are_unique),
		REGISTRY_FIXTURE_TEST(names_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
