#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "auth/discovery.h"
#include "support/expect.h"

#define TID "11111111-aaaa-2222-3333-444444444444"
#define ENTRA "https://login.microsoftonline.com"
#define OWN "https://id.example/realms/a"

enum endpoint_row { DIRECTORY_V1, DIRECTORY_V2, COMMON_V1, COMMON_V2, PROVIDER };

struct bench {
	struct arena *arena;
	struct issuer entra, shared, provider;
};

static int start(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));

	if (b == NULL)
		return -1;
	b->arena = arena_new();
	b->entra = (struct issuer){
		.kind = ISSUER_ENTRA, .name = "entra", .cloud = cloud_find(TEXT("global"))};
	b->shared = b->entra;
	b->shared.shared_keys = true;
	b->provider = (struct issuer){.kind = ISSUER_OPENID, .name = "own", .url = TEXT(OWN)};
	*state = b;
	return 0;
}

static int end(void **state)
{
	struct bench *b = *state;

	arena_free(b->arena);
	free(b);
	return 0;
}

static struct jwks_endpoint endpoint_of(struct bench *b, enum endpoint_row row)
{
	const struct issuer *issuer = &b->entra;
	struct guid directory;

	if (row == PROVIDER)
		issuer = &b->provider;
	else if (row >= COMMON_V1)
		issuer = &b->shared;
	assert_true(guid_parse_strict(TEXT(TID), &directory));
	return issuer_jwks_endpoint(
		issuer, directory, row == DIRECTORY_V1 || row == COMMON_V1 ? TOKEN_V1 : TOKEN_V2);
}

static void documents(void **state)
{
	static const struct {
		enum endpoint_row endpoint;
		const char *issuer, *keys_url, *more;
		const char *why; /* NULL: taken */
	} rows[] = {
		{DIRECTORY_V2, ENTRA "/" TID "/v2.0", ENTRA "/k", "", NULL},
		{DIRECTORY_V1, "https://sts.windows.net/" TID "/", ENTRA "/common/k", "", NULL},
		{COMMON_V2, ENTRA "/{tenantid}/v2.0", ENTRA "/k", "", NULL},
		{COMMON_V1, "https://sts.windows.net/{tenantid}/", ENTRA "/k", "", NULL},
		{PROVIDER, OWN, "https://keys.example/k?a=b", "", NULL},
		{DIRECTORY_V1, ENTRA "/" TID "/v2.0", ENTRA "/k", "", "issuer"},
		{DIRECTORY_V2, "https://sts.windows.net/" TID "/", ENTRA "/k", "", "issuer"},
		{DIRECTORY_V2, ENTRA "/{tenantid}/v2.0", ENTRA "/k", "", "issuer"},
		{DIRECTORY_V2, ENTRA "/{tid}/v2.0", ENTRA "/k", "", "issuer"},
		{COMMON_V2, ENTRA "/" TID "/v2.0", ENTRA "/k", "", "issuer"},
		{COMMON_V2, ENTRA "/{tid}/v2.0", ENTRA "/k", "", "issuer"},
		{PROVIDER, OWN "/", "https://id.example/k", "", "issuer"},
		{PROVIDER, "HTTPS://id.example/realms/a", "https://id.example/k", "", "issuer"},
		{DIRECTORY_V2, ENTRA "/" TID "/v2.0", ENTRA "/k",
			",\"cloud_instance_name\":\"microsoftonline.com\"", NULL},
		{DIRECTORY_V2, ENTRA "/" TID "/v2.0", ENTRA "/k",
			",\"cloud_instance_name\":\"microsoftonline.us\"", "cloud"},
		{DIRECTORY_V2, ENTRA "/" TID "/v2.0", ENTRA ".evil.example/k", "", "authority"},
		{DIRECTORY_V2, ENTRA "/" TID "/v2.0", ENTRA "@evil.example/k", "", "authority"},
		{DIRECTORY_V2, ENTRA "/" TID "/v2.0", "http://login.microsoftonline.com/k", "",
			"authority"},
		{DIRECTORY_V2, ENTRA "/" TID "/v2.0", "file:///etc/passwd", "", "authority"},
		{DIRECTORY_V2, ENTRA "/" TID "/v2.0", ENTRA "/k k", "", "not a URL"},
		{DIRECTORY_V2, ENTRA "/" TID "/v2.0", ENTRA "/k\\r\\nX: y", "", "not a URL"},
		{DIRECTORY_V2, ENTRA "/" TID "/v2.0", ENTRA "/k\\u00e9", "", "not a URL"},
		{DIRECTORY_V2, ENTRA "/" TID "/v2.0", ENTRA "/k\\u0000", "", "not a JSON object"},
		{PROVIDER, OWN, "", "", "no jwks_uri"},
		{PROVIDER, OWN, "https://id.example/k", ",\"issuer\":\"" OWN "\"",
			"not a JSON object"},
		{PROVIDER, OWN, "https://id.example/k", "}", "not a JSON object"},
	};
	struct bench *b = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct jwks_endpoint endpoint = endpoint_of(b, rows[i].endpoint);
		struct text why = TEXT_NONE, url;

		url = discovery_read(b->arena, &endpoint,
			arena_printf(b->arena, "{\"issuer\":\"%s\",\"jwks_uri\":\"%s\"%s}",
				rows[i].issuer, rows[i].keys_url, rows[i].more),
			&why);
		if (text_is_set(url) != (rows[i].why == NULL))
			fail_msg("row %zu", i);
		if (rows[i].why == NULL)
			expect_text(url, rows[i].keys_url);
		else
			expect_contains(why, rows[i].why);
	}
}

