#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/base64url.h"
#include "support/guard_fixture.h"

#define CLIENT REGISTRY_FIXTURE_CLIENT
#define OTHER_CLIENT "aaaaaaaa-0000-1111-2222-cccccccccccc"
#define TID ENTRA_TID
#define OTHER_TID "22222222-aaaa-2222-3333-444444444444"

static struct text issue(struct guard_fixture *f, const char *path, const char *form)
{
	return entra_issue(f->keys.entra, path, form).text;
}

static void a_registered_app_passes(void **state)
{
	struct guard_fixture *f = *state;
	struct app app = registry_fixture_app(CLIENT, TID);
	const struct caller *caller = &f->auth.caller;

	app.permissions = PERMISSION_SUBMIT;
	registry_fixture_insert(&f->registry, &app);
	for (int i = 0; i < 2; i++) {
		guard_fixture_expect(f, guard_fixture_token(f, ""), REFUSAL_NONE);
		assert_true(guid_equal(caller->registration_id, app.id));
		assert_true(guid_equal(caller->claims.client, app.client_app_id));
		assert_true(guid_equal(caller->claims.directory, app.directory_tenant_id));
		assert_int_equal(caller->permissions, PERMISSION_SUBMIT);
		assert_true(caller->claims.app_only);
		assert_false(text_is_set(f->auth.detail));
	}
	entra_number(entra_get(f->keys.entra, "/control/requests"), "keys", 1);
	guard_free(NULL);
}

static void tokens_of_both_versions(void **state)
{
#define FORM "grant_type=client_credentials&client_id=" CLIENT "&client_secret=s"
	static const struct {
		const char *path, *form;
		enum refusal refusal;
	} cases[] = {
		{ENTRA_V2_TOKEN, FORM "&scope=" GUARD_FIXTURE_API "/.default", REFUSAL_NONE},
		{ENTRA_V2_TOKEN, FORM "&scope=api://reviews/.default", REFUSAL_NONE},
		{ENTRA_V2_TOKEN, FORM "&scope=api://reviews/.default&dev_ver=1.0", REFUSAL_NONE},
		{ENTRA_V1_TOKEN, FORM "&resource=" GUARD_FIXTURE_API, REFUSAL_NONE},
		{ENTRA_V1_TOKEN, FORM "&resource=api://" GUARD_FIXTURE_API, REFUSAL_NONE},
		{ENTRA_V1_TOKEN, FORM "&resource=api://reviews", REFUSAL_NONE},
		{ENTRA_V1_TOKEN, FORM "&resource=api://reviews&dev_ver=2.0", REFUSAL_NONE},
		{ENTRA_V1_TOKEN, FORM "&resource=api://reviews/", REFUSAL_AUD_WRONG},
		{ENTRA_V2_TOKEN, FORM "&scope=api://other/.default", REFUSAL_AUD_WRONG},
	};
#undef FORM
	struct guard_fixture *f = *state;

	registry_fixture_add(&f->registry, CLIENT, TID);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		guard_fixture_expect(f, issue(f, cases[i].path, cases[i].form), cases[i].refusal);
}

/* A stranger's token causes no outbound request, whatever else is wrong with it. */
static void a_strangers_directory_is_never_asked(void **state)
{
	static const char *const more[] = {"", "&dev_key=other", "&dev_lifetime_s=-99999",
		"&dev_claims={\"iss\":\"http://evil.example/\"}",
		"&dev_claims={\"aud\":\"http://evil.example/\"}"};
	struct guard_fixture *f = *state;

	registry_fixture_add(&f->registry, CLIENT, OTHER_TID);
	for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++) {
		guard_fixture_expect(
			f, guard_fixture_token(f, more[i]), REFUSAL_DIRECTORY_NOT_REGISTERED);
		entra_text(f->auth.detail,
			"No app of directory " TID " is registered; register the client app id of "
			"this token with that directory id.");
	}
	assert_int_equal(fake_fetch_count(f->keys.fetch), 0);
}

