#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/guard_fixture.h"

#define CLIENT REGISTRY_FIXTURE_CLIENT
#define OTHER_CLIENT "aaaaaaaa-0000-1111-2222-cccccccccccc"
#define TID ENTRA_TID
#define OTHER_TID "22222222-aaaa-2222-3333-444444444444"
#define NOT_REGISTERED                                                                             \
	"Register client app " CLIENT " of directory " TID ": the token is good, but no S2S app "  \
	"registration has these two ids."
#define BOTH_IDS " Client app " CLIENT ", directory " TID "."

static void expect_with_ids(struct guard_fixture *f, struct text token, enum refusal expected)
{
	guard_fixture_expect(f, token, expected);
	entra_text(f->auth.detail,
		arena_printf(f->registry.arena, "%s" BOTH_IDS, refusal_row(expected)->sentence)
			.data);
	entra_text(f->auth.unverified.client, CLIENT);
	entra_text(f->auth.unverified.directory, TID);
}

static void another_app_of_the_directory(void **state)
{
	struct guard_fixture *f = *state;

	registry_fixture_add(&f->registry, OTHER_CLIENT, TID);
	guard_fixture_expect(f, guard_fixture_token(f, ""), REFUSAL_APP_NOT_REGISTERED);
	entra_text(f->auth.detail, NOT_REGISTERED);
}

/* The same app, registered for another directory: any directory may hold the app's principal. */
static void the_app_of_another_directory(void **state)
{
	struct guard_fixture *f = *state;

	registry_fixture_add(&f->registry, CLIENT, OTHER_TID);
	registry_fixture_add(&f->registry, OTHER_CLIENT, TID);
	guard_fixture_expect(f, guard_fixture_token(f, ""), REFUSAL_APP_NOT_REGISTERED);
	entra_text(f->auth.detail, NOT_REGISTERED);
	/* The log says what the caller is not told. */
	assert_string_equal(
		f->auth.unverified.hint, "the client app is registered with another directory");
}

/* An id in capitals is the same id. */
static void ids_are_compared_as_guids(void **state)
{
	struct guard_fixture *f = *state;

	registry_fixture_add(&f->registry, CLIENT, TID);
	guard_fixture_expect(f,
		guard_fixture_token(
			f, "&dev_claims={\"azp\":\"AAAAAAAA-0000-1111-2222-BBBBBBBBBBBB\"}"),
		REFUSAL_NONE);
}

static void disabled(void **state)
{
	struct guard_fixture *f = *state;
	struct app app = registry_fixture_add(&f->registry, CLIENT, TID);
	struct text token = guard_fixture_token(f, "");

	guard_fixture_expect(f, token, REFUSAL_NONE);
	app.enabled = false;
	registry_fixture_update(&f->registry, &app);
	expect_with_ids(f, token, REFUSAL_APP_DISABLED);
	app.enabled = true;
	registry_fixture_update(&f->registry, &app);
	guard_fixture_expect(f, token, REFUSAL_NONE);
}

static void registrations_expire(void **state)
{
	struct guard_fixture *f = *state;
	struct app app = registry_fixture_app(CLIENT, TID);
	struct text token = guard_fixture_token(f, "");

	app.expires_at_ms = clock_now_ms(&f->keys.time.clock) + 1;
	registry_fixture_insert(&f->registry, &app);
	guard_fixture_expect(f, token, REFUSAL_NONE);
	key_fixture_pass(&f->keys, 1);
	expect_with_ids(f, token, REFUSAL_APP_EXPIRED);
}

static void user_tokens(void **state)
{
	struct guard_fixture *f = *state;
	struct app app = registry_fixture_add(&f->registry, CLIENT, TID);
	struct text token = guard_fixture_token(f, "&dev_scp=Reviews");

	guard_fixture_expect(f, token, REFUSAL_NONE);
	assert_false(f->auth.caller.claims.app_only);
	app.accepts_user_tokens = false;
	registry_fixture_update(&f->registry, &app);
	expect_with_ids(f, token, REFUSAL_USER_TOKEN_REFUSED);
	guard_fixture_expect(f, guard_fixture_token(f, ""), REFUSAL_NONE);
}

static void public_clients(void **state)
{
	struct guard_fixture *f = *state;
	struct app app = registry_fixture_add(&f->registry, CLIENT, TID);
	struct text token = guard_fixture_token(f, "&dev_scp=Reviews&dev_acr=0");

	expect_with_ids(f, token, REFUSAL_PUBLIC_CLIENT_REFUSED);
	expect_with_ids(f, guard_fixture_token(f, "&dev_claims={\"azpacr\":null}"),
		REFUSAL_PUBLIC_CLIENT_REFUSED);
	guard_fixture_expect(f, guard_fixture_token(f, "&dev_acr=1"), REFUSAL_NONE);
	guard_fixture_expect(f, guard_fixture_token(f, "&dev_acr=2"), REFUSAL_NONE);
	app.accepts_public_clients = true;
	registry_fixture_update(&f->registry, &app);
	guard_fixture_expect(f, token, REFUSAL_NONE);
}