static void what_is_no_document(void **state)
{
	static const char *const documents_of[] = {"", "null", "5", "\"x\"", "[]", "{}", "<html>",
		"{\"issuer\":5,\"jwks_uri\":5}", "{\"issuer\":\"" OWN "\",\"jwks_uri\":5}",
		"{\"issuer\":\"" OWN "\",\"jwks_uri\":[\"https://id.example/k\"]}",
		"{\"issuer\":\"" OWN "\"}", "{\"jwks_uri\":\"https://id.example/k\"}"};
	struct bench *b = *state;
	struct jwks_endpoint endpoint = endpoint_of(b, PROVIDER);

	for (size_t i = 0; i < sizeof(documents_of) / sizeof(documents_of[0]); i++) {
		struct text why = TEXT_NONE;

		if (text_is_set(
			    discovery_read(b->arena, &endpoint, text_from(documents_of[i]), &why)))
			fail_msg("%s", documents_of[i]);
		assert_true(why.length > 0);
	}
}

static void endpoints_are_with_the_authority(void **state)
{
	static const struct {
		const char *issuer, *authorization, *token;
		const char *why; /* NULL: taken */
	} rows[] = {
		{ENTRA "/" TID "/v2.0", ENTRA "/a", ENTRA "/t", NULL},
		{ENTRA "/" TID "/v2.0", ENTRA ".evil.example/a", ENTRA "/t", "authorization"},
		{ENTRA "/" TID "/v2.0", ENTRA "/a", "https://evil.example/t", "token_endpoint"},
		{ENTRA "/" TID "/v2.0", "", ENTRA "/t", "authorization_endpoint is not a URL"},
		{ENTRA "/" TID "/v2.0", ENTRA "/a", ENTRA "/t t", "token_endpoint is not a URL"},
		{ENTRA "/{tenantid}/v2.0", ENTRA "/a", ENTRA "/t", "issuer"},
	};
	struct bench *b = *state;
	struct jwks_endpoint endpoint = endpoint_of(b, DIRECTORY_V2);

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct discovery_endpoints endpoints = {TEXT_NONE, TEXT_NONE};
		struct text why = TEXT_NONE;
		bool taken = discovery_read_endpoints(b->arena, &endpoint,
			arena_printf(b->arena,
				"{\"issuer\":\"%s\",\"jwks_uri\":\"" ENTRA "/k\","
				"\"authorization_endpoint\":\"%s\",\"token_endpoint\":\"%s\"}",
				rows[i].issuer, rows[i].authorization, rows[i].token),
			&endpoints, &why);

		if (taken != (rows[i].why == NULL))
			fail_msg("row %zu", i);
		if (!taken)
			expect_contains(why, rows[i].why);
		expect_text(endpoints.authorization, taken ? rows[i].authorization : NULL);
		expect_text(endpoints.token, taken ? rows[i].token : NULL);
	}
}

/* A document whose URL, and whole, has so many bytes. */
static struct text sized(struct bench *b, size_t url_bytes, size_t bytes)
{
	static const char head[] = "{\"issuer\":\"" OWN "\",\"jwks_uri\":\"";
	static const char start_of_url[] = "https://id.example/";
	size_t used = sizeof(head) - 1 + url_bytes + 2;
	char *document = arena_alloc(b->arena, bytes > used ? bytes : used);

	memcpy(document, head, sizeof(head) - 1);
	memset(document + sizeof(head) - 1, 'k', url_bytes);
	memcpy(document + sizeof(head) - 1, start_of_url, sizeof(start_of_url) - 1);
	memcpy(document + used - 2, "\"}", 2);
	if (bytes > used)
		memset(document + used, ' ', bytes - used);
	return (struct text){document, bytes > used ? bytes : used};
}

static void sizes(void **state)
{
	static const struct {
		size_t url_bytes, bytes;
		bool taken;
	} rows[] = {
		{METADATA_URL_BYTES_MAX, 0, true},
		{METADATA_URL_BYTES_MAX + 1, 0, false},
		{100, METADATA_BYTES_MAX, true},
		{100, METADATA_BYTES_MAX + 1, false},
	};
	struct bench *b = *state;
	struct jwks_endpoint endpoint = endpoint_of(b, PROVIDER);

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct text why = TEXT_NONE,
			    url = discovery_read(b->arena, &endpoint,
				    sized(b, rows[i].url_bytes, rows[i].bytes), &why);

		if (text_is_set(url) != rows[i].taken)
			fail_msg("row %zu", i);
		if (rows[i].taken)
			assert_int_equal(url.length, rows[i].url_bytes);
	}
}

int main(void)
{
#define TEST(name_) cmocka_unit_test_setup_teardown(name_, start, end)
	const struct CMUnitTest tests[] = {
		TEST(documents),
		TEST(what_is_no_document),
		TEST(endpoints_are_with_the_authority),
		TEST(sizes),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
