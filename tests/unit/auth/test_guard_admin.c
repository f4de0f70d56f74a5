#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "support/diagnosis_fixture.h"
#include "support/expect.h"

#define CLIENT REGISTRY_FIXTURE_CLIENT
#define OTHER_CLIENT "aaaaaaaa-0000-1111-2222-cccccccccccc"
#define TID ENTRA_TID
#define OTHER_TID "22222222-aaaa-2222-3333-444444444444"
#define GROUP "cccccccc-0000-4000-8000-000000000001"
#define OTHER_GROUP "cccccccc-0000-4000-8000-000000000002"
#define ROLE "&dev_roles=Registry.Admin"
#define USER "&dev_scp=Admin"

static int start(void **state)
{
	struct guard_fixture *f = *state;

	guard_fixture_start(state);
	f->options.admin_directories = TID;
	f->options.moderator_groups = GROUP;
	guard_fixture_restart(f);
	f->for_admin = true;
	return 0;
}

/* Anew, and remembered. */
static void expect_roles(struct guard_fixture *f, const char *more, uint32_t roles)
{
	const struct caller *caller = &f->auth.caller;
	struct text token = guard_fixture_token(f, more);

	for (int i = 0; i < 2; i++) {
		guard_fixture_expect(f, token, REFUSAL_NONE);
		assert_int_equal(caller->claims.admin_roles, roles);
		assert_true(guid_is_zero(caller->registration_id));
		assert_int_equal(caller->permissions, PERMISSION_NONE);
	}
}

/* The claims, and no registration: there is none at all. */
static void admins_pass(void **state)
{
	static const struct {
		const char *more;
		uint32_t roles;
		bool app_only;
	} cases[] = {
		{ROLE, ADMIN_ROLE_ADMIN, true},
		{USER ROLE, ADMIN_ROLE_ADMIN, false},
		{"&dev_roles=Registry.Auditor,Reviews.Moderator",
			ADMIN_ROLE_AUDITOR | ADMIN_ROLE_MODERATOR, true},
		{"&dev_claims={\"groups\":[\"" OTHER_GROUP "\",\"" GROUP "\"]}",
			ADMIN_ROLE_MODERATOR, true},
		{USER "&dev_claims={\"groups\":[\"" GROUP "\"]}", ADMIN_ROLE_MODERATOR, false},
		/* A browser's or a phone's app: it is the user who proved who it is. */
		{USER ROLE "&dev_acr=0", ADMIN_ROLE_ADMIN, false},
		{ROLE "&dev_ver=1.0", ADMIN_ROLE_ADMIN, true},
	};
	struct guard_fixture *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		expect_roles(f, cases[i].more, cases[i].roles);
		assert_true(f->auth.caller.claims.app_only == cases[i].app_only);
		assert_false(guid_is_zero(f->auth.caller.claims.object));
		expect_text(guid_text(f->registry.arena, f->auth.caller.claims.client), CLIENT);
		expect_text(guid_text(f->registry.arena, f->auth.caller.claims.directory), TID);
	}
}

static void without_a_role(void **state)
{
	static const char *const more[] = {"", USER, "&dev_roles=registry.admin",
		USER "&dev_roles=Reviews.Read,REGISTRY.ADMIN", "&dev_scp=Registry.Admin",
		"&dev_claims={\"roles\":\"Registry.Admin\"}",
		"&dev_claims={\"groups\":[\"" OTHER_GROUP "\"]}",
		USER "&dev_claims={\"hasgroups\":true}",
		USER "&dev_claims={\"_claim_names\":{\"groups\":\"src1\"},"
		     "\"_claim_sources\":{\"src1\":{\"endpoint\":\"https://evil.example/\"}}}"};
	struct guard_fixture *f = *state;

	for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++) {
		guard_fixture_expect(
			f, guard_fixture_token(f, more[i]), REFUSAL_ADMIN_ROLE_MISSING);
		expect_text(f->auth.detail,
			"The token has neither an admin app role nor a group with an admin role. "
			"Client app " CLIENT ", directory " TID ".");
	}
	assert_int_equal(fake_fetch_strays(f->keys.fetch), 0);
}

/* Whatever a stranger's directory writes into its tokens. Being registered changes nothing. */
static void a_directory_without_admins(void **state)
{
	static const char *const lists[] = {OTHER_TID, "", NULL, "contoso", "*"};
	struct guard_fixture *f = *state;

	registry_fixture_add(&f->registry, CLIENT, TID);
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		f->options.admin_directories = lists[i];
		guard_fixture_restart(f);
		guard_fixture_expect(
			f, guard_fixture_token(f, ROLE), REFUSAL_ADMIN_DIRECTORY_UNKNOWN);
		guard_fixture_expect(
			f, guard_fixture_token(f, USER ROLE), REFUSAL_ADMIN_DIRECTORY_UNKNOWN);
		expect_text(f->auth.detail,
			"Tokens from directory " TID " are not accepted for admins.");
	}
	assert_int_equal(fake_fetch_count(f->keys.fetch), 0);
}

