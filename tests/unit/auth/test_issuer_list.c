#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "auth/issuer.h"
#include "support/expect.h"
#include "support/scratch.h"

#define TID "11111111-aaaa-2222-3333-444444444444"
#define OTHER_TID "11111111-aaaa-2222-3333-555555555555"
#define PERSONAL_TID "9188040d-6c67-4c5b-b112-36a304b66dad"
#define ORG "1f3c5d7e-0000-4000-8000-000000000001"
#define SECOND_ORG "1f3c5d7e-0000-4000-8000-000000000002"
#define LOGIN "https://login.microsoftonline.com"
#define URL "https://id.example/realms/a"

static struct guid guid(const char *id)
{
	struct guid guid;

	assert_true(guid_parse_strict(text_from(id), &guid));
	return guid;
}

static struct issuer entra(const char *cloud)
{
	return (struct issuer){.kind = ISSUER_ENTRA,
		.name = "entra",
		.algorithms = ALGORITHM_BIT(ALGORITHM_RS256),
		.cloud = cloud_find(text_from(cloud)),
		.signing_key_app_id = ""};
}

static struct issuer provider(
	const char *url, const struct issuer_directory *directories, size_t count)
{
	return (struct issuer){.kind = ISSUER_OPENID,
		.name = "a",
		.algorithms = ALGORITHM_BIT(ALGORITHM_RS256),
		.url = text_from(url),
		.client_claim = "client_id",
		.directory_claim = "",
		.directories = directories,
		.directory_count = count};
}

static void the_issuer_of_a_token(void **state)
{
	const struct issuer cloud = entra("global");
	const struct issuer providers[] = {
		provider(URL, NULL, 0), provider("https://id.example/realms/ab", NULL, 0)};
	const struct issuer_list all = {
		.entra = &cloud, .providers = providers, .provider_count = 2};
	const struct issuer_list none = {.providers = providers, .provider_count = 2};
	static const char *const others[] = {LOGIN "/" TID "/v2.0", "https://id.example/realms/",
		URL "/", URL "b/", "https://ID.example/realms/a", "http://id.example/realms/a", ""};

	(void)state;
	assert_ptr_equal(issuer_of(&all, TEXT(URL)), &providers[0]);
	assert_ptr_equal(issuer_of(&all, TEXT(URL "b")), &providers[1]);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		assert_ptr_equal(issuer_of(&all, text_from(others[i])), &cloud);
		assert_null(issuer_of(&none, text_from(others[i])));
	}
}

static void directories_of_providers(void **state)
{
	const struct issuer_directory one[] = {{TEXT_INIT(ORG), guid(ORG)}};
	const struct issuer_directory two[] = {
		{TEXT_INIT("x"), guid(TID)}, {TEXT_INIT("y"), guid(SECOND_ORG)}};
	const struct issuer providers[] = {provider(URL, one, 1), provider(URL "b", two, 2)};
	const struct issuer_list list = {.providers = providers, .provider_count = 2};
	const struct issuer_list empty = {0};

	(void)state;
	assert_true(issuer_is_openid(&list, guid(ORG)));
	assert_true(issuer_is_openid(&list, guid(TID)));
	assert_true(issuer_is_openid(&list, guid(SECOND_ORG)));
	assert_false(issuer_is_openid(&list, guid(OTHER_TID)));
	assert_false(issuer_is_openid(&empty, guid(ORG)));
}

static void the_directory_of_a_value(void **state)
{
	const struct issuer_directory entries[] = {
		{TEXT_INIT(ORG), guid(ORG)}, {TEXT_INIT("acme"), guid(SECOND_ORG)}};
	struct issuer issuer = provider(URL, entries, 2);
	struct guid found;

	(void)state;
	issuer.directory_claim = "org";
	assert_true(issuer_find_directory(&issuer, TEXT("acme"), &found));
	assert_true(guid_equal(found, guid(SECOND_ORG)));
	assert_true(issuer_find_directory(&issuer, TEXT(ORG), &found));
	assert_true(guid_equal(found, guid(ORG)));
	assert_false(issuer_find_directory(&issuer, TEXT("Acme"), &found));
	assert_false(issuer_find_directory(&issuer, TEXT("acm"), &found));
	assert_false(issuer_find_directory(&issuer, TEXT(SECOND_ORG), &found));
	assert_false(issuer_find_directory(&issuer, TEXT(""), &found));
	assert_false(issuer_find_directory(&issuer, TEXT_NONE, &found));
	issuer.directory_claim = "";
	assert_true(issuer_find_directory(&issuer, TEXT_NONE, &found));
	assert_true(guid_equal(found, guid(ORG)));
	issuer.directory_count = 0;
	assert_false(issuer_find_directory(&issuer, TEXT_NONE, &found));
}