/* Seen tokens too: the row is looked up on every ask. */
static void removed_and_put_back(void **state)
{
	struct guard_fixture *f = *state;
	struct text token = guard_fixture_token(f, "");

	registry_fixture_add(&f->registry, OTHER_CLIENT, TID);
	for (int i = 0; i < 3; i++) {
		struct app app = registry_fixture_add(&f->registry, CLIENT, TID);

		guard_fixture_expect(f, token, REFUSAL_NONE);
		assert_true(guid_equal(f->auth.caller.registration_id, app.id));
		registry_fixture_delete(&f->registry, app.id);
		guard_fixture_expect(f, token, REFUSAL_APP_NOT_REGISTERED);
		entra_text(f->auth.detail, NOT_REGISTERED);
	}
}

/* Without its only registration the whole directory is a stranger. */
static void the_last_of_a_directory(void **state)
{
	struct guard_fixture *f = *state;
	struct app app = registry_fixture_add(&f->registry, CLIENT, TID);
	struct text token = guard_fixture_token(f, "");

	guard_fixture_expect(f, token, REFUSAL_NONE);
	registry_fixture_delete(&f->registry, app.id);
	guard_fixture_expect(f, token, REFUSAL_APP_NOT_REGISTERED);
	guard_fixture_expect(f, guard_fixture_token(f, ""), REFUSAL_DIRECTORY_NOT_REGISTERED);
}

static void moved_to_another_directory(void **state)
{
	struct guard_fixture *f = *state;
	struct app app = registry_fixture_add(&f->registry, CLIENT, TID);
	struct text token = guard_fixture_token(f, "");

	guard_fixture_expect(f, token, REFUSAL_NONE);
	app.directory_tenant_id = registry_fixture_guid(OTHER_TID);
	registry_fixture_update(&f->registry, &app);
	guard_fixture_expect(f, token, REFUSAL_APP_NOT_REGISTERED);
}

static void permissions_change_at_once(void **state)
{
	struct guard_fixture *f = *state;
	struct app app = registry_fixture_add(&f->registry, CLIENT, TID);
	struct text token = guard_fixture_token(f, "&dev_roles=Reviews.Read,Reviews.Submit");

	guard_fixture_expect(f, token, REFUSAL_NONE);
	assert_int_equal(f->auth.caller.permissions, PERMISSION_ALL);
	app.permissions = PERMISSION_READ;
	registry_fixture_update(&f->registry, &app);
	guard_fixture_expect(f, token, REFUSAL_NONE);
	assert_int_equal(f->auth.caller.permissions, PERMISSION_READ);
}

/* Names in a token let nobody in, and keep nobody out. */
static void names_prove_nothing(void **state)
{
	struct guard_fixture *f = *state;

	registry_fixture_add(&f->registry, CLIENT, TID);
	guard_fixture_expect(f,
		guard_fixture_token(f,
			"&dev_claims={\"azp\":\"" OTHER_CLIENT "\",\"name\":\"Reviews sync\","
			"\"app_displayname\":\"Reviews sync\",\"upn\":\"admin@example.com\"}"),
		REFUSAL_APP_NOT_REGISTERED);
	guard_fixture_expect(
		f, guard_fixture_token(f, "&dev_claims={\"name\":\"nobody\"}"), REFUSAL_NONE);
}

/* Times are checked on every ask, also of a token that was seen before. */
static void a_seen_token_expires(void **state)
{
	static const struct {
		int64_t pass_s;
		enum refusal refusal;
	} cases[] = {
		{0, REFUSAL_NONE},
		{3600, REFUSAL_NONE}, /* exp */
		{299, REFUSAL_NONE}, /* within the skew */
		{1, REFUSAL_TOKEN_EXPIRED},
		{7200, REFUSAL_TOKEN_EXPIRED},
	};
	struct guard_fixture *f = *state;
	struct text token = guard_fixture_token(f, "");

	registry_fixture_add(&f->registry, CLIENT, TID);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		key_fixture_pass(&f->keys, cases[i].pass_s * CLOCK_MS_PER_S);
		guard_fixture_expect(f, token, cases[i].refusal);
	}
}

