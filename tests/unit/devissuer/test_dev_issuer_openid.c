#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/base64url.h"
#include "support/entra.h"

#define METADATA "/openid/.well-known/openid-configuration"
#define KEYS "/openid/keys"
#define TOKEN "/openid/token"
#define CREDENTIALS "grant_type=client_credentials&client_id=nightly-job&client_secret=s"
#define FORM CREDENTIALS "&resource=api://reviews"

static void metadata(void **state)
{
	struct entra *f = *state;
	const struct jsonread_node *node = entra_get(f, METADATA);

	entra_member(node, "issuer", ENTRA_BASE "/openid");
	entra_member(node, "jwks_uri", ENTRA_BASE KEYS);
	entra_member(node, "token_endpoint", ENTRA_BASE TOKEN);
	entra_absent(
		node, (const char *const[]){"cloud_instance_name", "tenant_region_scope", NULL});
}

static const struct jsonread_node *key(struct entra *f, size_t index)
{
	const struct jsonread_node *keys = jsonread_member(entra_get(f, KEYS), "keys");

	assert_int_equal(jsonread_count(keys), 2);
	return jsonread_element(keys, index);
}

static size_t decoded_length(struct entra *f, const struct jsonread_node *node, const char *name)
{
	struct text bytes = TEXT_NONE;

	assert_int_equal(base64url_decode(f->arena, jsonread_member_text(node, name), &bytes),
		BASE64URL_GOOD);
	return bytes.length;
}

static void keys_of_two_types(void **state)
{
	static const char *const entras[] = {"x5t", "x5c", "issuer", "cloud_instance_name", NULL};
	struct entra *f = *state;
	const struct jsonread_node *rsa = key(f, 0), *p256 = key(f, 1);

	entra_member(rsa, "kty", "RSA");
	entra_member(rsa, "alg", "RS256");
	entra_member(rsa, "use", "sig");
	entra_member(rsa, "e", "AQAB");
	assert_int_equal(decoded_length(f, rsa, "n"), 256);
	entra_absent(rsa, entras);
	entra_absent(rsa, (const char *const[]){"crv", "x", "y", "d", NULL});
	entra_member(p256, "kty", "EC");
	entra_member(p256, "alg", "ES256");
	entra_member(p256, "use", "sig");
	entra_member(p256, "crv", "P-256");
	assert_int_equal(decoded_length(f, p256, "x"), 32);
	assert_int_equal(decoded_length(f, p256, "y"), 32);
	entra_absent(p256, entras);
	entra_absent(p256, (const char *const[]){"n", "e", "d", NULL});
	assert_false(
		text_equal(jsonread_member_text(rsa, "kid"), jsonread_member_text(p256, "kid")));
}

static void its_keys_are_no_keys_of_entra(void **state)
{
	struct entra *f = *state;
	struct text kid = jsonread_member_text(key(f, 0), "kid");

	assert_null(entra_key(f, kid));
	assert_int_equal(entra_send(f, METHOD_POST, "/control/rotate", "retire=1").status, 204);
	entra_member(key(f, 0), "kid", kid.data);
}

static struct text decode(struct entra *f, struct text t)
{
	struct text bytes = TEXT_NONE;

	assert_int_equal(base64url_decode(f->arena, t, &bytes), BASE64URL_GOOD);
	return bytes;
}

static EVP_PKEY *rsa_pkey(struct entra *f, const struct jsonread_node *node)
{
	struct text pem = entra_key_pem(f, node);
	BIO *bio = BIO_new_mem_buf(pem.data, (int)pem.length);
	EVP_PKEY *pkey = PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL);

	BIO_free(bio);
	return pkey;
}

static EVP_PKEY *p256_pkey(struct entra *f, const struct jsonread_node *node)
{
	unsigned char point[65] = {0x04};
	struct text x = decode(f, jsonread_member_text(node, "x"));
	struct text y = decode(f, jsonread_member_text(node, "y"));
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, (char[]){"P-256"}, 0),
		OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point)),
		OSSL_PARAM_construct_end()};
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
	EVP_PKEY *pkey = NULL;

	memcpy(point + 1, x.data, 32);
	memcpy(point + 33, y.data, 32);
	assert_int_equal(EVP_PKEY_fromdata_init(context), 1);
	assert_int_equal(EVP_PKEY_fromdata(context, &pkey, EVP_PKEY_PUBLIC_KEY, params), 1);
	EVP_PKEY_CTX_free(context);
	return pkey;
}

