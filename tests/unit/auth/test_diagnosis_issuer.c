#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "support/diagnosis_fixture.h"
#include "support/expect.h"

#define CLIENT REGISTRY_FIXTURE_CLIENT
#define TID ENTRA_TID
#define OTHER_TID "22222222-aaaa-2222-3333-444444444444"

static void a_key_of_somebody_else(void **state)
{
	static const struct diagnosis_finding finding = {"", "key-origin", REFUSAL_KEY_ISSUER,
		"this directory and this cloud", "issuer " ENTRA_BASE "/" OTHER_TID};
	struct guard_fixture *f = *state;
	const struct diagnosis *diagnosis;
	struct text token;

	registry_fixture_add(&f->registry, CLIENT, TID);
	fake_fetch_edit(f->keys.fetch, "/discovery/", "{tenantid}", OTHER_TID);
	key_fixture_rotate(&f->keys, true);
	token = guard_fixture_token(f, "");
	diagnosis = diagnosis_fixture_make(f, token);
	diagnosis_fixture_expect_finding(diagnosis, &finding);
	diagnosis_fixture_expect_whole(f, token, diagnosis);
}

static const struct issuer_directory provided[] = {
	{TEXT_INIT("acme"),
		{{0x99, 0x99, 0x99, 0x99, 0xaa, 0xaa, 0x42, 0x22, 0x83, 0x33, 0x44, 0x44, 0x44,
			0x44, 0x44, 0x44}}},
};

static struct issuer provider_of(const char *directory_claim, bool client_names)
{
	return (struct issuer){.kind = ISSUER_OPENID,
		.name = "example",
		.algorithms = ALGORITHM_BIT(ALGORITHM_RS256) | ALGORITHM_BIT(ALGORITHM_ES256),
		.url = TEXT(ENTRA_BASE "/openid"),
		.client_claim = "client_id",
		.client_names = client_names,
		.clients_authenticate = true,
		.directory_claim = directory_claim,
		.directories = provided,
		.directory_count = 1};
}

static struct text provided_token(struct guard_fixture *f, const char *more)
{
	struct arena *arena = f->keys.entra->arena;

	return entra_issue(f->keys.entra, "/openid/token",
		arena_printf(arena,
			"grant_type=client_credentials&client_id=nightly-job&client_secret=s"
			"&resource=api://reviews%s",
			more)
			.data)
		.text;
}

static void a_token_of_a_provider(void **state)
{
	static const struct diagnosis_finding finding = {"", "directory", REFUSAL_DIRECTORY_UNKNOWN,
		"org: one of the issuer's directories", "absent"};
	struct guard_fixture *f = *state;
	struct issuer provider = provider_of("", true);
	struct app app = registry_fixture_app(CLIENT, TID);
	struct text token = provided_token(f, "");
	const struct diagnosis *diagnosis;

	f->issuers.providers = &provider;
	f->issuers.provider_count = 1;
	app.directory_tenant_id = provided[0].directory;
	app.client_app_id = issuer_client_id(app.directory_tenant_id, TEXT("nightly-job"));
	registry_fixture_insert(&f->registry, &app);
	diagnosis = diagnosis_fixture_make(f, token);
	assert_int_equal(diagnosis->refusal, REFUSAL_NONE);
	diagnosis_fixture_expect_whole(f, token, diagnosis);
	assert_true(guid_equal(f->auth.caller.claims.client, app.client_app_id));
	expect_text(
		diagnosis_fixture_line(diagnosis, "issuer-algorithm")->expected, "RS256, ES256");
	expect_contains(diagnosis_fixture_line(diagnosis, "type")->expected, "at+jwt");
	expect_contains(diagnosis_fixture_line(diagnosis, "version")->expected, "one version");
	expect_contains(diagnosis_fixture_line(diagnosis, "key")->expected, "/openid/.well-known/");
	expect_text(diagnosis_fixture_line(diagnosis, "key-origin")->found,
		"issuer not named, cloud not named");
	expect_text(diagnosis_fixture_line(diagnosis, "issuer")->expected, ENTRA_BASE "/openid");
	expect_contains(diagnosis_fixture_line(diagnosis, "client")->found,
		guid_text(f->registry.arena, app.client_app_id).data);
	provider = provider_of("org", false);
	diagnosis = diagnosis_fixture_make(f, token);
	diagnosis_fixture_expect_finding(diagnosis, &finding);
	token = provided_token(f, "&dev_claims={\"org\":\"acme\"}");
	diagnosis = diagnosis_fixture_make(f, token);
	expect_text(diagnosis_fixture_line(diagnosis, "directory")->found, "acme");
	assert_int_equal(diagnosis->refusal, REFUSAL_CLIENT_INVALID);
	expect_text(diagnosis_fixture_line(diagnosis, "client")->found, "nightly-job");
}

/* Without Entra, only a provider's own URL is known. */
static void a_token_of_nobody_known(void **state)
{
	static const struct diagnosis_finding finding = {
		"", "known-issuer", REFUSAL_ISS_UNKNOWN, "issuer section", ENTRA_BASE "/" TID};
	struct guard_fixture *f = *state;
	struct text token = guard_fixture_token(f, "");
	const struct diagnosis *diagnosis;

	registry_fixture_add(&f->registry, CLIENT, TID);
	f->issuers.entra = NULL;
	diagnosis = diagnosis_fixture_make(f, token);
	diagnosis_fixture_expect_finding(diagnosis, &finding);
	diagnosis_fixture_expect_whole(f, token, diagnosis);
	assert_int_equal(fake_fetch_count(f->keys.fetch), 0);
}

int main(void)
{
#define TEST(name_) cmocka_unit_test_setup_teardown(name_, guard_fixture_start, guard_fixture_end)
	const struct CMUnitTest tests[] = {
		TEST(a_key_of_somebody_else),
		TEST(a_token_of_a_provider),
		TEST(a_token_of_nobody_known),
	};
#undef TEST

	return cmocka_run_group_tests(tests, guard_fixture_make, guard_fixture_free);
}
