#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/base64url.h"
#include "base/hash.h"
#include "support/entra.h"

#define CLIENT "aaaaaaaa-0000-1111-2222-bbbbbbbbbbbb"
#define RESOURCE "8f7d2c61-3f5e-4b0a-9d1c-2e6a7b8c9d0e"
#define CREDENTIALS "grant_type=client_credentials&client_id=" CLIENT "&client_secret=s"
#define V2_FORM CREDENTIALS "&scope=api://" RESOURCE "/.default"

static void token_v2(void **state)
{
	struct entra *f = *state;
	struct entra_token token = entra_issue(f, ENTRA_V2_TOKEN, V2_FORM);

	assert_true(entra_verifies_as_published(f, &token));
	entra_member(token.header, "typ", "JWT");
	entra_member(token.header, "alg", "RS256");
	entra_absent(token.header, (const char *const[]){"x5t", NULL});
	entra_member(token.claims, "ver", "2.0");
	entra_member(token.claims, "aud", RESOURCE);
	entra_member(token.claims, "iss", ENTRA_BASE "/" ENTRA_TID "/v2.0");
	entra_member(token.claims, "tid", ENTRA_TID);
	entra_member(token.claims, "azp", CLIENT);
	entra_member(token.claims, "azpacr", "1");
	entra_member(token.claims, "sub", jsonread_member_text(token.claims, "oid").data);
	entra_number(token.claims, "iat", ENTRA_NOW_S - 300);
	entra_number(token.claims, "nbf", ENTRA_NOW_S - 300);
	entra_number(token.claims, "exp", ENTRA_NOW_S + 3600);
	assert_int_equal(jsonread_member_text(token.claims, "uti").length, 22);
	entra_absent(token.claims,
		(const char *const[]){"appid", "appidacr", "idp", "idtyp", "roles", "scp", "acr",
			"name", "jti", NULL});
}

static void token_v1(void **state)
{
	struct entra *f = *state;
	struct entra_token token =
		entra_issue(f, ENTRA_V1_TOKEN, CREDENTIALS "&resource=api://Reviews/");

	assert_true(entra_verifies_as_published(f, &token));
	entra_member(token.header, "x5t", jsonread_member_text(token.header, "kid").data);
	entra_member(token.claims, "ver", "1.0");
	entra_member(token.claims, "aud", "api://Reviews/");
	entra_member(token.claims, "iss", ENTRA_BASE "/sts/" ENTRA_TID "/");
	entra_member(token.claims, "idp", ENTRA_BASE "/sts/" ENTRA_TID "/");
	entra_member(token.claims, "appid", CLIENT);
	entra_member(token.claims, "appidacr", "1");
	entra_member(token.claims, "sub", jsonread_member_text(token.claims, "oid").data);
	entra_absent(token.claims, (const char *const[]){"azp", "azpacr", "scp", "roles", NULL});
}

static void the_resource_decides_the_audience(void **state)
{
	static const struct {
		const char *scope, *version, *audience;
	} cases[] = {
		{"api://8F7D2C61-3F5E-4B0A-9D1C-2E6A7B8C9D0E/.default", "2.0", RESOURCE},
		{RESOURCE "/.default", "2.0", RESOURCE},
		{"https://reviews.example//.default", "2.0", "https://reviews.example/"},
		{"api://" RESOURCE "/.default", "1.0", "api://" RESOURCE},
	};
	struct entra *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct text form = arena_printf(f->arena, CREDENTIALS "&scope=%s&dev_ver=%s",
			cases[i].scope, cases[i].version);
		struct entra_token token = entra_issue(f, ENTRA_V2_TOKEN, form.data);

		entra_member(token.claims, "aud", cases[i].audience);
		entra_member(token.claims, "ver", cases[i].version);
	}
}

static void answers_of_both_endpoints(void **state)
{
	struct entra *f = *state;
	struct response response = entra_send(f, METHOD_POST, ENTRA_V2_TOKEN, V2_FORM);
	const struct jsonread_node *node = entra_parse(f, response.body);

	entra_text(message_response_header(&response, "Cache-Control"), "no-store, no-cache");
	entra_member(node, "token_type", "Bearer");
	entra_number(node, "expires_in", 3599);
	entra_number(node, "ext_expires_in", 3599);
	response = entra_send(f, METHOD_POST, ENTRA_V1_TOKEN, CREDENTIALS "&resource=api://x");
	node = entra_parse(f, response.body);
	entra_member(node, "expires_in", "3599");
	entra_member(node, "expires_on", "1700003600");
	entra_member(node, "not_before", "1699999700");
	entra_member(node, "resource", "api://x");
}