/* What OpenSSL takes for r and s. */
static struct text as_der(struct entra *f, struct text signature)
{
	ECDSA_SIG *numbers = ECDSA_SIG_new();
	const unsigned char *bytes = (const unsigned char *)signature.data;
	unsigned char *der = arena_alloc(f->arena, 80), *at = der;
	int length;

	assert_int_equal(signature.length, 64);
	ECDSA_SIG_set0(numbers, BN_bin2bn(bytes, 32, NULL), BN_bin2bn(bytes + 32, 32, NULL));
	length = i2d_ECDSA_SIG(numbers, &at);
	ECDSA_SIG_free(numbers);
	return (struct text){(const char *)der, (size_t)length};
}

/* libjwt refuses every typ but JWT, so the signature is taken with OpenSSL. */
static bool verifies(struct entra *f, const struct entra_token *token)
{
	bool p256 = text_equal(jsonread_member_text(token->header, "alg"), TEXT("ES256"));
	const struct jsonread_node *node = key(f, p256);
	EVP_PKEY *pkey = p256 ? p256_pkey(f, node) : rsa_pkey(f, node);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	size_t dot = token->text.length;
	struct text signature;
	bool good;

	while (token->text.data[dot - 1] != '.')
		dot--;
	signature = decode(f, text_slice(token->text, dot, token->text.length));
	if (p256)
		signature = as_der(f, signature);
	EVP_DigestVerifyInit(context, NULL, EVP_sha256(), NULL, pkey);
	good = EVP_DigestVerify(context, (const unsigned char *)signature.data, signature.length,
		       (const unsigned char *)token->text.data, dot - 1) == 1;
	EVP_MD_CTX_free(context);
	EVP_PKEY_free(pkey);
	return good &&
		text_equal(jsonread_member_text(token->header, "kid"),
			jsonread_member_text(node, "kid"));
}

static void token_by_rfc_9068(void **state)
{
	struct entra *f = *state;
	struct entra_token token = entra_issue(f, TOKEN, FORM);

	assert_true(verifies(f, &token));
	entra_member(token.header, "typ", "at+jwt");
	entra_member(token.header, "alg", "RS256");
	entra_absent(token.header, (const char *const[]){"x5t", NULL});
	entra_member(token.claims, "iss", ENTRA_BASE "/openid");
	entra_member(token.claims, "aud", "api://reviews");
	entra_member(token.claims, "sub", "nightly-job");
	entra_member(token.claims, "client_id", "nightly-job");
	entra_number(token.claims, "iat", ENTRA_NOW_S);
	entra_number(token.claims, "exp", ENTRA_NOW_S + 3600);
	assert_int_equal(jsonread_member_text(token.claims, "jti").length, 22);
	entra_absent(token.claims,
		(const char *const[]){"nbf", "tid", "ver", "azp", "oid", "scope", NULL});
}

static void es256_as_asked(void **state)
{
	struct entra *f = *state;
	struct entra_token token = entra_issue(f, TOKEN, FORM "&dev_alg=ES256");

	assert_true(verifies(f, &token));
	entra_member(token.header, "alg", "ES256");
	entra_member(token.header, "typ", "at+jwt");
	/* Often enough for numbers with leading zeros. */
	for (int i = 0; i < 600; i++) {
		token = entra_issue(f, TOKEN,
			FORM "&dev_alg=ES256&dev_header={\"typ\":\"application/at%2Bjwt\"}");
		assert_true(verifies(f, &token));
	}
	entra_member(token.header, "typ", "application/at+jwt");
	entra_member(token.header, "alg", "ES256");
}

static void audience_and_scope(void **state)
{
	struct entra *f = *state;
	struct response response =
		entra_send(f, METHOD_POST, TOKEN, CREDENTIALS "&audience=a&scope=x+y");
	struct entra_token token = entra_issue(f, TOKEN, CREDENTIALS "&audience=a&scope=x+y");
	const struct jsonread_node *node = entra_parse(f, response.body);

	entra_member(token.claims, "aud", "a");
	entra_member(token.claims, "scope", "x y");
	entra_member(node, "scope", "x y");
	entra_member(node, "token_type", "Bearer");
	entra_number(node, "expires_in", 3599);
	entra_absent(node, (const char *const[]){"ext_expires_in", NULL});
	token = entra_issue(f, TOKEN, FORM "&audience=a");
	entra_member(token.claims, "aud", "api://reviews");
}

