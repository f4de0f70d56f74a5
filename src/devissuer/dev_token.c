#include "devissuer/dev_token.h"

#include <jwt.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <stdlib.h>

#include "base/base64url.h"
#include "base/hash.h"
#include "base/jsonread.h"
#include "devissuer/dev_claims.h"

#define HEADER_LIMIT_BYTES 65536

#define P256_BYTES 32

enum kind { KIND_RSA, KIND_RSA_PSS, KIND_P256, KIND_HMAC, KIND_NONE };

/* RFC 7518 §3.1. The key for HS256 is the public key's PEM text: the classic confusion
 * attack. */
static const struct algorithm {
	const char *name;
	enum kind kind;
	const EVP_MD *(*digest)(void);
} algorithms[] = {{"RS256", KIND_RSA, EVP_sha256}, {"RS384", KIND_RSA, EVP_sha384},
	{"RS512", KIND_RSA, EVP_sha512}, {"PS256", KIND_RSA_PSS, EVP_sha256},
	{"ES256", KIND_P256, EVP_sha256}, {"HS256", KIND_HMAC, NULL}, {"none", KIND_NONE, NULL}};

static const char *const header_names[] = {"alg", "kid", "typ", "x5t", NULL};

static void check(bool good)
{
	if (!good)
		abort();
}

static void release_jwt(void *jwt)
{
	jwt_free(jwt);
}

static jwt_t *new_jwt(struct arena *arena, struct text grants)
{
	jwt_t *jwt;

	check(jwt_new(&jwt) == 0);
	arena_defer(arena, release_jwt, jwt);
	check(jwt_add_grants_json(jwt, arena_cstr(arena, grants)) == 0);
	return jwt;
}

/* Copies and frees a string that libjwt has allocated. */
static struct text take_string(struct arena *arena, char *string)
{
	struct text t;

	check(string != NULL);
	t = arena_text(arena, text_from(string));
	free(string);
	return t;
}

/* Merges `changes` into `object`; null removes a member listed in `names`. */
static struct text merge(
	struct arena *arena, struct text object, struct text changes, const char *const *names)
{
	const struct jsonread_node *node;
	jwt_t *jwt;

	if (!text_is_set(changes))
		return object;
	jwt = new_jwt(arena, object);
	check(jwt_add_grants_json(jwt, arena_cstr(arena, changes)) == 0);
	node = jsonread_parse(arena, changes, NULL);
	for (; *names != NULL; names++) {
		if (jsonread_type(jsonread_member(node, *names)) == JSONREAD_NULL)
			jwt_del_grants(jwt, *names);
	}
	return take_string(arena, jwt_get_grants_json(jwt, NULL));
}

static struct text mint_by_libjwt(struct dev_call *call, const struct dev_token_request *grant,
	const struct dev_signing_key *key, struct text payload)
{
	jwt_t *jwt = new_jwt(call->arena, payload);

	check(jwt_set_alg(jwt, JWT_ALG_RS256, (const unsigned char *)key->private_pem.data,
		      (int)key->private_pem.length) == 0);
	check(jwt_add_header(jwt, "kid", key->kid.data) == 0);
	if (grant->version == DEV_VERSION_V1)
		check(jwt_add_header(jwt, "x5t", key->kid.data) == 0);
	return take_string(call->arena, jwt_encode_str(jwt));
}

static struct text make_header(struct dev_call *call, const struct dev_token_request *grant,
	const struct dev_signing_key *key, const struct algorithm *algorithm)
{
	struct jsonwrite out = jsonwrite_make(call->arena, HEADER_LIMIT_BYTES);
	bool openid = grant->version == DEV_VERSION_OPENID;
	struct fault fault = fault_make(call->arena);
	struct text header;

	jsonwrite_open(&out, '{');
	jsonwrite_text(&out, "alg", text_from(algorithm->name));
	jsonwrite_text(&out, "kid", key->kid);
	jsonwrite_text(&out, "typ", openid ? TEXT("at+jwt") : TEXT("JWT"));
	if (grant->version == DEV_VERSION_V1)
		jsonwrite_text(&out, "x5t", key->kid);
	jsonwrite_close(&out, '}');
	check(jsonwrite_finish(&out, &header, &fault) == STATUS_OK);
	return merge(call->arena, header, grant->header, header_names);
}

static struct text sign_pkey(struct arena *arena, const struct dev_signing_key *key,
	const struct algorithm *algorithm, struct text input)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	EVP_PKEY_CTX *key_context;
	size_t length = (size_t)EVP_PKEY_get_size(key->pkey);
	unsigned char *signature = arena_alloc(arena, length);

	check(EVP_DigestSignInit(context, &key_context, algorithm->digest(), NULL, key->pkey) == 1);
	if (algorithm->kind == KIND_RSA_PSS) {
		check(EVP_PKEY_CTX_set_rsa_padding(key_context, RSA_PKCS1_PSS_PADDING) == 1);
		check(EVP_PKEY_CTX_set_rsa_pss_saltlen(key_context, RSA_PSS_SALTLEN_DIGEST) == 1);
	}
	check(EVP_DigestSign(context, signature, &length, (const unsigned char *)input.data,
		      input.length) == 1);
	EVP_MD_CTX_free(context);
	return (struct text){(const char *)signature, length};
}

