/*
 * A database from before each purpose got its own key derived from the environment's secret: e-mail
 * hashes, signed links and stored responses of the old version still work. In a new database none
 * of them uses the secret itself.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/core/call.h"
#include "base/base64url.h"
#include "base/hash.h"
#include "support/expect.h"
#include "support/service_client.h"
#include "support/temp_dir.h"
#include "upkeep/database_open.h"

/* The bytes 0 to 31, and the hashes of an address that the old version made with them. */
#define SECRET_TEXT "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
#define OLD_HASH "16ebef2e7570dfd81eb33f402c259e775dca943a8d30fd14a967b580e040f952"
#define OLD_SUBJECT "a6560e9091767725fe24456087f256b1f0b25ee10d31a446e5cc5766b98b80ad"
#define ROBIN "{\"email\":\" Robin@Example.com\"}"
#define SUBMIT "/v2.0/reviews/product/p/user"

struct keys {
	struct arena *arena;
	const char *dir;
	struct service_fixture *f;
	struct text secret;
};

static void run(struct db *db, const char *sql, struct arena *arena)
{
	struct fault fault = fault_make(arena);

	db_script(db, text_from(sql), &fault);
	expect_text(fault.detail, NULL);
}

/* Opens a service on a migrated old database. The SQL `more` changes its environment row. */
static struct keys open_with(const char *more)
{
	struct keys k = {.arena = arena_new()};
	const char *settings[2] = {NULL, NULL};
	struct fault fault = fault_make(k.arena);
	struct config config;
	struct db *db;
	struct database_open_report about;

	k.dir = temp_dir_make(k.arena);
	settings[0] = arena_printf(k.arena, "database.path=%s/old.db", k.dir).data;
	assert_int_equal(config_load(&config, NULL, settings, 1, &fault), STATUS_OK);
	assert_int_equal(
		database_open_migrated(&db, &config, DATABASE_OPEN_CACHE_KIB, &about, &fault),
		STATUS_OK);
	run(db,
		"INSERT INTO environment (singleton, id, secret, created_at_ms) VALUES "
		"(1, '33333333-aaaa-4222-8333-444444444444', '" SECRET_TEXT "', 1)",
		k.arena);
	run(db, more, k.arena);
	db_close(db);
	assert_int_equal(base64url_decode(k.arena, TEXT(SECRET_TEXT), &k.secret), BASE64URL_GOOD);
	k.f = service_fixture_open_with(&(struct service_fixture_options){.settings = settings});
	service_fixture_admit(k.f);
	return k;
}

static void close_all(struct keys *k)
{
	service_fixture_close(k->f);
	temp_dir_remove(k->dir);
	arena_free(k->arena);
}

static struct response submit(struct keys *k, const char *idempotency_key)
{
	struct http_case_request request = {.method = TEXT("POST"),
		.url = arena_printf(k->arena,
			SERVICE_FIXTURE_URL SUBMIT "?tenantId=%s&locale=en-us&encodedUser=%s",
			service_environment_id(k->f->service, k->arena).data,
			base64url_encode(k->arena, TEXT(ROBIN)).data),
		.header_count = 3,
		.body = TEXT("{\"Rating\":4,\"Title\":\"Good\",\"ReviewText\":\"Fits.\","
			     "\"ProductName\":\"Shirt\"}")};
	struct response answer = {0};

	request.headers[0] = (struct message_header){TEXT("Authorization"), k->f->authorization};
	request.headers[1] =
		(struct message_header){TEXT("Content-Type"), TEXT("application/json")};
	request.headers[2] =
		(struct message_header){TEXT("Idempotency-Key"), text_from(idempotency_key)};
	k->f->transport.send(k->f->transport.context, k->arena, &request, &answer);
	return answer;
}

static void who_was_hashed_before_is_found(void **state)
{
	struct keys k = open_with("");
	struct response answer;

	(void)state;
	answer = submit(&k, "a");
	assert_int_equal(answer.status, 200);
	expect_text(service_client_text(k.f, "SELECT user_email_hash FROM review"), OLD_HASH);
	k.f->authorization = arena_printf(k.arena, "Bearer %s", k.f->admin_key.data);
	answer = service_client_send(
		k.f, "POST", "/admin/v1/personal-data:search", "{\"email\":\"robin@example.com\"}");
	assert_int_equal(answer.status, 200);
	assert_non_null(strstr(arena_cstr(k.arena, answer.body), "\"reviewId\""));
	expect_text(service_client_text(
			    k.f, "SELECT after_json FROM audit_event WHERE operation = 'Search'"),
		"{\"subjectHash\":\"" OLD_SUBJECT "\"}");
	close_all(&k);
}

