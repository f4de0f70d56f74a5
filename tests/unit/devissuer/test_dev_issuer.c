#include <openssl/x509.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/base64url.h"
#include "support/entra.h"

#define V2_KEYS "/" ENTRA_TID "/discovery/v2.0/keys"
#define V2_DISCOVERY "/" ENTRA_TID "/v2.0/.well-known/openid-configuration"
#define V2_FORM                                                                                    \
	"grant_type=client_credentials&client_id=aaaaaaaa-0000-1111-2222-bbbbbbbbbbbb"             \
	"&client_secret=s&scope=api://reviews/.default"

static void discovery_v2(void **state)
{
	struct entra *f = *state;
	const struct jsonread_node *node = entra_get(
		f, "/11111111-AAAA-2222-3333-444444444444/v2.0/.well-known/openid-configuration");

	entra_member(node, "issuer", ENTRA_BASE "/" ENTRA_TID "/v2.0");
	entra_member(node, "jwks_uri", ENTRA_BASE V2_KEYS);
	entra_member(node, "token_endpoint", ENTRA_BASE ENTRA_V2_TOKEN);
	entra_member(
		node, "authorization_endpoint", ENTRA_BASE "/" ENTRA_TID "/oauth2/v2.0/authorize");
	entra_member(node, "cloud_instance_name", "microsoftonline.com");
	entra_member(node, "tenant_region_scope", "WW");
	node = jsonread_member(node, "id_token_signing_alg_values_supported");
	assert_int_equal(jsonread_count(node), 1);
	entra_text(jsonread_text(jsonread_element(node, 0)), "RS256");
}

static void discovery_v1(void **state)
{
	struct entra *f = *state;
	const struct jsonread_node *node =
		entra_get(f, "/" ENTRA_TID "/.well-known/openid-configuration");

	entra_member(node, "issuer", ENTRA_BASE "/sts/" ENTRA_TID "/");
	entra_member(node, "jwks_uri", ENTRA_BASE "/" ENTRA_TID "/discovery/keys");
	entra_member(node, "token_endpoint", ENTRA_BASE ENTRA_V1_TOKEN);
}

static void discovery_of_shared_endpoints_is_a_template(void **state)
{
	struct entra *f = *state;

	entra_member(entra_get(f, "/common/v2.0/.well-known/openid-configuration"), "issuer",
		ENTRA_BASE "/{tenantid}/v2.0");
	entra_member(entra_get(f, "/organizations/.well-known/openid-configuration"), "issuer",
		ENTRA_BASE "/sts/{tenantid}/");
}

static void metadata_may_be_cached(void **state)
{
	struct entra *f = *state;
	struct response discovery = entra_send(f, METHOD_GET, V2_DISCOVERY, NULL);
	struct response keys = entra_send(f, METHOD_HEAD, V2_KEYS, NULL);

	entra_text(message_response_header(&discovery, "Cache-Control"), "max-age=86400, private");
	entra_text(message_response_header(&keys, "Cache-Control"), "max-age=86400, private");
}

/* Base64url SHA-1 of the one certificate in x5c. */
static struct text thumbprint(struct entra *f, const struct jsonread_node *key)
{
	const struct jsonread_node *chain = jsonread_member(key, "x5c");
	struct text encoded = jsonread_text(jsonread_element(chain, 0));
	unsigned char *der = arena_alloc(f->arena, encoded.length), digest[20];
	const unsigned char *at = der;
	int length = EVP_DecodeBlock(der, (const unsigned char *)encoded.data, (int)encoded.length);
	X509 *certificate = d2i_X509(NULL, &at, length);

	assert_int_equal(jsonread_count(chain), 1);
	assert_non_null(certificate);
	assert_int_equal(X509_verify(certificate, X509_get0_pubkey(certificate)), 1);
	assert_int_equal(X509_digest(certificate, EVP_sha1(), digest, NULL), 1);
	entra_text(entra_pem(f, X509_get0_pubkey(certificate)), entra_key_pem(f, key).data);
	X509_free(certificate);
	return base64url_encode(f->arena, (struct text){(const char *)digest, sizeof(digest)});
}

