#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/diagnosis_fixture.h"
#include "support/expect.h"
#include "support/forge.h"

#define CLIENT REGISTRY_FIXTURE_CLIENT
#define OTHER_CLIENT "aaaaaaaa-0000-1111-2222-cccccccccccc"
#define TID ENTRA_TID
#define OTHER_TID "22222222-aaaa-2222-3333-444444444444"

static void a_good_token(void **state)
{
	struct guard_fixture *f = *state;
	struct app app = registry_fixture_app(CLIENT, TID);
	struct text token = guard_fixture_token(f, "");
	const struct diagnosis *diagnosis;

	app.permissions = PERMISSION_SUBMIT;
	registry_fixture_insert(&f->registry, &app);
	diagnosis = diagnosis_fixture_make(f, token);
	diagnosis_fixture_expect_whole(f, token, diagnosis);
	assert_int_equal(diagnosis->refusal, REFUSAL_NONE);
	assert_int_equal(diagnosis->permissions, PERMISSION_SUBMIT);
	assert_true(diagnosis->knows_caller);
	assert_true(guid_equal(diagnosis->client, app.client_app_id));
	assert_true(guid_equal(diagnosis->directory, app.directory_tenant_id));
	for (size_t i = 0; i < diagnosis->count; i++)
		assert_int_equal(diagnosis->lines[i].result, DIAGNOSIS_PASSED);
	expect_text(diagnosis_fixture_line(diagnosis, "audience")->expected,
		GUARD_FIXTURE_API ", api://" GUARD_FIXTURE_API ", api://reviews");
	expect_text(diagnosis_fixture_line(diagnosis, "registration-expiry")->found, "none");
	expect_text(diagnosis_fixture_line(diagnosis, "user-tokens")->found, "app-only");
	expect_text(diagnosis_fixture_line(diagnosis, "public-clients")->found, "authenticated");
	expect_contains(diagnosis_fixture_line(diagnosis, "expiry")->expected,
		"2023-11-14T22:13:20Z (now), tolerance 300 s");
}

static void tokens_that_fail(void **state)
{
	static const struct diagnosis_finding findings[] = {
		{"&dev_alg=none", "form", REFUSAL_SEGMENT_EMPTY, "3 segments", "3 segments, "},
		{"&dev_alg=HS256", "algorithm", REFUSAL_ALG_SYMMETRIC, "RS, PS or ES", "HS256"},
		{"&dev_header={\"crit\":[\"exp\"]}", "header-parameters", REFUSAL_CRIT_PRESENT,
			"none of crit", ", crit"},
		{"&dev_header={\"kid\":null}", "key-id", REFUSAL_KID_MISSING, "kid", "absent"},
		{"&dev_claims={\"Tid\":\"x\"}", "payload", REFUSAL_MEMBER_REPEATED,
			"without repeated", " bytes"},
		{"&dev_claims={\"iss\":null}", "known-issuer", REFUSAL_ISS_MISSING, "iss",
			"absent"},
		{"&dev_alg=PS256", "issuer-algorithm", REFUSAL_ALG_NOT_ALLOWED, "RS256", "PS256"},
		{"&dev_header={\"typ\":\"at%2bjwt\"}", "type", REFUSAL_TYP_WRONG, "typ: JWT",
			"at+jwt"},
		{"&dev_claims={\"tid\":[1]}", "directory", REFUSAL_TID_INVALID, "tid", "an array"},
		{"&dev_claims={\"ver\":3}", "version", REFUSAL_VER_UNKNOWN, "1.0 or 2.0",
			"a number"},
		{"&dev_claims={\"tid\":\"" OTHER_TID "\"}", "registered-directory",
			REFUSAL_DIRECTORY_NOT_REGISTERED, "a directory with a registration",
			OTHER_TID},
		{"&dev_key=other", "key", REFUSAL_KID_UNKNOWN, "a key of " ENTRA_BASE "/" TID "/",
			""},
		{"&dev_claims={\"iss\":\"x\"}", "issuer", REFUSAL_ISS_WRONG, "/v2.0", "x"},
		{"&dev_claims={\"aud\":\"x\"}", "audience", REFUSAL_AUD_WRONG, "api://reviews",
			"x"},
		{"&dev_claims={\"aud\":{}}", "audience", REFUSAL_AUD_WRONG, "api://reviews",
			"an object"},
		{"&dev_claims={\"exp\":\"soon\"}", "times", REFUSAL_EXP_INVALID, "87000 s",
			"exp soon"},
		{"&dev_claims={\"exp\":-1}", "times", REFUSAL_TIME_OUT_OF_RANGE, "87000 s",
			"exp a number"},
		{"&dev_lifetime_s=99999", "times", REFUSAL_LIFETIME_TOO_LONG, "at most 87000 s",
			"exp 2023-11-1"},
		{"&dev_claims={\"azp\":true}", "client", REFUSAL_CLIENT_INVALID, "azp: client",
			"a boolean"},
		{"&dev_claims={\"oid\":null}", "kind", REFUSAL_TOKEN_KIND_UNKNOWN, "app-only or",
			"oid absent"},
		{"&dev_now_offset_s=-99999", "expiry", REFUSAL_TOKEN_EXPIRED,
			"not before 2023-11-14T22:13:20Z (now)", "2023-11-13"},
		{"&dev_now_offset_s=99999", "start", REFUSAL_TOKEN_NOT_YET_VALID,
			"not after 2023-11-14T22:13:20Z (now)", "2023-11-16"},
		{"&dev_claims={\"azp\":\"" OTHER_CLIENT "\"}", "registration",
			REFUSAL_APP_NOT_REGISTERED, OTHER_CLIENT,
			"no registration has this client app id"},
		{"&dev_scp=Reviews", "user-tokens", REFUSAL_USER_TOKEN_REFUSED, "acceptsUserTokens",
			"false"},
		{"&dev_acr=0", "public-clients", REFUSAL_PUBLIC_CLIENT_REFUSED,
			"acceptsPublicClients", "false"},
	};
	struct guard_fixture *f = *state;
	struct app app = registry_fixture_app(CLIENT, TID);

	app.accepts_user_tokens = false;
	registry_fixture_insert(&f->registry, &app);
	for (size_t i = 0; i < sizeof(findings) / sizeof(findings[0]); i++) {
		struct text token = guard_fixture_token(f, findings[i].more);
		const struct diagnosis *diagnosis = diagnosis_fixture_make(f, token);

		diagnosis_fixture_expect_finding(diagnosis, &findings[i]);
		diagnosis_fixture_expect_whole(f, token, diagnosis);
	}
}