static void a_token_from_the_future(void **state)
{
	struct guard_fixture *f = *state;
	/* Entra dates tokens five minutes back; the skew is five minutes more. */
	struct text token = guard_fixture_token(f, "&dev_now_offset_s=601");

	registry_fixture_add(&f->registry, CLIENT, TID);
	guard_fixture_expect(f, token, REFUSAL_TOKEN_NOT_YET_VALID);
	key_fixture_pass(&f->keys, CLOCK_MS_PER_S);
	guard_fixture_expect(f, token, REFUSAL_NONE);
}

static void audiences_are_explained(void **state)
{
	static const struct {
		const char *more, *detail;
	} cases[] = {
		{"&dev_claims={\"aud\":\"api://other\"}",
			"The audience of the token is api://other. This service "
			"accepts " GUARD_FIXTURE_API
			": request a token for that audience, or add the token's to "
			"auth.audiences."},
		/* What would have to be escaped somewhere is not repeated. */
		{"&dev_claims={\"aud\":\"a\\\"b\"}", NULL},
		{"&dev_claims={\"aud\":\"a\\\\b\"}", NULL},
		{"&dev_claims={\"aud\":\"a b\"}", NULL},
		{"&dev_claims={\"aud\":\"a\\nb\"}", NULL},
		{"&dev_claims={\"aud\":\"\\u00e9\"}", NULL},
		{"&dev_claims={\"aud\":\"\"}", NULL},
		{"&dev_claims={\"aud\":[\"x\"]}", NULL},
		{"&dev_claims={\"aud\":5}", NULL},
	};
	struct guard_fixture *f = *state;

	registry_fixture_add(&f->registry, CLIENT, TID);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		guard_fixture_expect(f, guard_fixture_token(f, cases[i].more), REFUSAL_AUD_WRONG);
		if (cases[i].detail == NULL)
			assert_false(text_is_set(f->auth.detail));
		else
			entra_text(f->auth.detail, cases[i].detail);
	}
}

/* What the log may say of a refused token. */
static void what_was_seen(void **state)
{
	struct guard_fixture *f = *state;
	const struct unverified_claims *unverified = &f->auth.unverified;

	registry_fixture_add(&f->registry, CLIENT, TID);
	guard_fixture_expect(f,
		guard_fixture_token(f, "&dev_key=other&dev_claims={\"iss\":\"i\\nj\"}"),
		REFUSAL_ISS_WRONG);
	assert_true(unverified->kid.length > 0);
	entra_text(unverified->issuer, "i\nj");
	entra_text(unverified->client, CLIENT);
	entra_text(unverified->directory, TID);
	guard_fixture_expect(f, TEXT("a.b"), REFUSAL_SEGMENT_COUNT);
	assert_false(text_is_set(unverified->kid));
	assert_false(text_is_set(unverified->issuer));
	assert_false(text_is_set(unverified->directory));
	assert_false(text_is_set(unverified->client));
}

/* A stranger does not decide how long a log line gets. */
static void what_was_seen_is_short(void **state)
{
	struct guard_fixture *f = *state;
	struct text more = arena_printf(f->registry.arena,
		"&dev_header={\"kid\":\"%0999d\"}&dev_claims={\"iss\":\"%0255d\\u00e9x\"}", 0, 0);
	struct text token = guard_fixture_token(f, more.data);

	guard_fixture_expect(f, token, REFUSAL_KID_MISSING);
	assert_int_equal(f->auth.unverified.kid.length, 256);
	token = guard_fixture_token(f, strchr(more.data + 1, '&'));
	guard_fixture_expect(f, token, REFUSAL_DIRECTORY_NOT_REGISTERED);
	assert_int_equal(f->auth.unverified.issuer.length, 255);
}

int main(void)
{
#define TEST(name_) cmocka_unit_test_setup_teardown(name_, guard_fixture_start, guard_fixture_end)
	const struct CMUnitTest tests[] = {
		TEST(another_app_of_the_directory),
		TEST(the_app_of_another_directory),
		TEST(ids_are_compared_as_guids),
		TEST(disabled),
		TEST(registrations_expire),
		TEST(user_tokens),
		TEST(public_clients),
		TEST(removed_and_put_back),
		TEST(the_last_of_a_directory),
		TEST(moved_to_another_directory),
		TEST(permissions_change_at_once),
		TEST(names_prove_nothing),
		TEST(a_seen_token_expires),
		TEST(a_token_from_the_future),
		TEST(audiences_are_explained),
		TEST(what_was_seen),
		TEST(what_was_seen_is_short),
	};
#undef TEST

	return cmocka_run_group_tests(tests, guard_fixture_make, guard_fixture_free);
}
