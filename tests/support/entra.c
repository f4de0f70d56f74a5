#include "support/entra.h"

#include <jwt.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/base64url.h"

static int64_t fixed_now_ms(const struct clock *clock)
{
	(void)clock;
	return ENTRA_NOW_S * CLOCK_MS_PER_S + 123;
}

static const struct clock fixed_clock = {fixed_now_ms};

int entra_make(void **state)
{
	struct entra *f = calloc(1, sizeof(*f));

	if (f == NULL)
		return -1;
	f->issuer = dev_issuer_new(&(struct dev_issuer_options){
		.base_url = "http://set.later", .clock = &fixed_clock});
	dev_issuer_set_base_url(f->issuer, TEXT(ENTRA_BASE));
	*state = f;
	return 0;
}

int entra_free(void **state)
{
	struct entra *f = *state;

	dev_issuer_free(f->issuer);
	free(f);
	return 0;
}

struct response entra_send(
	struct entra *f, enum message_method method, const char *path, const char *body)
{
	struct request request = {.arena = f->arena,
		.method = method,
		.path = text_from(path),
		.body = text_from(body)};
	struct response response = {0};

	dev_issuer_serve(f->issuer, &request, &response);
	return response;
}

int entra_start(void **state)
{
	struct entra *f = *state;

	f->arena = arena_new();
	return entra_send(f, METHOD_POST, "/control/reset", "").status == 204 ? 0 : -1;
}

int entra_end(void **state)
{
	struct entra *f = *state;

	arena_free(f->arena);
	return 0;
}

const struct jsonread_node *entra_parse(struct entra *f, struct text json)
{
	const struct jsonread_node *node = jsonread_parse(f->arena, json, NULL);

	assert_int_equal(jsonread_type(node), JSONREAD_OBJECT);
	return node;
}

const struct jsonread_node *entra_get(struct entra *f, const char *path)
{
	struct response response = entra_send(f, METHOD_GET, path, NULL);

	assert_int_equal(response.status, 200);
	return entra_parse(f, response.body);
}

void entra_text(struct text actual, const char *expected)
{
	if (text_equal(actual, text_from(expected)))
		return;
	fail_msg("\"%.*s\" is not \"%s\"", (int)actual.length, actual.data, expected);
}

void entra_member(const struct jsonread_node *object, const char *name, const char *expected)
{
	entra_text(jsonread_member_text(object, name), expected);
}

void entra_number(const struct jsonread_node *object, const char *name, int64_t expected)
{
	double value = -1;

	assert_true(jsonread_number(jsonread_member(object, name), &value));
	assert_int_equal((int64_t)value, expected);
}

void entra_absent(const struct jsonread_node *object, const char *const *names)
{
	for (; *names != NULL; names++) {
		if (jsonread_member(object, *names) != NULL)
			fail_msg("%s should not be there", *names);
	}
}

static struct text decode(struct entra *f, struct text t)
{
	struct text bytes = TEXT_NONE;

	assert_int_equal(base64url_decode(f->arena, t, &bytes), BASE64URL_GOOD);
	return bytes;
}

struct entra_token entra_issue(struct entra *f, const char *path, const char *form)
{
	struct response response = entra_send(f, METHOD_POST, path, form);
	struct entra_token token;
	struct text rest, part = TEXT_NONE;

	if (response.status != 200)
		fail_msg("%d: %s", response.status, arena_cstr(f->arena, response.body));
	token.text = jsonread_member_text(entra_parse(f, response.body), "access_token");
	rest = token.text;
	assert_true(text_split_next(&rest, '.', &part));
	token.header = entra_parse(f, decode(f, part));
	assert_true(text_split_next(&rest, '.', &part));
	token.claims = entra_parse(f, decode(f, part));
	return token;
}

const struct jsonread_node *entra_key(struct entra *f, struct text kid)
{
	const struct jsonread_node *keys =
		jsonread_member(entra_get(f, "/" ENTRA_TID "/discovery/v2.0/keys"), "keys");

	for (size_t i = 0; i < jsonread_count(keys); i++) {
		const struct jsonread_node *key = jsonread_element(keys, i);

		if (text_equal(jsonread_member_text(key, "kid"), kid))
			return key;
	}
	return NULL;
}

static BIGNUM *number(struct entra *f, const struct jsonread_node *key, const char *name)
{
	struct text bytes = decode(f, jsonread_member_text(key, name));

	return BN_bin2bn((const unsigned char *)bytes.data, (int)bytes.length, NULL);
}

struct text entra_pem(struct entra *f, EVP_PKEY *pkey)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *data;
	struct text pem;

	assert_int_equal(PEM_write_bio_PUBKEY(bio, pkey), 1);
	pem.length = (size_t)BIO_get_mem_data(bio, &data);
	pem.data = data;
	pem = arena_text(f->arena, pem);
	BIO_free(bio);
	return pem;
}

struct text entra_key_pem(struct entra *f, const struct jsonread_node *key)
{
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	BIGNUM *n = number(f, key, "n"), *e = number(f, key, "e");
	OSSL_PARAM *params;
	EVP_PKEY *pkey = NULL;
	struct text pem;

	OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n);
	OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, e);
	params = OSSL_PARAM_BLD_to_param(build);
	assert_int_equal(EVP_PKEY_fromdata_init(context), 1);
	assert_int_equal(EVP_PKEY_fromdata(context, &pkey, EVP_PKEY_PUBLIC_KEY, params), 1);
	assert_int_equal(EVP_PKEY_get_bits(pkey), 2048);
	pem = entra_pem(f, pkey);
	EVP_PKEY_free(pkey);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(build);
	EVP_PKEY_CTX_free(context);
	BN_free(n);
	BN_free(e);
	return pem;
}

bool entra_verifies(
	struct entra *f, const struct entra_token *token, const struct jsonread_node *key)
{
	struct text pem = entra_key_pem(f, key);
	jwt_t *jwt = NULL;
	bool good = jwt_decode(&jwt, arena_cstr(f->arena, token->text),
			    (const unsigned char *)pem.data, (int)pem.length) == 0 &&
		jwt_get_alg(jwt) == JWT_ALG_RS256;

	jwt_free(jwt);
	return good;
}

bool entra_verifies_as_published(struct entra *f, const struct entra_token *token)
{
	const struct jsonread_node *key = entra_key(f, jsonread_member_text(token->header, "kid"));

	return key != NULL && entra_verifies(f, token, key);
}