/* Behind a check that brought nothing only those are left out that take what it brings. */
static void what_fails_leaves_little_out(void **state)
{
	struct guard_fixture *f = *state;
	const struct diagnosis *diagnosis;

	registry_fixture_add(&f->registry, CLIENT, TID);
	diagnosis = diagnosis_fixture_make(f,
		guard_fixture_token(f, "&dev_key=other&dev_claims={\"aud\":\"x\",\"iss\":\"y\"}"));
	assert_int_equal(diagnosis_fixture_line(diagnosis, "signature")->result, DIAGNOSIS_SKIPPED);
	assert_int_equal(diagnosis_fixture_line(diagnosis, "issuer")->refusal, REFUSAL_ISS_WRONG);
	assert_int_equal(diagnosis_fixture_line(diagnosis, "audience")->refusal, REFUSAL_AUD_WRONG);
	assert_int_equal(
		diagnosis_fixture_line(diagnosis, "registration")->result, DIAGNOSIS_PASSED);
	assert_true(diagnosis->knows_caller);
	diagnosis = diagnosis_fixture_make(f, TEXT("no token"));
	diagnosis_fixture_expect_whole(f, TEXT("no token"), diagnosis);
	for (size_t i = 1; i < diagnosis->count; i++)
		assert_int_equal(diagnosis->lines[i].result, DIAGNOSIS_SKIPPED);
	assert_false(diagnosis->knows_caller);
}

static struct text forged(struct guard_fixture *f, const char *header, const char *payload)
{
	struct arena *arena = f->keys.entra->arena;

	return forge_join(arena, forge_input(arena, text_from(header), text_from(payload)),
		TEXT("a signature of more than sixteen bytes"));
}

static void texts_of_strangers_are_plain_and_short(void **state)
{
	struct guard_fixture *f = *state;
	struct arena *arena = f->keys.entra->arena;
	char *many = arena_alloc(arena, 1001);
	const struct diagnosis *diagnosis;
	struct text token;

	memset(many, 'x', 1000);
	many[1000] = '\0';
	token = forged(f,
		arena_printf(arena,
			"{\"alg\":\"%s\",\"typ\":\"\\u001b[2J\\n\\u007f\","
			"\"\\u001b]0;%s\":1,\"kid\":{}}",
			many, many)
			.data,
		arena_printf(arena, "{\"iss\":\"a\\u0001b\\r%s\",\"ver\":\"\\u0007\"}", many).data);
	diagnosis = diagnosis_fixture_make(f, token);
	diagnosis_fixture_expect_whole(f, token, diagnosis);
	assert_int_equal(diagnosis_fixture_line(diagnosis, "algorithm")->found.length, 256);
	expect_text(diagnosis_fixture_line(diagnosis, "type")->found, "?[2J??");
	assert_true(diagnosis_fixture_line(diagnosis, "header-parameters")->found.length < 1024);
	expect_text(diagnosis_fixture_line(diagnosis, "key-id")->found, "an object");
	expect_contains(diagnosis_fixture_line(diagnosis, "known-issuer")->found, "a?b?xxx");
	token = forged(f, "[1]", "{");
	diagnosis = diagnosis_fixture_make(f, token);
	diagnosis_fixture_expect_whole(f, token, diagnosis);
	assert_int_equal(diagnosis->refusal, REFUSAL_HEADER_MALFORMED);
	expect_text(diagnosis_fixture_line(diagnosis, "header")->found, "3 bytes");
	expect_text(diagnosis_fixture_line(diagnosis, "payload")->found, "1 bytes");
}