static void a_thousand_strangers_cause_nothing(void **state)
{
	struct guard_fixture *f = *state;

	registry_fixture_add(&f->registry, CLIENT, TID);
	for (unsigned int i = 0; i < 1000; i++) {
		struct text more = arena_printf(f->keys.entra->arena,
			"&dev_claims={\"tid\":\"%08x-5555-4555-8555-555555555555\"}", i);

		guard_fixture_expect(
			f, guard_fixture_token(f, more.data), REFUSAL_DIRECTORY_NOT_REGISTERED);
	}
	assert_int_equal(fake_fetch_count(f->keys.fetch), 0);
	guard_fixture_expect(f, guard_fixture_token(f, ""), REFUSAL_NONE);
}

/* A token that is refused for its form fetches nothing either. */
static void forms_come_before_the_directory(void **state)
{
	static const struct {
		const char *more;
		enum refusal refusal;
	} cases[] = {
		{"&dev_alg=none", REFUSAL_SEGMENT_EMPTY},
		{"&dev_alg=HS256", REFUSAL_ALG_SYMMETRIC},
		{"&dev_alg=PS256", REFUSAL_ALG_NOT_ALLOWED},
		{"&dev_header={\"typ\":\"at%2bjwt\"}", REFUSAL_TYP_WRONG},
		{"&dev_header={\"crit\":[\"exp\"]}", REFUSAL_CRIT_PRESENT},
		{"&dev_header={\"jku\":\"http://evil.example/\"}", REFUSAL_KEY_IN_HEADER},
		{"&dev_header={\"kid\":null}", REFUSAL_KID_MISSING},
		{"&dev_claims={\"tid\":null}", REFUSAL_TID_INVALID},
		{"&dev_claims={\"tid\":\"http://evil.example/\"}", REFUSAL_TID_INVALID},
		{"&dev_claims={\"ver\":\"3.0\"}", REFUSAL_VER_UNKNOWN},
		{"&dev_claims={\"Tid\":\"x\"}", REFUSAL_MEMBER_REPEATED},
	};
	struct guard_fixture *f = *state;

	registry_fixture_add(&f->registry, CLIENT, TID);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		guard_fixture_expect(f, guard_fixture_token(f, cases[i].more), cases[i].refusal);
	assert_int_equal(fake_fetch_count(f->keys.fetch), 0);
}

/* Each token has two faults: the one that is told comes first. */
static void the_order_of_checks(void **state)
{
	static const struct {
		const char *more;
		enum refusal refusal;
	} cases[] = {
		/* With a key that is not in hand the claims come first: no fetch would mend them.
		 */
		{"&dev_key=other&dev_claims={\"aud\":\"x\"}", REFUSAL_AUD_WRONG},
		{"&dev_key=other", REFUSAL_KID_UNKNOWN},
		{"&dev_claims={\"iss\":\"x\",\"aud\":\"x\"}", REFUSAL_ISS_WRONG},
		{"&dev_claims={\"aud\":\"x\",\"exp\":null}", REFUSAL_AUD_WRONG},
		{"&dev_claims={\"exp\":null,\"azp\":null}", REFUSAL_EXP_INVALID},
		{"&dev_lifetime_s=999999&dev_claims={\"azp\":null}", REFUSAL_LIFETIME_TOO_LONG},
		{"&dev_claims={\"azp\":null,\"oid\":null}", REFUSAL_CLIENT_INVALID},
		{"&dev_claims={\"oid\":null}&dev_now_offset_s=-99999", REFUSAL_TOKEN_KIND_UNKNOWN},
		/* Times come before the registry: an expired token learns nothing about it. */
		{"&dev_now_offset_s=-99999&dev_acr=0", REFUSAL_TOKEN_EXPIRED},
		{"&dev_now_offset_s=99999&dev_acr=0", REFUSAL_TOKEN_NOT_YET_VALID},
		{"&dev_scp=Reviews&dev_acr=0", REFUSAL_USER_TOKEN_REFUSED},
		{"&dev_acr=0", REFUSAL_PUBLIC_CLIENT_REFUSED},
	};
	struct guard_fixture *f = *state;
	struct app app = registry_fixture_app(CLIENT, TID);

	app.accepts_user_tokens = false;
	registry_fixture_insert(&f->registry, &app);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		guard_fixture_expect(f, guard_fixture_token(f, cases[i].more), cases[i].refusal);
		/* No bad token does a good one any harm. */
		guard_fixture_expect(f, guard_fixture_token(f, ""), REFUSAL_NONE);
	}
}