/* Registrations hold these ids. The values are of sha256sum over the same bytes. */
static void client_ids_of_names(void **state)
{
	static const struct {
		const char *directory, *name, *id;
	} cases[] = {
		{TID, "nightly", "49b1341e-1b44-8eed-b598-db0b86eaf096"},
		{OTHER_TID, "nightly", "2de856dd-9313-8468-97f5-5fed5bbb37db"},
		{TID, "Nightly", "3ccac5f0-7501-8b8f-9b37-80665566b71f"},
		{ORG, "caf\xc3\xa9 / job", "d198fb84-4898-85e6-a9ad-fd1274b48ddf"},
	};
	struct scratch *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect_text(guid_text(f->arena,
				    issuer_client_id(
					    guid(cases[i].directory), text_from(cases[i].name))),
			cases[i].id);
}

static void places_of_keys(void **state)
{
	struct issuer own = entra("global"), shared = entra("global");
	struct issuer openid = provider(URL, NULL, 0);
	struct jwks_endpoint a, b;

	(void)state;
	shared.shared_keys = true;
	a = issuer_jwks_endpoint(&own, guid(TID), TOKEN_V1);
	b = issuer_jwks_endpoint(&own, guid(TID), TOKEN_V1);
	assert_true(issuer_same_jwks_endpoint(&a, &b));
	b = issuer_jwks_endpoint(&own, guid(TID), TOKEN_V2);
	assert_false(issuer_same_jwks_endpoint(&a, &b));
	b = issuer_jwks_endpoint(&own, guid(OTHER_TID), TOKEN_V1);
	assert_false(issuer_same_jwks_endpoint(&a, &b));
	a = issuer_jwks_endpoint(&shared, guid(TID), TOKEN_V2);
	b = issuer_jwks_endpoint(&shared, guid(OTHER_TID), TOKEN_V2);
	assert_true(issuer_same_jwks_endpoint(&a, &b));
	b = issuer_jwks_endpoint(&shared, guid(OTHER_TID), TOKEN_V1);
	assert_false(issuer_same_jwks_endpoint(&a, &b));
	a = issuer_jwks_endpoint(&openid, guid(TID), TOKEN_V1);
	b = issuer_jwks_endpoint(&openid, guid(OTHER_TID), TOKEN_V2);
	assert_true(issuer_same_jwks_endpoint(&a, &b));
	assert_int_equal(a.version, TOKEN_V2);
	b = issuer_jwks_endpoint(&shared, guid(TID), TOKEN_V2);
	assert_false(issuer_same_jwks_endpoint(&a, &b));
}

#define WELL_KNOWN "/.well-known/openid-configuration"

static void metadata_urls_of_entra(void **state)
{
	static const struct {
		const char *cloud;
		bool shared;
		const char *app;
		enum token_version version;
		const char *url;
	} cases[] = {
		{"global", false, "", TOKEN_V2, LOGIN "/" TID "/v2.0" WELL_KNOWN},
		{"global", false, "", TOKEN_V1, LOGIN "/" TID WELL_KNOWN},
		{"global", true, "", TOKEN_V2, LOGIN "/common/v2.0" WELL_KNOWN},
		{"global", true, "", TOKEN_V1, LOGIN "/common" WELL_KNOWN},
		{"global", false, ORG, TOKEN_V2, LOGIN "/" TID "/v2.0" WELL_KNOWN "?appid=" ORG},
		{"global", true, ORG, TOKEN_V1, LOGIN "/common" WELL_KNOWN "?appid=" ORG},
		{"usgov", true, "", TOKEN_V2,
			"https://login.microsoftonline.us/common/v2.0" WELL_KNOWN},
	};
	struct scratch *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct issuer issuer = entra(cases[i].cloud);
		struct jwks_endpoint endpoint;

		issuer.shared_keys = cases[i].shared;
		issuer.signing_key_app_id = cases[i].app;
		endpoint = issuer_jwks_endpoint(&issuer, guid(TID), cases[i].version);
		expect_text(issuer_metadata_url(f->arena, &endpoint), cases[i].url);
	}
}

