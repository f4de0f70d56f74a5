#include "registry/session_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/hash.h"
#include "registry/admin_key_store.h"
#include "support/expect.h"
#include "support/registry_fixture.h"

#define NOW_MS REGISTRY_FIXTURE_NOW_MS
#define LIFETIME_MS 1000

/* Of a key, whose id is `last`. */
static struct session make(uint8_t last, int64_t now_ms)
{
	struct session session = {.actor = {.kind = AUDIT_BY_ADMIN_KEY},
		.created_at_ms = now_ms,
		.expires_at_ms = now_ms + LIFETIME_MS};

	session.caller_id.bytes[15] = last;
	session.actor.key_id = session.caller_id;
	return session;
}

static struct text add(struct registry_fixture *f, struct session *session)
{
	struct text secret;

	assert_int_equal(session_store_insert(f->writer, session, &secret, &f->fault), STATUS_OK);
	return secret;
}

static bool find(
	struct registry_fixture *f, struct text secret, int64_t now_ms, struct session *ret_session)
{
	bool found = false;

	assert_int_equal(
		session_store_find(f->reader, secret, now_ms, ret_session, &found, &f->fault),
		STATUS_OK);
	return found;
}

static bool is_there(struct registry_fixture *f, struct text secret)
{
	struct session session;

	return find(f, secret, NOW_MS, &session);
}

static int64_t count_rows(struct registry_fixture *f)
{
	struct db_cursor rows;
	int64_t count;

	db_query(&rows, f->reader, "SELECT count(*) FROM admin_session", DB_NO_ARGS);
	assert_true(db_next(&rows));
	count = db_int(&rows, 0);
	assert_int_equal(db_end(&rows, &f->fault), STATUS_OK);
	return count;
}

static void a_session_of_a_key_is_found_by_its_secret(void **state)
{
	struct registry_fixture *f = *state;
	struct session first = make(1, NOW_MS), second = make(2, NOW_MS), found;
	struct text secret = add(f, &first), other = add(f, &second);

	assert_int_equal(secret.length, 43);
	assert_false(text_equal(secret, other));
	assert_true(find(f, secret, NOW_MS, &found));
	assert_true(guid_equal(found.id, first.id));
	assert_true(guid_equal(found.caller_id, first.caller_id));
	assert_int_equal(found.actor.kind, AUDIT_BY_ADMIN_KEY);
	assert_true(guid_equal(found.actor.key_id, first.caller_id));
	assert_true(guid_equal(found.actor.session_id, first.id));
	assert_int_equal(found.roles, 0);
	expect_text(found.policy, NULL);
	assert_int_equal(found.created_at_ms, NOW_MS);
	assert_int_equal(found.expires_at_ms, NOW_MS + LIFETIME_MS);
	assert_false(is_there(f, TEXT("")));
	assert_false(is_there(f, text_slice(secret, 0, 42)));
	assert_false(is_there(f, arena_printf(f->arena, "%sA", secret.data)));
}

static void a_session_of_a_token_keeps_who_it_is(void **state)
{
	struct registry_fixture *f = *state;
	struct session session = make(1, NOW_MS), found;
	struct text secret;

	session.actor = (struct audit_actor){.kind = AUDIT_BY_TOKEN,
		.name = TEXT("user"),
		.object_id = {{1}},
		.client_app_id = {{2}},
		.directory_tenant_id = {{3}}};
	session.roles = ADMIN_ROLE_MODERATOR | ADMIN_ROLE_AUDITOR;
	session.policy = TEXT("digest");
	secret = add(f, &session);
	assert_true(find(f, secret, NOW_MS, &found));
	assert_int_equal(found.actor.kind, AUDIT_BY_TOKEN);
	expect_text(found.actor.name, "user");
	assert_true(guid_is_zero(found.actor.key_id));
	assert_true(guid_equal(found.actor.object_id, session.actor.object_id));
	assert_true(guid_equal(found.actor.client_app_id, session.actor.client_app_id));
	assert_true(guid_equal(found.actor.directory_tenant_id, session.actor.directory_tenant_id));
	assert_int_equal(found.roles, ADMIN_ROLE_MODERATOR | ADMIN_ROLE_AUDITOR);
	expect_text(found.policy, "digest");
}

static void the_database_holds_no_secret(void **state)
{
	struct registry_fixture *f = *state;
	struct session session = make(1, NOW_MS);
	struct text secret = add(f, &session);
	struct hash hash = hash_sha256(secret);
	struct db_cursor rows;

	db_query(&rows, f->reader, "SELECT hash FROM admin_session", DB_NO_ARGS);
	assert_true(db_next(&rows));
	expect_bytes(db_text(&rows, 0), hash_hex(f->arena, &hash));
	assert_int_equal(db_end(&rows, &f->fault), STATUS_OK);
	assert_false(is_there(f, hash_hex(f->arena, &hash)));
}