static void tampered_tokens(void **state)
{
	struct guard_fixture *f = *state;
	struct text token = guard_fixture_token(f, ""), rest = token, header, payload, bytes;
	struct text changed;
	char *claim;

	registry_fixture_add(&f->registry, CLIENT, TID);
	guard_fixture_expect(f, token, REFUSAL_NONE);
	assert_true(text_split_next(&rest, '.', &header));
	assert_true(text_split_next(&rest, '.', &payload));
	assert_int_equal(base64url_decode(f->registry.arena, payload, &bytes), BASE64URL_GOOD);
	bytes = arena_text(f->registry.arena, bytes);
	claim = strstr((char *)(uintptr_t)bytes.data, CLIENT);
	assert_non_null(claim);
	memcpy(claim, OTHER_CLIENT, strlen(OTHER_CLIENT));
	changed = base64url_encode(f->registry.arena, bytes);
	guard_fixture_expect(f,
		arena_printf(f->registry.arena, "%.*s.%s.%.*s", (int)header.length, header.data,
			changed.data, (int)rest.length, rest.data),
		REFUSAL_SIGNATURE_WRONG);
	guard_fixture_expect(f,
		arena_printf(f->registry.arena, "%.*s.%.*s.AAAA", (int)header.length, header.data,
			(int)payload.length, payload.data),
		REFUSAL_SIGNATURE_LENGTH);
	/* Another spelling of a token that is in the cache is another token. */
	guard_fixture_expect(
		f, arena_printf(f->registry.arena, "%s=", token.data), REFUSAL_TOKEN_CHARACTER);
	guard_fixture_expect(f, token, REFUSAL_NONE);
}

/* Signed with a key that the other directory publishes, too: the issuer's directory decides. */
static void a_token_of_another_directory(void **state)
{
	struct guard_fixture *f = *state;

	registry_fixture_add(&f->registry, CLIENT, TID);
	registry_fixture_add(&f->registry, CLIENT, OTHER_TID);
	guard_fixture_expect(f, guard_fixture_token(f, "&dev_claims={\"tid\":\"" OTHER_TID "\"}"),
		REFUSAL_TID_MISMATCH);
	fake_fetch_edit(f->keys.fetch, "/discovery/", "{tenantid}", OTHER_TID);
	key_fixture_rotate(&f->keys, true);
	guard_fixture_expect(f, guard_fixture_token(f, ""), REFUSAL_KEY_ISSUER);
}

static void keys_that_cannot_be_had(void **state)
{
	struct guard_fixture *f = *state;
	struct text token = guard_fixture_token(f, "");
	enum refusal refusal = REFUSAL_NONE;

	registry_fixture_add(&f->registry, CLIENT, TID);
	fake_fetch_set_dead(f->keys.fetch, true);
	guard_fixture_expect(f, token, REFUSAL_KEYS_UNAVAILABLE);
	assert_int_equal(guard_fixture_ask_once(f, token, NULL, &refusal), AUTH_DENIED);
	assert_int_equal(refusal, REFUSAL_KEYS_UNAVAILABLE);
}

/* A rotation is no failure: the request that meets the new key waits for it, and passes. */
static void a_rotation_is_waited_for(void **state)
{
	struct guard_fixture *f = *state;
	struct key_wait *sleeper = key_fixture_wait(&f->keys, 60000);
	struct text old = guard_fixture_token(f, ""), fresh;
	enum refusal refusal = REFUSAL_NONE;

	registry_fixture_add(&f->registry, CLIENT, TID);
	guard_fixture_expect(f, old, REFUSAL_NONE);
	key_fixture_rotate(&f->keys, false);
	fresh = guard_fixture_token(f, "");
	fake_fetch_hold(f->keys.fetch, "http");
	assert_int_equal(
		guard_fixture_ask_once(f, fresh, &sleeper->waiter, &refusal), AUTH_PENDING);
	/* Nobody else is held up. */
	assert_int_equal(guard_fixture_ask_once(f, old, NULL, &refusal), AUTH_OK);
	fake_fetch_hold(f->keys.fetch, NULL);
	key_fixture_block(sleeper);
	assert_int_equal(guard_fixture_ask_once(f, fresh, NULL, &refusal), AUTH_OK);
	guard_fixture_expect(f, old, REFUSAL_NONE);
	guard_fixture_expect(f, guard_fixture_token(f, "&dev_key=other"), REFUSAL_KID_UNKNOWN);
}