static void delegated_tokens_name_a_user(void **state)
{
	struct entra *f = *state;
	struct entra_token token = entra_issue(f, ENTRA_V2_TOKEN, V2_FORM "&dev_scp=a+b&dev_acr=0");

	assert_true(entra_verifies_as_published(f, &token));
	entra_member(token.claims, "scp", "a b");
	entra_member(token.claims, "azpacr", "0");
	entra_member(token.claims, "name", "Test User");
	assert_false(text_equal(jsonread_member_text(token.claims, "oid"),
		jsonread_member_text(token.claims, "sub")));
	token = entra_issue(f, ENTRA_V2_TOKEN, V2_FORM "&dev_scp=a&dev_ver=1.0");
	entra_member(token.claims, "upn", "user@example.com");
	entra_absent(token.claims, (const char *const[]){"preferred_username", "idp", NULL});
}

static void roles_times_and_type_as_asked(void **state)
{
	struct entra *f = *state;
	struct entra_token token = entra_issue(f, ENTRA_V2_TOKEN,
		V2_FORM "&dev_roles=Reviews.Read,+Reviews.Submit&dev_idtyp=app&dev_acr=2"
			"&dev_lifetime_s=60&dev_now_offset_s=-7200");
	const struct jsonread_node *roles = jsonread_member(token.claims, "roles");

	assert_int_equal(jsonread_count(roles), 2);
	entra_text(jsonread_text(jsonread_element(roles, 1)), "Reviews.Submit");
	entra_member(token.claims, "idtyp", "app");
	entra_member(token.claims, "azpacr", "2");
	entra_number(token.claims, "iat", ENTRA_NOW_S - 7200 - 300);
	entra_number(token.claims, "exp", ENTRA_NOW_S - 7200 + 60);
}

static void claims_can_be_changed_and_removed(void **state)
{
	struct entra *f = *state;
	struct entra_token token = entra_issue(f, ENTRA_V2_TOKEN,
		V2_FORM
		"&dev_claims={\"aud\":[\"x\"],\"exp\":\"soon\",\"oid\":null,\"more\":{\"a\":1}}");

	assert_true(entra_verifies_as_published(f, &token));
	assert_int_equal(jsonread_count(jsonread_member(token.claims, "aud")), 1);
	entra_member(token.claims, "exp", "soon");
	entra_number(jsonread_member(token.claims, "more"), "a", 1);
	entra_absent(token.claims, (const char *const[]){"oid", NULL});
}

static void headers_can_be_changed_and_removed(void **state)
{
	struct entra *f = *state;
	struct entra_token token = entra_issue(
		f, ENTRA_V1_TOKEN, CREDENTIALS "&resource=r&dev_header={\"typ\":null,\"x\":[1]}");

	assert_true(entra_verifies_as_published(f, &token));
	entra_absent(token.header, (const char *const[]){"typ", NULL});
	assert_int_equal(jsonread_count(jsonread_member(token.header, "x")), 1);
	entra_member(token.header, "x5t", jsonread_member_text(token.header, "kid").data);
	token = entra_issue(
		f, ENTRA_V2_TOKEN, V2_FORM "&dev_header={\"typ\":\"at%2Bjwt\",\"kid\":7}");
	entra_member(token.header, "typ", "at+jwt");
	entra_number(token.header, "kid", 7);
}

static struct text cut_signature(struct entra_token *token, struct text *ret_input)
{
	size_t at = token->text.length;

	while (token->text.data[at - 1] != '.')
		at--;
	*ret_input = text_slice(token->text, 0, at - 1);
	return text_slice(token->text, at, token->text.length);
}

static void algorithms_an_attacker_would_try(void **state)
{
	struct entra *f = *state;
	struct entra_token token = entra_issue(f, ENTRA_V2_TOKEN, V2_FORM "&dev_alg=none");
	struct text input, pem;
	struct hash mac;

	entra_member(token.header, "alg", "none");
	assert_int_equal(cut_signature(&token, &input).length, 0);
	token = entra_issue(f, ENTRA_V2_TOKEN, V2_FORM "&dev_alg=HS256");
	pem = entra_key_pem(f, entra_key(f, jsonread_member_text(token.header, "kid")));
	entra_member(token.header, "alg", "HS256");
	input = TEXT_NONE;
	cut_signature(&token, &input);
	mac = hash_hmac(pem, input);
	entra_text(cut_signature(&token, &input), base64url_encode(f->arena, hash_text(&mac)).data);
}