static void a_session_ends_at_its_time(void **state)
{
	struct registry_fixture *f = *state;
	struct session session = make(1, NOW_MS), later = make(1, NOW_MS + 1), found;
	struct text secret = add(f, &session), other = add(f, &later);

	assert_true(find(f, secret, NOW_MS + LIFETIME_MS - 1, &found));
	assert_false(find(f, secret, NOW_MS + LIFETIME_MS, &found));
	assert_int_equal(
		session_store_purge(f->writer, NOW_MS + LIFETIME_MS, &f->fault), STATUS_OK);
	assert_int_equal(count_rows(f), 1);
	assert_true(find(f, other, NOW_MS, &found));
}

static void a_session_is_forgotten(void **state)
{
	struct registry_fixture *f = *state;
	struct session session = make(1, NOW_MS), other = make(1, NOW_MS);
	struct text secret = add(f, &session), kept = add(f, &other);

	assert_int_equal(session_store_delete(f->writer, session.id, &f->fault), STATUS_OK);
	assert_false(is_there(f, secret));
	assert_true(is_there(f, kept));
	assert_int_equal(session_store_delete(f->writer, session.id, &f->fault), STATUS_OK);
}

static void sessions_go_with_their_key(void **state)
{
	static const struct registry_change change = {NOW_MS, TEXT_INIT("test")};
	struct registry_fixture *f = *state;
	struct admin_key key = admin_key_make();
	struct session session = make(1, NOW_MS), other = make(2, NOW_MS);
	struct text secret, first, second, kept = add(f, &other);

	key.name = TEXT("ops");
	assert_int_equal(
		admin_key_store_insert(f->writer, &key, &change, &secret, &f->fault), STATUS_OK);
	session.caller_id = session.actor.key_id = key.id;
	first = add(f, &session);
	second = add(f, &session);
	assert_int_equal(admin_key_store_delete(f->writer, key.id, &f->fault), STATUS_OK);
	assert_false(is_there(f, first));
	assert_false(is_there(f, second));
	assert_true(is_there(f, kept));
}

static void the_oldest_of_one_admin_goes(void **state)
{
	struct registry_fixture *f = *state;
	struct session session = make(2, NOW_MS);
	struct text other = add(f, &session), oldest, second;

	session = make(1, NOW_MS);
	oldest = add(f, &session);
	second = add(f, &session);
	for (int i = 2; i < SESSION_STORE_MAX_OF_ONE; i++)
		add(f, &session);
	assert_true(is_there(f, oldest));
	add(f, &session);
	assert_false(is_there(f, oldest));
	assert_true(is_there(f, second));
	assert_true(is_there(f, other));
	assert_int_equal(count_rows(f), SESSION_STORE_MAX_OF_ONE + 1);
}

static void the_oldest_of_all_goes(void **state)
{
	struct registry_fixture *f = *state;
	struct session session = make(0, NOW_MS);
	struct text oldest, second;

	assert_int_equal(db_begin(f->writer, DB_WRITE, &f->fault), STATUS_OK);
	oldest = add(f, &session);
	second = add(f, &session);
	for (int i = 2; i < SESSION_STORE_MAX; i++) {
		session = make((uint8_t)(i / (SESSION_STORE_MAX_OF_ONE - 1)), NOW_MS);
		add(f, &session);
	}
	session = make(UINT8_MAX, NOW_MS);
	add(f, &session);
	assert_int_equal(db_commit(f->writer, &f->fault), STATUS_OK);
	assert_false(is_there(f, oldest));
	assert_true(is_there(f, second));
	assert_int_equal(count_rows(f), SESSION_STORE_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		REGISTRY_FIXTURE_TEST(a_session_of_a_key_is_found_by_its_secret),
		REGISTRY_FIXTURE_TEST(a_session_of_a_token_keeps_who_it_is),
		REGISTRY_FIXTURE_TEST(the_database_holds_no_secret),
		REGISTRY_FIXTURE_TEST(a_session_ends_at_its_time),
		REGISTRY_FIXTURE_TEST(a_session_is_forgotten),
		REGISTRY_FIXTURE_TEST(sessions_go_with_their_key),
		REGISTRY_FIXTURE_TEST(the_oldest_of_one_admin_goes),
		REGISTRY_FIXTURE_TEST(the_oldest_of_all_goes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