static void registrations_that_refuse(void **state)
{
	static const struct diagnosis_finding findings[] = {
		{"", "registration-enabled", REFUSAL_APP_DISABLED, "enabled: true", "false"},
		{"", "registration-expiry", REFUSAL_APP_EXPIRED, "in the future",
			"2023-11-14T22:13:19Z"},
	};
	struct guard_fixture *f = *state;
	struct app app = registry_fixture_app(CLIENT, TID);
	struct text token = guard_fixture_token(f, "");
	const struct diagnosis *diagnosis;

	registry_fixture_add(&f->registry, OTHER_CLIENT, TID);
	registry_fixture_add(&f->registry, CLIENT, OTHER_TID);
	expect_text(diagnosis_fixture_line(diagnosis_fixture_make(f, token), "registration")->found,
		"the client app is registered with another directory");
	app.enabled = false;
	app.expires_at_ms = ENTRA_NOW_S * 1000 - 1000;
	registry_fixture_insert(&f->registry, &app);
	diagnosis = diagnosis_fixture_make(f, token);
	diagnosis_fixture_expect_whole(f, token, diagnosis);
	for (size_t i = 0; i < sizeof(findings) / sizeof(findings[0]); i++)
		diagnosis_fixture_expect_finding(diagnosis, &findings[i]);
	assert_int_equal(diagnosis->refusal, REFUSAL_APP_DISABLED);
}

/* Keys that are not in hand are fetched; the token cache is not used. */
static void a_diagnosis_waits_for_a_key(void **state)
{
	struct guard_fixture *f = *state;
	struct text token = guard_fixture_token(f, "");

	registry_fixture_add(&f->registry, CLIENT, TID);
	fake_fetch_set_dead(f->keys.fetch, true);
	assert_int_equal(diagnosis_fixture_make(f, token)->refusal, REFUSAL_KEYS_UNAVAILABLE);
	fake_fetch_set_dead(f->keys.fetch, false);
	key_fixture_pass(&f->keys, KEY_FIXTURE_HOUR_MS / 2);
	token = guard_fixture_token(f, "");
	assert_int_equal(diagnosis_fixture_make(f, token)->refusal, REFUSAL_NONE);
	key_fixture_rotate(&f->keys, false);
	assert_int_equal(
		diagnosis_fixture_make(f, guard_fixture_token(f, ""))->refusal, REFUSAL_NONE);
}

static void the_report(void **state)
{
	static const struct diagnosis passed = {
		.lines = {{.check = "form", .expected = TEXT_INIT("a"), .found = TEXT_INIT("b")}},
		.count = 1};
	static const struct diagnosis failed = {
		.lines = {{.check = "form",
				  .result = DIAGNOSIS_FAILED,
				  .refusal = REFUSAL_SEGMENT_EMPTY,
				  .expected = TEXT_INIT("a"),
				  .found = TEXT_INIT("b"),
				  .advice = TEXT_INIT("c")},
			{.check = "header", .result = DIAGNOSIS_SKIPPED}},
		.count = 2,
		.refusal = REFUSAL_SEGMENT_EMPTY};
	struct arena *arena = arena_new();

	(void)state;
	expect_text(diagnosis_text(arena, &passed),
		"passed    form\n"
		"          expected: a\n"
		"          found:    b\n"
		"This token is accepted.\n");
	expect_text(diagnosis_text(arena, &failed),
		"failed    form\n"
		"          expected: a\n"
		"          found:    b\n"
		"          to do:    c\n"
		"skipped   header\n"
		"This token is refused: SegmentEmpty.\n");
	arena_free(arena);
}

int main(void)
{
#define TEST(name_) cmocka_unit_test_setup_teardown(name_, guard_fixture_start, guard_fixture_end)
	const struct CMUnitTest tests[] = {
		TEST(a_good_token),
		TEST(tokens_that_fail),
		TEST(what_fails_leaves_little_out),
		TEST(texts_of_strangers_are_plain_and_short),
		TEST(registrations_that_refuse),
		TEST(a_diagnosis_waits_for_a_key),
		cmocka_unit_test(the_report),
	};
#undef TEST

	return cmocka_run_group_tests(tests, guard_fixture_make, guard_fixture_free);
}