/* libjwt knows no PS256, so the signature is taken with OpenSSL. */
static bool verifies_pss(struct entra *f, struct entra_token *token)
{
	struct text kid = jsonread_member_text(token->header, "kid"), input, signature = TEXT_NONE;
	struct text pem = entra_key_pem(f, entra_key(f, kid));
	BIO *bio = BIO_new_mem_buf(pem.data, (int)pem.length);
	EVP_PKEY *pkey = PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	EVP_PKEY_CTX *key_context;
	bool good;

	base64url_decode(f->arena, cut_signature(token, &input), &signature);
	EVP_DigestVerifyInit(context, &key_context, EVP_sha256(), NULL, pkey);
	EVP_PKEY_CTX_set_rsa_padding(key_context, RSA_PKCS1_PSS_PADDING);
	EVP_PKEY_CTX_set_rsa_pss_saltlen(key_context, RSA_PSS_SALTLEN_DIGEST);
	good = EVP_DigestVerify(context, (const unsigned char *)signature.data, signature.length,
		       (const unsigned char *)input.data, input.length) == 1;
	EVP_MD_CTX_free(context);
	EVP_PKEY_free(pkey);
	BIO_free(bio);
	return good;
}

static void other_rsa_algorithms(void **state)
{
	struct entra *f = *state;
	struct entra_token token = entra_issue(f, ENTRA_V2_TOKEN, V2_FORM "&dev_alg=PS256");

	entra_member(token.header, "alg", "PS256");
	assert_true(verifies_pss(f, &token));
	token = entra_issue(f, ENTRA_V2_TOKEN, V2_FORM "&dev_alg=RS512");
	entra_member(token.header, "alg", "RS512");
	assert_int_equal(cut_signature(&token, &(struct text){0}).length, 342);
}

static void keys_can_be_chosen(void **state)
{
	struct entra *f = *state;
	struct text current =
		jsonread_member_text(entra_issue(f, ENTRA_V2_TOKEN, V2_FORM).header, "kid");
	struct entra_token token = entra_issue(f, ENTRA_V2_TOKEN, V2_FORM "&dev_key=previous");

	assert_true(entra_verifies_as_published(f, &token));
	assert_false(text_equal(jsonread_member_text(token.header, "kid"), current));
	token = entra_issue(f, ENTRA_V2_TOKEN, V2_FORM "&dev_key=other");
	assert_null(entra_key(f, jsonread_member_text(token.header, "kid")));
	assert_false(entra_verifies(f, &token, entra_key(f, current)));
}

static void basic_credentials(void **state)
{
	static const struct {
		const char *header;
		int status;
	} cases[] = {
		{"Basic YWFhYWFhYWEtMDAwMC0xMTExLTIyMjItYmJiYmJiYmJiYmJiOnNlY3JldA==", 200},
		{"basic YWFhYWFhYWEtMDAwMC0xMTExLTIyMjItYmJiYmJiYmJiYmJiOnNlY3JldA", 200},
		{"Basic YWFhYWFhYWEtMDAwMC0xMTExLTIyMjItYmJiYmJiYmJiYmJi", 401},
		{"Basic /zpz", 401}, /* not UTF-8 */
		{"Basic !", 401},
		{"Bearer x", 400},
	};
	struct entra *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct message_header header = {
			TEXT("Authorization"), text_from(cases[i].header)};
		const struct request request = {.arena = f->arena,
			.method = METHOD_POST,
			.path = TEXT(ENTRA_V1_TOKEN),
			.headers = &header,
			.header_count = 1,
			.body = TEXT("grant_type=client_credentials&resource=r")};
		struct response response = {0};

		dev_issuer_serve(f->issuer, &request, &response);
		assert_int_equal(response.status, cases[i].status);
	}
}