static void check_keys(struct entra *f, const char *path, const char *issuer, const char *cloud)
{
	const struct jsonread_node *keys = jsonread_member(entra_get(f, path), "keys");

	assert_true(jsonread_count(keys) >= 2);
	for (size_t i = 0; i < jsonread_count(keys); i++) {
		const struct jsonread_node *key = jsonread_element(keys, i);

		entra_member(key, "kty", "RSA");
		entra_member(key, "use", "sig");
		entra_member(key, "e", "AQAB");
		entra_member(key, "kid", arena_cstr(f->arena, thumbprint(f, key)));
		entra_member(key, "x5t", jsonread_member_text(key, "kid").data);
		entra_absent(key, (const char *const[]){"alg", NULL});
		assert_true(text_equal(jsonread_member_text(key, "issuer"), text_from(issuer)));
		assert_true(text_equal(
			jsonread_member_text(key, "cloud_instance_name"), text_from(cloud)));
	}
}

static void keys_have_entras_members(void **state)
{
	check_keys(*state, V2_KEYS, ENTRA_BASE "/{tenantid}/v2.0", "microsoftonline.com");
	check_keys(*state, "/common/discovery/v2.0/keys", ENTRA_BASE "/{tenantid}/v2.0",
		"microsoftonline.com");
	check_keys(*state, "/" ENTRA_TID "/discovery/keys", NULL, NULL);
}

static struct text current_kid(struct entra *f)
{
	return jsonread_member_text(entra_issue(f, ENTRA_V2_TOKEN, V2_FORM).header, "kid");
}

static size_t count_keys(struct entra *f)
{
	return jsonread_count(jsonread_member(entra_get(f, V2_KEYS), "keys"));
}

static void control(struct entra *f, const char *path, const char *form)
{
	assert_int_equal(entra_send(f, METHOD_POST, path, form).status, 204);
}

static void rotating_keeps_the_older_keys(void **state)
{
	struct entra *f = *state;
	struct entra_token old = entra_issue(f, ENTRA_V2_TOKEN, V2_FORM);
	size_t before = count_keys(f);

	control(f, "/control/rotate", "");
	assert_false(text_equal(current_kid(f), jsonread_member_text(old.header, "kid")));
	assert_int_equal(count_keys(f), before + 1);
	assert_true(entra_verifies_as_published(f, &old));
}

static void retiring_drops_the_older_keys(void **state)
{
	struct entra *f = *state;
	struct text old = current_kid(f);

	control(f, "/control/rotate", "retire=1");
	assert_int_equal(count_keys(f), 1);
	assert_null(entra_key(f, old));
	assert_non_null(entra_key(f, current_kid(f)));
	control(f, "/control/rotate", "");
}

static struct response discover(struct entra *f)
{
	return entra_send(f, METHOD_GET, V2_DISCOVERY, NULL);
}

static void failures_last_as_long_as_asked(void **state)
{
	struct entra *f = *state;

	control(f, "/control/fail", "status=503&times=2");
	assert_int_equal(discover(f).status, 503);
	assert_int_equal(entra_send(f, METHOD_POST, ENTRA_V2_TOKEN, V2_FORM).status, 200);
	assert_int_equal(entra_send(f, METHOD_GET, V2_KEYS, NULL).status, 503);
	assert_int_equal(discover(f).status, 200);
	control(f, "/control/fail", "status=500&times=9");
	control(f, "/control/fail", "times=0");
	assert_int_equal(discover(f).status, 200);
}

static void failures_of_each_kind(void **state)
{
	struct entra *f = *state;
	struct response response;

	control(f, "/control/fail", "status=html");
	response = discover(f);
	entra_text(message_response_header(&response, "Content-Type"), "text/html");
	control(f, "/control/fail", "status=empty");
	entra_text(discover(f).body, "{\"keys\":[]}\n");
	control(f, "/control/fail", "status=huge");
	response = discover(f);
	assert_int_equal(response.body.length, 5 * 1024 * 1024);
	entra_parse(f, response.body);
	control(f, "/control/fail", "status=redirect");
	response = discover(f);
	assert_int_equal(response.status, 302);
	entra_text(message_response_header(&response, "Location"), ENTRA_BASE V2_DISCOVERY);
}

