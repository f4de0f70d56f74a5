#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/hash.h"
#include "registry/admin_key_store.h"
#include "support/entra.h"
#include "support/registry_fixture.h"

static const struct registry_change change = {REGISTRY_FIXTURE_NOW_MS, TEXT_INIT("test")};

static struct admin_key make(const char *name)
{
	struct admin_key key = admin_key_make();

	key.name = text_from(name);
	key.roles = ADMIN_ROLE_ADMIN;
	return key;
}

static struct text create(struct registry_fixture *f, const char *name)
{
	struct admin_key key = make(name);
	struct text secret = TEXT_NONE;

	assert_int_equal(
		admin_key_store_insert(f->writer, &key, &change, &secret, &f->fault), STATUS_OK);
	return secret;
}

static void a_key_is_found_by_its_secret(void **state)
{
	struct registry_fixture *f = *state;
	struct text first = create(f, "ops"), second = create(f, "back end");
	struct admin_key key;

	assert_int_equal(admin_key_store_find(f->reader, first, &key, &f->fault), STATUS_OK);
	entra_text(key.name, "ops");
	assert_int_equal(key.roles, ADMIN_ROLE_ADMIN);
	assert_true(key.enabled);
	assert_int_equal(key.expires_at_ms, 0);
	entra_text(key.created_by, "test");
	assert_int_equal(key.created_at_ms, REGISTRY_FIXTURE_NOW_MS);
	assert_int_equal(admin_key_store_find(f->reader, second, &key, &f->fault), STATUS_OK);
	entra_text(key.name, "back end");
}

static void secrets_are_long_and_marked(void **state)
{
	struct registry_fixture *f = *state;
	struct text first = create(f, "a"), second = create(f, "b");

	assert_true(text_starts_with(first, TEXT("s2sadm_")));
	assert_int_equal(first.length, sizeof("s2sadm_") - 1 + 43);
	assert_int_equal(second.length, first.length);
	assert_false(text_equal(first, second));
}

static void only_the_whole_secret_is_known(void **state)
{
	struct registry_fixture *f = *state;
	struct text secret = create(f, "ops");
	struct hash hash = hash_sha256(secret);
	const struct text wrong[] = {
		TEXT(""),
		TEXT("s2sadm_"),
		text_slice(secret, 0, secret.length - 1),
		text_slice(secret, 1, secret.length),
		arena_printf(f->arena, "%sA", secret.data),
		arena_printf(f->arena, " %s", secret.data),
		arena_printf(f->arena, "S%s", secret.data + 1),
		hash_hex(f->arena, &hash),
		TEXT("' OR 1=1 --"),
		TEXT("ops"),
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct admin_key key = {.name = TEXT("nobody")};

		assert_int_equal(admin_key_store_find(f->reader, wrong[i], &key, &f->fault),
			STATUS_UNAUTHENTICATED);
		assert_string_equal(f->fault.code, "AdminKeyUnknown");
		entra_text(key.name, "nobody");
		fault_clear(&f->fault);
	}
}

/* Two keys with one look-up part: the rest of the hash decides. */
static void the_whole_hash_decides(void **state)
{
	struct registry_fixture *f = *state;
	struct text first = create(f, "first"), second = create(f, "second");
	struct admin_key key;

	assert_int_equal(db_exec(f->writer, &f->fault,
				 "UPDATE admin_key SET lookup = (SELECT lookup FROM admin_key "
				 "WHERE name = 'second')",
				 DB_NO_ARGS),
		STATUS_OK);
	assert_int_equal(admin_key_store_find(f->reader, second, &key, &f->fault), STATUS_OK);
	entra_text(key.name, "second");
	assert_int_equal(
		admin_key_store_find(f->reader, first, &key, &f->fault), STATUS_UNAUTHENTICATED);
}

static void the_database_holds_no_secret(void **state)
{
	struct registry_fixture *f = *state;
	struct text secret = create(f, "ops");
	struct hash hash = hash_sha256(secret);
	struct db_cursor rows;

	db_query(&rows, f->reader, "SELECT name, hash, lookup FROM admin_key", DB_NO_ARGS);
	assert_true(db_next(&rows));
	entra_text(db_text(&rows, 0), "ops");
	entra_text(db_text(&rows, 1), hash_hex(f->arena, &hash).data);
	assert_int_equal(db_text(&rows, 2).length, 16);
	assert_false(db_next(&rows));
	assert_int_equal(db_end(&rows, &f->fault), STATUS_OK);
}

static void names_are_unique(void **state)
{
	struct registry_fixture *f = *state;
	struct text first = create(f, "ops"), secret;
	struct admin_key key = make("ops"), other;

	assert_int_equal(admin_key_store_insert(f->writer, &key, &change, &secret, &f->fault),
		STATUS_CONFLICT);
	assert_string_equal(f->fault.code, "AdminKeyExists");
	fault_clear(&f->fault);
	assert_int_equal(admin_key_store_find(f->reader, first, &other, &f->fault), STATUS_OK);
	create(f, "other");
	other.name = TEXT("other");
	assert_int_equal(
		admin_key_store_update(f->writer, &other, &change, &f->fault), STATUS_CONFLICT);
	assert_string_equal(f->fault.code, "AdminKeyExists");
}