static void metadata_urls_of_providers(void **state)
{
	static const struct {
		const char *url, *metadata;
	} cases[] = {
		{URL, URL WELL_KNOWN},
		{URL "/", URL WELL_KNOWN},
		{URL "//", URL "/" WELL_KNOWN},
		{"https://id.example", "https://id.example" WELL_KNOWN},
		{"https://id.example/", "https://id.example" WELL_KNOWN},
	};
	struct scratch *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct issuer issuer = provider(cases[i].url, NULL, 0);
		struct jwks_endpoint endpoint = issuer_jwks_endpoint(&issuer, guid(TID), TOKEN_V2);

		expect_text(issuer_metadata_url(f->arena, &endpoint), cases[i].metadata);
	}
}

static void expect_judgement(struct scratch *f, const struct issuer *issuer,
	enum token_version version, const char *metadata, const char *flaw)
{
	struct jwks_endpoint endpoint = issuer_jwks_endpoint(issuer, guid(TID), version);
	const struct jsonread_node *node = jsonread_parse(f->arena, text_from(metadata), NULL);

	assert_non_null(node);
	expect_text(text_from(issuer_judge_metadata(f->arena, &endpoint, node)), flaw);
}

static void metadata_of_entra(void **state)
{
#define KEYS_URI ",\"jwks_uri\":\"" LOGIN "/common/discovery/keys\"}"
#define ISS(issuer_) "{\"issuer\":\"" issuer_ "\""
	static const char not_its[] = "the metadata's issuer is not the directory's";
	static const struct {
		bool shared;
		enum token_version version;
		const char *metadata, *flaw;
	} cases[] = {
		{false, TOKEN_V2, ISS(LOGIN "/" TID "/v2.0") KEYS_URI, NULL},
		{false, TOKEN_V1, ISS("https://sts.windows.net/" TID "/") KEYS_URI, NULL},
		{true, TOKEN_V2, ISS(LOGIN "/{tenantid}/v2.0") KEYS_URI, NULL},
		{true, TOKEN_V1, ISS("https://sts.windows.net/{tenantid}/") KEYS_URI, NULL},
		{false, TOKEN_V2, ISS(LOGIN "/" OTHER_TID "/v2.0") KEYS_URI, not_its},
		{false, TOKEN_V2, ISS(LOGIN "/{tenantid}/v2.0") KEYS_URI, not_its},
		{false, TOKEN_V1, ISS(LOGIN "/" TID "/v2.0") KEYS_URI, not_its},
		{true, TOKEN_V2, ISS(LOGIN "/" TID "/v2.0") KEYS_URI, not_its},
		{true, TOKEN_V2, ISS(LOGIN "/{tid}/v2.0") KEYS_URI, not_its},
		{true, TOKEN_V1, ISS(LOGIN "/{tenantid}/v2.0") KEYS_URI, not_its},
		{true, TOKEN_V2, "{\"issuer\":[]" KEYS_URI, not_its},
		{true, TOKEN_V2, "[]", not_its},
		{true, TOKEN_V2,
			ISS(LOGIN "/{tenantid}/v2.0") ",\"cloud_instance_name\":"
						      "\"microsoftonline.com\"" KEYS_URI,
			NULL},
		{true, TOKEN_V2,
			ISS(LOGIN "/{tenantid}/v2.0") ",\"cloud_instance_name\":"
						      "\"microsoftonline.us\"" KEYS_URI,
			"the metadata belongs to another cloud"},
		{true, TOKEN_V2,
			ISS(LOGIN "/{tenantid}/v2.0") ",\"jwks_uri\":\"" LOGIN ".evil.example/k\"}",
			"the metadata's jwks_uri does not begin with the authority"},
		{true, TOKEN_V2, ISS(LOGIN "/{tenantid}/v2.0") "}",
			"the metadata's jwks_uri does not begin with the authority"},
	};
	struct scratch *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct issuer issuer = entra("global");

		issuer.shared_keys = cases[i].shared;
		expect_judgement(f, &issuer, cases[i].version, cases[i].metadata, cases[i].flaw);
	}
}