static void a_thousand_strangers_cause_nothing(void **state)
{
	struct guard_fixture *f = *state;

	for (unsigned int i = 0; i < 1000; i++) {
		struct text more = arena_printf(f->keys.entra->arena,
			ROLE "&dev_claims={\"tid\":\"%08x-5555-4555-8555-555555555555\"}", i);

		guard_fixture_expect(
			f, guard_fixture_token(f, more.data), REFUSAL_ADMIN_DIRECTORY_UNKNOWN);
	}
	assert_int_equal(fake_fetch_count(f->keys.fetch), 0);
	expect_roles(f, ROLE, ADMIN_ROLE_ADMIN);
}

static void client_apps(void **state)
{
	static const struct {
		const char *clients;
		enum refusal refusal;
	} cases[] = {
		{CLIENT, REFUSAL_NONE},
		{OTHER_CLIENT ", AAAAAAAA-0000-1111-2222-BBBBBBBBBBBB", REFUSAL_NONE},
		{"", REFUSAL_NONE},
		{OTHER_CLIENT, REFUSAL_ADMIN_CLIENT_REFUSED},
		/* A list without a single good word is not an empty one. */
		{"portal", REFUSAL_ADMIN_CLIENT_REFUSED},
	};
	struct guard_fixture *f = *state;
	struct text token = guard_fixture_token(f, USER ROLE);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		f->options.admin_clients = cases[i].clients;
		guard_fixture_restart(f);
		guard_fixture_expect(f, token, cases[i].refusal);
		guard_fixture_expect(f, token, cases[i].refusal);
	}
	expect_text(f->auth.detail,
		"Tokens from this client app are not accepted for admins. Client "
		"app " CLIENT ", directory " TID ".");
}

/* Anyone can claim the id of a client that does not authenticate. */
static void apps_that_prove_nothing(void **state)
{
	struct guard_fixture *f = *state;

	guard_fixture_expect(
		f, guard_fixture_token(f, ROLE "&dev_acr=0"), REFUSAL_PUBLIC_CLIENT_REFUSED);
	guard_fixture_expect(f, guard_fixture_token(f, ROLE "&dev_claims={\"azpacr\":null}"),
		REFUSAL_PUBLIC_CLIENT_REFUSED);
	expect_roles(f, ROLE "&dev_acr=1", ADMIN_ROLE_ADMIN);
	expect_roles(f, ROLE "&dev_acr=2", ADMIN_ROLE_ADMIN);
}

/* Each token has two faults: the one that is told comes first. */
static void the_order_of_checks(void **state)
{
	static const struct {
		const char *more;
		enum refusal refusal;
	} cases[] = {
		{"&dev_alg=none", REFUSAL_SEGMENT_EMPTY},
		{"&dev_claims={\"tid\":\"" OTHER_TID "\",\"aud\":\"x\"}",
			REFUSAL_ADMIN_DIRECTORY_UNKNOWN},
		{"&dev_key=other&dev_claims={\"aud\":\"x\"}", REFUSAL_AUD_WRONG},
		{ROLE "&dev_key=other", REFUSAL_KID_UNKNOWN},
		{"&dev_claims={\"aud\":\"x\"}", REFUSAL_AUD_WRONG},
		{"&dev_now_offset_s=-99999", REFUSAL_TOKEN_EXPIRED},
		{"&dev_claims={\"azp\":\"" OTHER_CLIENT "\"}&dev_acr=0",
			REFUSAL_ADMIN_CLIENT_REFUSED},
		{"&dev_acr=0", REFUSAL_PUBLIC_CLIENT_REFUSED},
	};
	struct guard_fixture *f = *state;

	f->options.admin_clients = CLIENT;
	guard_fixture_restart(f);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		guard_fixture_expect(f, guard_fixture_token(f, cases[i].more), cases[i].refusal);
		expect_roles(f, ROLE, ADMIN_ROLE_ADMIN);
	}
}

/* Behind the cache the two planes part again: what let a token in on one says nothing on the
 * other. */