static void changes_as_for_entra(void **state)
{
	struct entra *f = *state;
	struct entra_token token = entra_issue(f, TOKEN,
		FORM "&dev_claims={\"aud\":[\"x\"],\"jti\":null,\"client_id\":null,\"org\":\"o\"}"
		     "&dev_lifetime_s=60&dev_now_offset_s=-7200");

	assert_true(verifies(f, &token));
	assert_int_equal(jsonread_count(jsonread_member(token.claims, "aud")), 1);
	entra_absent(token.claims, (const char *const[]){"jti", "client_id", NULL});
	entra_member(token.claims, "org", "o");
	entra_number(token.claims, "iat", ENTRA_NOW_S - 7200);
	entra_number(token.claims, "exp", ENTRA_NOW_S - 7200 + 60);
	token = entra_issue(f, TOKEN, FORM "&dev_header={\"typ\":null,\"x\":1}");
	assert_true(verifies(f, &token));
	entra_absent(token.header, (const char *const[]){"typ", NULL});
	entra_number(token.header, "x", 1);
	token = entra_issue(f, TOKEN, FORM "&dev_alg=none");
	entra_member(token.header, "alg", "none");
	entra_member(token.header, "typ", "at+jwt");
}

static void signed_with_a_key_that_is_not_published(void **state)
{
	struct entra *f = *state;
	struct entra_token token = entra_issue(f, TOKEN, FORM "&dev_key=other");

	assert_false(verifies(f, &token));
}

static void bad_requests(void **state)
{
	static const struct {
		const char *form, *error;
		int status;
	} cases[] = {
		{"", "invalid_request", 400},
		{"grant_type=password", "unsupported_grant_type", 400},
		{"grant_type=client_credentials&client_secret=s&resource=r", "invalid_request",
			400},
		{"grant_type=client_credentials&client_id=c&resource=r", "invalid_client", 401},
		{CREDENTIALS, "invalid_request", 400},
		{CREDENTIALS "&resource=", "invalid_request", 400},
		{FORM "&resource=r", "invalid_request", 400},
		{FORM "&dev_alg=ES384", "invalid_request", 400},
		{FORM "&dev_alg=ES256&dev_key=other", "invalid_request", 400},
		{FORM "&dev_key=previous", "invalid_request", 400},
		{FORM "&dev_claims=[]", "invalid_request", 400},
	};
	struct entra *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct response response = entra_send(f, METHOD_POST, TOKEN, cases[i].form);
		const struct jsonread_node *node = entra_parse(f, response.body);

		assert_int_equal(response.status, cases[i].status);
		entra_member(node, "error", cases[i].error);
		assert_true(jsonread_member_text(node, "error_description").length > 0);
		assert_false(text_starts_with(
			jsonread_member_text(node, "error_description"), TEXT("AADSTS")));
		entra_absent(node, (const char *const[]){"error_codes", "trace_id", NULL});
	}
	assert_int_equal(entra_send(f, METHOD_GET, TOKEN, NULL).status, 405);
	assert_int_equal(entra_send(f, METHOD_GET, "/openid", NULL).status, 404);
	assert_int_equal(entra_send(f, METHOD_GET, "/openid/discovery/keys", NULL).status, 400);
}

static void counted_and_failed_like_the_others(void **state)
{
	struct entra *f = *state;
	const struct jsonread_node *node;

	entra_get(f, METADATA);
	entra_get(f, KEYS);
	entra_issue(f, TOKEN, FORM);
	assert_int_equal(
		entra_send(f, METHOD_POST, "/control/fail", "status=500&times=2").status, 204);
	assert_int_equal(entra_send(f, METHOD_GET, METADATA, NULL).status, 500);
	assert_int_equal(entra_send(f, METHOD_GET, KEYS, NULL).status, 500);
	node = jsonread_member(entra_get(f, "/control/requests"), "byDirectory");
	node = jsonread_member(node, "openid");
	entra_number(node, "discovery", 2);
	entra_number(node, "keys", 2);
	entra_number(node, "token", 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ENTRA_TEST(metadata),
		ENTRA_TEST(keys_of_two_types),
		ENTRA_TEST(its_keys_are_no_keys_of_entra),
		ENTRA_TEST(token_by_rfc_9068),
		ENTRA_TEST(es256_as_asked),
		ENTRA_TEST(audience_and_scope),
		ENTRA_TEST(changes_as_for_entra),
		ENTRA_TEST(signed_with_a_key_that_is_not_published),
		ENTRA_TEST(bad_requests),
		ENTRA_TEST(counted_and_failed_like_the_others),
	};

	return cmocka_run_group_tests(tests, entra_make, entra_free);
}