static void an_update_is_seen_at_once(void **state)
{
	static const struct registry_change later = {
		REGISTRY_FIXTURE_NOW_MS + 5, TEXT_INIT("someone else")};
	struct registry_fixture *f = *state;
	struct text secret = create(f, "ops");
	struct admin_key key, found;

	assert_int_equal(admin_key_store_find(f->reader, secret, &key, &f->fault), STATUS_OK);
	key.enabled = false;
	key.roles = ADMIN_ROLE_AUDITOR | ADMIN_ROLE_MODERATOR;
	key.expires_at_ms = 77;
	key.name = TEXT("operations");
	assert_int_equal(admin_key_store_update(f->writer, &key, &later, &f->fault), STATUS_OK);
	assert_int_equal(admin_key_store_find(f->reader, secret, &found, &f->fault), STATUS_OK);
	assert_false(found.enabled);
	assert_int_equal(found.roles, ADMIN_ROLE_AUDITOR | ADMIN_ROLE_MODERATOR);
	assert_int_equal(found.expires_at_ms, 77);
	assert_int_equal(found.revision, 2);
	entra_text(found.name, "operations");
	entra_text(found.created_by, "test");
	entra_text(found.last_modified_by, "someone else");
	assert_int_equal(found.last_modified_at_ms, REGISTRY_FIXTURE_NOW_MS + 5);
	entra_text(admin_key_etag(f->arena, &found), "\"2\"");
}

static void a_deleted_key_is_gone(void **state)
{
	struct registry_fixture *f = *state;
	struct text secret = create(f, "ops");
	struct admin_key key;

	assert_int_equal(admin_key_store_find(f->reader, secret, &key, &f->fault), STATUS_OK);
	assert_int_equal(admin_key_store_delete(f->writer, key.id, &f->fault), STATUS_OK);
	assert_int_equal(
		admin_key_store_find(f->reader, secret, &key, &f->fault), STATUS_UNAUTHENTICATED);
	fault_clear(&f->fault);
	assert_int_equal(admin_key_store_delete(f->writer, key.id, &f->fault), STATUS_NOT_FOUND);
	fault_clear(&f->fault);
	assert_int_equal(admin_key_store_get(f->reader, key.id, &key, &f->fault), STATUS_NOT_FOUND);
	assert_string_equal(f->fault.code, "AdminKeyNotFound");
	fault_clear(&f->fault);
	assert_int_equal(
		admin_key_store_update(f->writer, &key, &change, &f->fault), STATUS_NOT_FOUND);
	create(f, "ops");
}

static void a_broken_database_is_reported(void **state)
{
	struct registry_fixture *f = *state;
	struct admin_key key = make("ops"), *keys;
	struct text secret;
	size_t count;

	assert_int_equal(db_script(f->writer, TEXT("DROP TABLE admin_key"), &f->fault), STATUS_OK);
	assert_int_equal(admin_key_store_insert(f->writer, &key, &change, &secret, &f->fault),
		STATUS_INTERNAL);
	assert_int_equal(
		admin_key_store_find(f->writer, TEXT("s"), &key, &f->fault), STATUS_INTERNAL);
	assert_int_equal(admin_key_store_get(f->writer, key.id, &key, &f->fault), STATUS_INTERNAL);
	assert_int_equal(
		admin_key_store_list(f->writer, &keys, &count, &f->fault), STATUS_INTERNAL);
	assert_int_equal(
		admin_key_store_update(f->writer, &key, &change, &f->fault), STATUS_INTERNAL);
	assert_int_equal(admin_key_store_delete(f->writer, key.id, &f->fault), STATUS_INTERNAL);
}

static void there_is_room_for_a_thousand(void **state)
{
	struct registry_fixture *f = *state;
	struct admin_key key = make("one too many"), *keys;
	struct text secret;
	size_t count;

	assert_int_equal(db_begin(f->writer, DB_WRITE, &f->fault), STATUS_OK);
	for (int i = 0; i < ADMIN_KEYS_MAX; i++)
		create(f, arena_printf(f->arena, "key %d", i).data);
	assert_int_equal(admin_key_store_insert(f->writer, &key, &change, &secret, &f->fault),
		STATUS_CONFLICT);
	assert_string_equal(f->fault.code, "TooManyAdminKeys");
	fault_clear(&f->fault);
	assert_int_equal(admin_key_store_list(f->writer, &keys, &count, &f->fault), STATUS_OK);
	assert_int_equal(count, ADMIN_KEYS_MAX);
	entra_text(keys[0].name, "key 0");
	entra_text(keys[999].name, "key 999");
	db_rollback(f->writer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		REGISTRY_FIXTURE_TEST(a_key_is_found_by_its_secret),
		REGISTRY_FIXTURE_TEST(secrets_are_long_and_marked),
		REGISTRY_FIXTURE_TEST(only_the_whole_secret_is_known),
		REGISTRY_FIXTURE_TEST(the_whole_hash_decides),
		REGISTRY_FIXTURE_TEST(the_database_holds_no_secret),
		REGISTRY_FIXTURE_TEST(names_are_unique),
		REGISTRY_FIXTURE_TEST(an_update_is_seen_at_once),
		REGISTRY_FIXTURE_TEST(a_deleted_key_is_gone),
		REGISTRY_FIXTURE_TEST(a_broken_database_is_reported),
		REGISTRY_FIXTURE_TEST(there_is_room_for_a_thousand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