/* A key that the directory has withdrawn verifies nothing any more, seen tokens included. */
static void a_withdrawn_key(void **state)
{
	struct guard_fixture *f = *state;
	struct text old = guard_fixture_token(f, "");

	registry_fixture_add(&f->registry, CLIENT, TID);
	guard_fixture_expect(f, old, REFUSAL_NONE);
	key_fixture_rotate(&f->keys, true);
	guard_fixture_expect(f, guard_fixture_token(f, ""), REFUSAL_NONE);
	guard_fixture_expect(f, old, REFUSAL_KID_UNKNOWN);
}

static void permissions(void **state)
{
	static const struct {
		uint32_t has;
		enum permission needed;
		enum refusal refusal;
	} cases[] = {
		{PERMISSION_NONE, PERMISSION_NONE, REFUSAL_NONE},
		{PERMISSION_NONE, PERMISSION_READ, REFUSAL_PERMISSION_MISSING},
		{PERMISSION_READ, PERMISSION_READ, REFUSAL_NONE},
		{PERMISSION_READ, PERMISSION_SUBMIT, REFUSAL_PERMISSION_MISSING},
		{PERMISSION_SUBMIT | PERMISSION_EXPORT, PERMISSION_READ,
			REFUSAL_PERMISSION_MISSING},
		{PERMISSION_SUBMIT | PERMISSION_EXPORT, PERMISSION_EXPORT, REFUSAL_NONE},
		{PERMISSION_READ, PERMISSION_ALL, REFUSAL_PERMISSION_MISSING},
		{PERMISSION_ALL, PERMISSION_ALL, REFUSAL_NONE},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct caller caller = {
			.permissions = cases[i].has, .claims = {.granted = PERMISSION_ALL}};

		assert_int_equal(
			guard_check_permission(&caller, cases[i].needed), cases[i].refusal);
	}
}

/* The registration allows; the token has to carry the role or the scope as well. */
static void roles_and_scopes(void **state)
{
	struct caller caller = {
		.permissions = PERMISSION_ALL, .claims = {.granted = PERMISSION_READ}};

	(void)state;
	assert_int_equal(guard_check_permission(&caller, PERMISSION_READ), REFUSAL_NONE);
	assert_int_equal(guard_check_permission(&caller, PERMISSION_SUBMIT), REFUSAL_SCOPE_MISSING);
	caller.claims.app_only = true;
	assert_int_equal(guard_check_permission(&caller, PERMISSION_SUBMIT), REFUSAL_ROLE_MISSING);
	caller.permissions = PERMISSION_READ;
	assert_int_equal(
		guard_check_permission(&caller, PERMISSION_SUBMIT), REFUSAL_PERMISSION_MISSING);
}

int main(void)
{
#define TEST(name_) cmocka_unit_test_setup_teardown(name_, guard_fixture_start, guard_fixture_end)
	const struct CMUnitTest tests[] = {
		TEST(a_registered_app_passes),
		TEST(tokens_of_both_versions),
		TEST(a_strangers_directory_is_never_asked),
		TEST(a_thousand_strangers_cause_nothing),
		TEST(forms_come_before_the_directory),
		TEST(the_order_of_checks),
		TEST(tampered_tokens),
		TEST(a_token_of_another_directory),
		TEST(keys_that_cannot_be_had),
		TEST(a_rotation_is_waited_for),
		TEST(a_withdrawn_key),
		cmocka_unit_test(permissions),
		cmocka_unit_test(roles_and_scopes),
	};
#undef TEST

	return cmocka_run_group_tests(tests, guard_fixture_make, guard_fixture_free);
}