static void bad_requests(void **state)
{
	static const struct {
		const char *path, *form;
		int status, code;
		const char *error;
	} cases[] = {
		{ENTRA_V2_TOKEN, NULL, 400, 900144, "invalid_request"},
		{ENTRA_V2_TOKEN, "grant_type=password", 400, 70003, "unsupported_grant_type"},
		{ENTRA_V2_TOKEN, "grant_type=%zz", 400, 900144, "invalid_request"},
		{ENTRA_V2_TOKEN, "grant_type=%ff", 400, 90013, "invalid_request"},
		{ENTRA_V2_TOKEN, "grant_type=client_credentials", 400, 900144, "invalid_request"},
		{ENTRA_V2_TOKEN, "grant_type=client_credentials&client_id=x", 400, 700016,
			"unauthorized_client"},
		{ENTRA_V2_TOKEN, "grant_type=client_credentials&client_id=" CLIENT, 401, 7000218,
			"invalid_client"},
		{ENTRA_V2_TOKEN, CREDENTIALS, 400, 900144, "invalid_request"},
		{ENTRA_V2_TOKEN, CREDENTIALS "&scope=api://x", 400, 1002012, "invalid_scope"},
		{ENTRA_V2_TOKEN, CREDENTIALS "&scope=/.default", 400, 1002012, "invalid_scope"},
		{ENTRA_V2_TOKEN, CREDENTIALS "&scope=a+b/.default", 400, 1002012, "invalid_scope"},
		{ENTRA_V2_TOKEN, V2_FORM "&resource=r", 400, 901002, "invalid_request"},
		{ENTRA_V2_TOKEN, V2_FORM "&scope=x/.default", 400, 90013, "invalid_request"},
		{ENTRA_V1_TOKEN, V2_FORM, 400, 900144, "invalid_request"},
		{"/common/oauth2/v2.0/token", V2_FORM, 400, 50059, "invalid_request"},
		{ENTRA_V2_TOKEN, V2_FORM "&dev_acr=3", 400, 90013, "invalid_request"},
		{ENTRA_V2_TOKEN, V2_FORM "&dev_ver=3.0", 400, 90013, "invalid_request"},
		{ENTRA_V2_TOKEN, V2_FORM "&dev_alg=ES256", 400, 90013, "invalid_request"},
		{ENTRA_V2_TOKEN, V2_FORM "&dev_key=mine", 400, 90013, "invalid_request"},
		{ENTRA_V2_TOKEN, V2_FORM "&dev_claims=[]", 400, 90013, "invalid_request"},
		{ENTRA_V2_TOKEN, V2_FORM "&dev_claims=x", 400, 90013, "invalid_request"},
		{ENTRA_V2_TOKEN, V2_FORM "&dev_header={", 400, 90013, "invalid_request"},
		{ENTRA_V2_TOKEN, V2_FORM "&dev_lifetime_s=9999999999", 400, 90013,
			"invalid_request"},
	};
	struct entra *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct response response = entra_send(f, METHOD_POST, cases[i].path, cases[i].form);
		const struct jsonread_node *node = entra_parse(f, response.body);
		struct text start = arena_printf(f->arena, "AADSTS%d: ", cases[i].code);
		double code = 0;

		assert_int_equal(response.status, cases[i].status);
		entra_member(node, "error", cases[i].error);
		assert_true(
			text_starts_with(jsonread_member_text(node, "error_description"), start));
		jsonread_number(jsonread_element(jsonread_member(node, "error_codes"), 0), &code);
		assert_int_equal((int)code, cases[i].code);
		entra_member(node, "timestamp", "2023-11-14 22:13:20Z");
		assert_int_equal(jsonread_member_text(node, "trace_id").length, 36);
		assert_int_equal(jsonread_member_text(node, "correlation_id").length, 36);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ENTRA_TEST(token_v2),
		ENTRA_TEST(token_v1),
		ENTRA_TEST(the_resource_decides_the_audience),
		ENTRA_TEST(answers_of_both_endpoints),
		ENTRA_TEST(delegated_tokens_name_a_user),
		ENTRA_TEST(roles_times_and_type_as_asked),
		ENTRA_TEST(claims_can_be_changed_and_removed),
		ENTRA_TEST(headers_can_be_changed_and_removed),
		ENTRA_TEST(algorithms_an_attacker_would_try),
		ENTRA_TEST(other_rsa_algorithms),
		ENTRA_TEST(keys_can_be_chosen),
		ENTRA_TEST(basic_credentials),
		ENTRA_TEST(bad_requests),
	};

	return cmocka_run_group_tests(tests, entra_make, entra_free);
}