static void a_new_database_hashes_otherwise(void **state)
{
	struct keys k = open_with("UPDATE environment SET person_key_version = 1");
	struct text hash;

	(void)state;
	assert_int_equal(submit(&k, "a").status, 200);
	hash = service_client_text(k.f, "SELECT user_email_hash FROM review");
	assert_int_equal(hash.length, 64);
	assert_false(text_equal(hash, TEXT(OLD_HASH)));
	close_all(&k);
}

/* Returns the status for a link signed with the secret itself, as the old version did. */
static int follow_old_link(struct keys *k)
{
	struct response answer = service_client_send(k->f, "GET",
		arena_printf(k->arena, "/v2.0/export/reviews/?tenantId=%s&format=json",
			service_environment_id(k->f->service, k->arena).data)
			.data,
		NULL);
	struct text link =
		jsonread_member_text(jsonread_parse(k->arena, answer.body, NULL), "blobSasUrl");
	struct text path, expires;
	struct hash signature;

	assert_int_equal(answer.status, 200);
	link = text_slice(link, strlen(SERVICE_FIXTURE_URL), link.length);
	assert_int_equal(
		service_client_send(k->f, "GET", arena_cstr(k->arena, link), NULL).status, 200);
	path = text_slice(link, 0, text_find(link, '?'));
	expires = text_slice(link, path.length + strlen("?se="), link.length);
	expires = text_slice(expires, 0, text_find(expires, '&'));
	signature = hash_hmac(k->secret,
		arena_printf(k->arena, "GET\n%s\n%s", arena_cstr(k->arena, path),
			arena_cstr(k->arena, expires)));
	answer = service_client_send(k->f, "GET",
		arena_printf(k->arena, "%s?se=%s&sig=%s", arena_cstr(k->arena, path),
			arena_cstr(k->arena, expires),
			base64url_encode(k->arena, hash_text(&signature)).data)
			.data,
		NULL);
	return answer.status;
}

static void links_of_before_work_until_they_expire(void **state)
{
	struct keys k = open_with("");

	(void)state;
	assert_int_equal(follow_old_link(&k), 200);
	close_all(&k);
	k = open_with("UPDATE environment SET person_key_version = 1");
	assert_int_equal(follow_old_link(&k), 403);
	close_all(&k);
}

/* Repeats a request whose stored response has the old version's fingerprint. */
static int repeat_old_request(struct keys *k)
{
	struct text query = arena_printf(k->arena, "tenantId=%s&locale=en-us&encodedUser=%s",
		service_environment_id(k->f->service, k->arena).data,
		base64url_encode(k->arena, TEXT(ROBIN)).data);
	struct hash hash = hash_sha256(arena_printf(k->arena,
		SUBMIT "?%s\n{\"Rating\":4,\"Title\":\"Good\",\"ReviewText\":\"Fits.\","
		       "\"ProductName\":\"Shirt\"}",
		query.data));
	struct fault fault = fault_make(k->arena);
	struct db *db;

	assert_int_equal(submit(k, "again").status, 200);
	assert_int_equal(submit(k, "again").status, 200);
	hash = hash_hmac(k->secret, hash_text(&hash));
	db = service_fixture_connect(k->f);
	assert_int_equal(db_exec(db, &fault, "UPDATE kept_answer SET fingerprint = $1",
				 DB_ARGS(DB_TEXT(hash_hex(k->arena, &hash)))),
		STATUS_OK);
	db_close(db);
	return submit(k, "again").status;
}

static void requests_of_before_are_known(void **state)
{
	struct keys k = open_with("");

	(void)state;
	assert_int_equal(repeat_old_request(&k), 200);
	expect_text(service_client_text(k.f, "SELECT count(*) FROM review"), "1");
	close_all(&k);
	k = open_with("UPDATE environment SET person_key_version = 1");
	assert_int_equal(repeat_old_request(&k), 422);
	close_all(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_was_hashed_before_is_found),
		cmocka_unit_test(a_new_database_hashes_otherwise),
		cmocka_unit_test(links_of_before_work_until_they_expire),
		cmocka_unit_test(requests_of_before_are_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