static void remembered_from_the_admin_plane(void **state)
{
	struct guard_fixture *f = *state;
	struct text token = guard_fixture_token(f, ROLE);

	guard_fixture_expect(f, token, REFUSAL_NONE);
	f->for_admin = false;
	guard_fixture_expect(f, token, REFUSAL_APP_NOT_REGISTERED);
	/* One that was not seen before does not get as far. */
	guard_fixture_expect(f, guard_fixture_token(f, ROLE), REFUSAL_DIRECTORY_NOT_REGISTERED);
	registry_fixture_add(&f->registry, OTHER_CLIENT, TID);
	guard_fixture_expect(f, token, REFUSAL_APP_NOT_REGISTERED);
	registry_fixture_add(&f->registry, CLIENT, TID);
	guard_fixture_expect(f, token, REFUSAL_NONE);
	assert_int_equal(f->auth.caller.permissions, PERMISSION_ALL);
	f->for_admin = true;
	guard_fixture_expect(f, token, REFUSAL_NONE);
	assert_int_equal(f->auth.caller.permissions, PERMISSION_NONE);
}

static void remembered_from_the_reviews_plane(void **state)
{
	struct guard_fixture *f = *state;
	struct text plain = guard_fixture_token(f, ""), good = guard_fixture_token(f, ROLE);

	registry_fixture_add(&f->registry, CLIENT, TID);
	f->for_admin = false;
	guard_fixture_expect(f, plain, REFUSAL_NONE);
	guard_fixture_expect(f, good, REFUSAL_NONE);
	f->for_admin = true;
	guard_fixture_expect(f, plain, REFUSAL_ADMIN_ROLE_MISSING);
	guard_fixture_expect(f, good, REFUSAL_NONE);
	f->options.admin_directories = OTHER_TID;
	guard_fixture_restart(f);
	f->for_admin = false;
	guard_fixture_expect(f, good, REFUSAL_NONE);
	assert_int_equal(f->auth.caller.claims.admin_roles, 0);
	f->for_admin = true;
	guard_fixture_expect(f, good, REFUSAL_ADMIN_DIRECTORY_UNKNOWN);
}

static void a_seen_token_expires(void **state)
{
	struct guard_fixture *f = *state;
	struct text token = guard_fixture_token(f, ROLE);

	guard_fixture_expect(f, token, REFUSAL_NONE);
	key_fixture_pass(&f->keys, (3600 + 299) * CLOCK_MS_PER_S);
	guard_fixture_expect(f, token, REFUSAL_NONE);
	key_fixture_pass(&f->keys, CLOCK_MS_PER_S);
	guard_fixture_expect(f, token, REFUSAL_TOKEN_EXPIRED);
}

static void keys_that_cannot_be_had(void **state)
{
	struct guard_fixture *f = *state;

	fake_fetch_set_dead(f->keys.fetch, true);
	guard_fixture_expect(f, guard_fixture_token(f, ROLE), REFUSAL_KEYS_UNAVAILABLE);
}

static struct text provided_token(struct guard_fixture *f, const char *more)
{
	return entra_issue(f->keys.entra, "/openid/token",
		arena_printf(f->keys.entra->arena,
			"grant_type=client_credentials&client_id=portal&client_secret=s"
			"&resource=api://reviews&dev_claims=%s",
			more)
			.data)
		.text;
}

static void a_provider(void **state)
{
#define ACME "99999999-aaaa-4222-8333-444444444444"
	const struct issuer_directory acme = {TEXT("acme"), registry_fixture_guid(ACME)};
	const struct issuer provider = {.kind = ISSUER_OPENID,
		.name = "example",
		.algorithms = ALGORITHM_BIT(ALGORITHM_RS256),
		.url = TEXT(ENTRA_BASE "/openid"),
		.client_claim = "client_id",
		.client_names = true,
		.directory_claim = "",
		.directories = &acme,
		.directory_count = 1};
	struct guard_fixture *f = *state;
	struct text user = provided_token(f, "{\"sub\":\"u\",\"groups\":[\"" GROUP "\"]}");

	f->issuers.providers = &provider;
	f->issuers.provider_count = 1;
	guard_fixture_expect(f, user, REFUSAL_ADMIN_DIRECTORY_UNKNOWN);
	assert_int_equal(fake_fetch_count(f->keys.fetch), 0);
	f->options.admin_directories = ACME;
	guard_fixture_restart(f);
	guard_fixture_expect(f, user, REFUSAL_NONE);
	assert_int_equal(f->auth.caller.claims.admin_roles, ADMIN_ROLE_MODERATOR);
	assert_false(f->auth.caller.claims.app_only);
	guard_fixture_expect(
		f, provided_token(f, "{\"roles\":[\"Registry.Auditor\"]}"), REFUSAL_NONE);
	assert_int_equal(f->auth.caller.claims.admin_roles, ADMIN_ROLE_AUDITOR);
	guard_fixture_expect(f, provided_token(f, "{}"), REFUSAL_ADMIN_ROLE_MISSING);
	/* Entra cannot speak for that directory. */
	guard_fixture_expect(f, guard_fixture_token(f, ROLE "&dev_claims={\"tid\":\"" ACME "\"}"),
		REFUSAL_DIRECTORY_UNKNOWN);
#undef ACME
}