/* Converts OpenSSL's DER sequence to r and s, concatenated (RFC 7518 §3.4). */
static struct text join_numbers(struct arena *arena, struct text der)
{
	const unsigned char *at = (const unsigned char *)der.data;
	ECDSA_SIG *numbers = d2i_ECDSA_SIG(NULL, &at, (long)der.length);
	unsigned char *out = arena_alloc(arena, (size_t)2 * P256_BYTES);

	check(numbers != NULL);
	check(BN_bn2binpad(ECDSA_SIG_get0_r(numbers), out, P256_BYTES) == P256_BYTES);
	check(BN_bn2binpad(ECDSA_SIG_get0_s(numbers), out + P256_BYTES, P256_BYTES) == P256_BYTES);
	ECDSA_SIG_free(numbers);
	return (struct text){(const char *)out, (size_t)2 * P256_BYTES};
}

static struct text sign(struct arena *arena, const struct dev_signing_key *key,
	const struct algorithm *algorithm, struct text input)
{
	struct hash mac;

	switch (algorithm->kind) {
	case KIND_RSA:
	case KIND_RSA_PSS:
		return base64url_encode(arena, sign_pkey(arena, key, algorithm, input));
	case KIND_P256:
		return base64url_encode(
			arena, join_numbers(arena, sign_pkey(arena, key, algorithm, input)));
	case KIND_HMAC:
		mac = hash_hmac(key->public_pem, input);
		return base64url_encode(arena, hash_text(&mac));
	case KIND_NONE:
		break;
	}
	return TEXT("");
}

static struct text mint_by_openssl(struct dev_call *call, const struct dev_token_request *grant,
	const struct dev_signing_key *key, const struct algorithm *algorithm, struct text payload)
{
	struct arena *arena = call->arena;
	struct text header = make_header(call, grant, key, algorithm), input;

	input = arena_printf(arena, "%s.%s", base64url_encode(arena, header).data,
		base64url_encode(arena, payload).data);
	return arena_printf(arena, "%s.%s", input.data, sign(arena, key, algorithm, input).data);
}

static const struct algorithm *find_algorithm(struct dev_call *call, struct text name)
{
	if (!text_is_set(name))
		return &algorithms[0];
	for (size_t i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]); i++) {
		if (text_equal(name, text_from(algorithms[i].name)) &&
			(algorithms[i].kind != KIND_P256 || call->version == DEV_VERSION_OPENID))
			return &algorithms[i];
	}
	dev_call_refuse(call, 400, "invalid_request", DEV_CALL_INVALID_INPUT,
		"dev_alg must be RS256, RS384, RS512, PS256, HS256 or none; at /openid also "
		"ES256.");
	return NULL;
}

/* Finds a key of the algorithm's type; the current one comes first. */
static const struct dev_signing_key *list_keys(
	struct dev_call *call, const struct algorithm *algorithm, size_t *ret_count)
{
	const struct dev_signing_key *keys;

	if (call->version != DEV_VERSION_OPENID)
		return dev_keys_list(call->keys, call->arena, ret_count);
	keys = dev_keys_openid(call->keys, call->arena);
	*ret_count = 1;
	return &keys[algorithm->kind == KIND_P256];
}

static const struct dev_signing_key *find_key(
	struct dev_call *call, const struct algorithm *algorithm, struct text name)
{
	size_t count;
	const struct dev_signing_key *keys = list_keys(call, algorithm, &count);

	if (!text_is_set(name) || text_equal(name, TEXT("current")))
		return &keys[0];
	if (text_equal(name, TEXT("previous")) && count > 1)
		return &keys[1];
	if (text_equal(name, TEXT("other")) && algorithm->kind != KIND_P256)
		return dev_keys_unpublished(call->keys, call->arena);
	dev_call_refuse(call, 400, "invalid_request", DEV_CALL_INVALID_INPUT,
		"dev_key must be current, previous (unless retired; not at /openid) or other "
		"(not with ES256).");
	return NULL;
}

bool dev_token_mint(
	struct dev_call *call, const struct dev_token_request *grant, struct text *ret_token)
{
	const struct algorithm *algorithm = find_algorithm(call, grant->alg);
	const struct dev_signing_key *key =
		algorithm == NULL ? NULL : find_key(call, algorithm, grant->key);
	struct text payload;

	if (key == NULL)
		return false;
	payload = merge(
		call->arena, dev_claims_payload(call, grant), grant->claims, dev_claims_names);
	if (algorithm == &algorithms[0] && !text_is_set(grant->header) &&
		grant->version != DEV_VERSION_OPENID)
		*ret_token = mint_by_libjwt(call, grant, key, payload);
	else
		*ret_token = mint_by_openssl(call, grant, key, algorithm, payload);
	return true;
}