static void metadata_of_providers(void **state)
{
#define ANY_KEYS ",\"jwks_uri\":\"https://keys.example/k\"}"
	static const char not_its[] = "the metadata's issuer is not the configured URL";
	static const struct {
		const char *url, *metadata, *flaw;
	} cases[] = {
		{URL, ISS(URL) ANY_KEYS, NULL},
		{URL "/", ISS(URL "/") ANY_KEYS, NULL},
		{URL, ISS(URL "/") ANY_KEYS, not_its},
		{URL "/", ISS(URL) ANY_KEYS, not_its},
		{URL, ISS("https://ID.example/realms/a") ANY_KEYS, not_its},
		{URL, "{\"jwks_uri\":\"https://keys.example/k\"}", not_its},
		{URL, "[]", not_its},
		{URL, ISS(URL) "}", "the metadata has no jwks_uri"},
		{URL, ISS(URL) ",\"jwks_uri\":\"\"}", "the metadata has no jwks_uri"},
		{URL, ISS(URL) ",\"jwks_uri\":[\"https://keys.example/k\"]}",
			"the metadata has no jwks_uri"},
	};
	struct scratch *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct issuer issuer = provider(cases[i].url, NULL, 0);

		expect_judgement(f, &issuer, TOKEN_V2, cases[i].metadata, cases[i].flaw);
	}
}

static void keys_of_shared_sets(void **state)
{
	static const struct {
		const char *directory, *issuer, *instance;
		enum refusal refusal;
	} cases[] = {
		{TID, NULL, NULL, REFUSAL_NONE},
		{TID, LOGIN "/{tenantid}/v2.0", NULL, REFUSAL_NONE},
		{TID, LOGIN "/{tenantid}/v2.0", "microsoftonline.com", REFUSAL_NONE},
		{TID, LOGIN "/" TID "/v2.0", NULL, REFUSAL_NONE},
		{TID, LOGIN "/{tenantid}/v2.0", "microsoftonline.us", REFUSAL_KEY_CLOUD},
		{TID, NULL, "microsoftonline.us", REFUSAL_KEY_CLOUD},
		{TID, LOGIN "/" OTHER_TID "/v2.0", NULL, REFUSAL_KEY_ISSUER},
		{TID, LOGIN "/{tid}/v2.0", NULL, REFUSAL_KEY_ISSUER},
		{TID, LOGIN "/{tenantid}/", NULL, REFUSAL_KEY_ISSUER},
		{TID, "https://login.microsoftonline.us/{tenantid}/v2.0", NULL, REFUSAL_KEY_ISSUER},
		{TID, "", NULL, REFUSAL_KEY_ISSUER},
		/* Personal accounts. */
		{TID, LOGIN "/" PERSONAL_TID "/v2.0", NULL, REFUSAL_KEY_ISSUER},
		{PERSONAL_TID, LOGIN "/" PERSONAL_TID "/v2.0", NULL, REFUSAL_NONE},
	};
	struct scratch *f = *state;
	const struct issuer issuer = entra("global"), openid = provider(URL, NULL, 0);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct jwk key = {.issuer = text_from(cases[i].issuer),
			.cloud_instance = text_from(cases[i].instance)};

		assert_int_equal(
			issuer_judge_key(f->arena, &issuer, guid(cases[i].directory), &key),
			cases[i].refusal);
		assert_int_equal(
			issuer_judge_key(f->arena, &openid, guid(cases[i].directory), &key),
			REFUSAL_NONE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(the_issuer_of_a_token),
		SCRATCH_TEST(directories_of_providers),
		SCRATCH_TEST(the_directory_of_a_value),
		SCRATCH_TEST(client_ids_of_names),
		SCRATCH_TEST(places_of_keys),
		SCRATCH_TEST(metadata_urls_of_entra),
		SCRATCH_TEST(metadata_urls_of_providers),
		SCRATCH_TEST(metadata_of_entra),
		SCRATCH_TEST(metadata_of_providers),
		SCRATCH_TEST(keys_of_shared_sets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