static void diagnoses(void **state)
{
	static const struct diagnosis_finding findings[] = {
		{"&dev_claims={\"tid\":\"" OTHER_TID "\"}", "admin-directory",
			REFUSAL_ADMIN_DIRECTORY_UNKNOWN,
			"an id in admin.directories (1 configured)", OTHER_TID},
		{"&dev_claims={\"azp\":\"" OTHER_CLIENT "\"}", "admin-client",
			REFUSAL_ADMIN_CLIENT_REFUSED, "an id in admin.clients (1 configured)",
			OTHER_CLIENT},
		{ROLE "&dev_acr=0", "admin-secret", REFUSAL_PUBLIC_CLIENT_REFUSED, "authenticated",
			"not authenticated"},
		{"&dev_roles=a", "admin-role", REFUSAL_ADMIN_ROLE_MISSING, "Reviews.Moderator",
			"none; roles an array, groups absent"},
		{USER "&dev_claims={\"_claim_names\":{\"groups\":\"src1\"}}", "admin-role",
			REFUSAL_ADMIN_ROLE_MISSING, "admin.*-groups",
			"too many groups for the token"},
		{USER "&dev_claims={\"hasgroups\":true}", "admin-role", REFUSAL_ADMIN_ROLE_MISSING,
			"admin.*-groups", "too many groups for the token"},
	};
	struct guard_fixture *f = *state;

	f->options.admin_clients = CLIENT;
	guard_fixture_restart(f);
	for (size_t i = 0; i < sizeof(findings) / sizeof(findings[0]); i++) {
		struct text token = guard_fixture_token(f, findings[i].more);
		const struct diagnosis *diagnosis = diagnosis_fixture_make(f, token);

		diagnosis_fixture_expect_finding(diagnosis, &findings[i]);
		diagnosis_fixture_expect_whole(f, token, diagnosis);
	}
}

/* The lines of one plane only. */
static void a_diagnosis_of_a_good_token(void **state)
{
	struct guard_fixture *f = *state;
	struct text token =
		guard_fixture_token(f, USER "&dev_roles=Registry.Admin,Registry.Auditor");
	const struct diagnosis *diagnosis = diagnosis_fixture_make(f, token);

	diagnosis_fixture_expect_whole(f, token, diagnosis);
	assert_int_equal(diagnosis->refusal, REFUSAL_NONE);
	assert_int_equal(diagnosis->permissions, PERMISSION_NONE);
	for (size_t i = 0; i < diagnosis->count; i++) {
		assert_int_equal(diagnosis->lines[i].result, DIAGNOSIS_PASSED);
		assert_string_not_equal(diagnosis->lines[i].check, "registration");
		assert_string_not_equal(diagnosis->lines[i].check, "registered-directory");
	}
	expect_text(diagnosis_fixture_line(diagnosis, "caller-directory")->found, TID);
	expect_contains(diagnosis_fixture_line(diagnosis, "admin-client")->expected, "any");
	expect_text(diagnosis_fixture_line(diagnosis, "admin-secret")->found, "delegated");
	expect_text(diagnosis_fixture_line(diagnosis, "admin-role")->found,
		"Registry.Admin, Registry.Auditor");
	f->for_admin = false;
	diagnosis = diagnosis_fixture_make(f, token);
	for (size_t i = 0; i < diagnosis->count; i++)
		assert_string_not_equal(diagnosis->lines[i].check, "admin-role");
}

int main(void)
{
#define TEST(name_) cmocka_unit_test_setup_teardown(name_, start, guard_fixture_end)
	const struct CMUnitTest tests[] = {
		TEST(admins_pass),
		TEST(without_a_role),
		TEST(a_directory_without_admins),
		TEST(a_thousand_strangers_cause_nothing),
		TEST(client_apps),
		TEST(apps_that_prove_nothing),
		TEST(the_order_of_checks),
		TEST(remembered_from_the_admin_plane),
		TEST(remembered_from_the_reviews_plane),
		TEST(a_seen_token_expires),
		TEST(keys_that_cannot_be_had),
		TEST(a_provider),
		TEST(diagnoses),
		TEST(a_diagnosis_of_a_good_token),
	};
#undef TEST

	return cmocka_run_group_tests(tests, guard_fixture_make, guard_fixture_free);
}