static void stalled_answers_come_late(void **state)
{
	struct entra *f = *state;
	int64_t start_ms = clock_monotonic_ms();

	control(f, "/control/stall", "ms=30");
	assert_int_equal(discover(f).status, 200);
	assert_true(clock_monotonic_ms() - start_ms >= 30);
	control(f, "/control/stall", "ms=0");
}

static void requests_are_counted(void **state)
{
	struct entra *f = *state;
	const struct jsonread_node *node;

	discover(f);
	entra_get(f, "/common/discovery/keys");
	control(f, "/control/fail", "status=500");
	discover(f);
	entra_send(f, METHOD_POST, ENTRA_V1_TOKEN, "");
	node = entra_get(f, "/control/requests");
	entra_number(node, "discovery", 2);
	entra_number(node, "keys", 1);
	entra_number(node, "token", 1);
	node = jsonread_member(jsonread_member(node, "byDirectory"), ENTRA_TID);
	entra_number(node, "discovery", 2);
	entra_number(node, "keys", 0);
	control(f, "/control/reset", "");
	entra_number(entra_get(f, "/control/requests"), "discovery", 0);
}

static void many_directories_are_counted_in_the_total(void **state)
{
	struct entra *f = *state;

	for (int i = 0; i < 300; i++) {
		struct text path =
			arena_printf(f->arena, "/00000000-0000-4000-8000-%012d/discovery/keys", i);

		entra_get(f, path.data);
	}
	entra_number(entra_get(f, "/control/requests"), "keys", 300);
}

static void wrong_paths_and_methods(void **state)
{
	static const struct {
		enum message_method method;
		const char *path, *form;
		int status;
	} cases[] = {
		{METHOD_GET, "/nowhere", NULL, 404},
		{METHOD_GET, "", NULL, 404},
		{METHOD_GET, "/" ENTRA_TID, NULL, 404},
		{METHOD_GET, "/" ENTRA_TID "/discovery/keys/", NULL, 404},
		{METHOD_GET, "/contoso.example/discovery/keys", NULL, 400},
		{METHOD_GET, "/\xff/discovery/keys", NULL, 400},
		{METHOD_GET, ENTRA_V2_TOKEN, NULL, 405},
		{METHOD_POST, V2_KEYS, "", 405},
		{METHOD_GET, "/control/rotate", NULL, 405},
		{METHOD_POST, "/control/fail", "status=600", 400},
		{METHOD_POST, "/control/fail", "status=soft", 400},
		{METHOD_POST, "/control/fail", "status=500&times=-1", 400},
		{METHOD_POST, "/control/stall", "ms=soon", 400},
		{METHOD_POST, "/control/rotate", "retire=1&retire=1", 400},
	};
	struct entra *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct response response =
			entra_send(f, cases[i].method, cases[i].path, cases[i].form);

		assert_int_equal(response.status, cases[i].status);
		assert_true(text_is_set(message_response_header(&response, "Allow")) ==
			(response.status == 405));
		assert_true(
			text_is_set(jsonread_member_text(entra_parse(f, response.body), "error")));
	}
	assert_int_equal(discover(f).status, 200);
}

static void the_root_explains(void **state)
{
	struct entra *f = *state;
	struct response response = entra_send(f, METHOD_GET, "/", NULL);

	assert_int_equal(response.status, 200);
	assert_true(text_starts_with(response.body, TEXT("s2s-dev-issuer: ")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ENTRA_TEST(discovery_v2),
		ENTRA_TEST(discovery_v1),
		ENTRA_TEST(discovery_of_shared_endpoints_is_a_template),
		ENTRA_TEST(metadata_may_be_cached),
		ENTRA_TEST(keys_have_entras_members),
		ENTRA_TEST(rotating_keeps_the_older_keys),
		ENTRA_TEST(retiring_drops_the_older_keys),
		ENTRA_TEST(failures_last_as_long_as_asked),
		ENTRA_TEST(failures_of_each_kind),
		ENTRA_TEST(stalled_answers_come_late),
		ENTRA_TEST(requests_are_counted),
		ENTRA_TEST(many_directories_are_counted_in_the_total),
		ENTRA_TEST(wrong_paths_and_methods),
		ENTRA_TEST(the_root_explains),
	};

	return cmocka_run_group_tests(tests, entra_make, entra_free);
}
