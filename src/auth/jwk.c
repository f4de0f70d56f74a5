#include "auth/jwk.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include "base/base64url.h"
#include "base/jsonread.h"

#define RSA_BITS_MIN 2048
#define RSA_BITS_MAX 8192
#define RSA_EXPONENT_BITS_MAX 64

static void release_pkey(void *pkey)
{
	EVP_PKEY_free(pkey);
}

/* A public RSA key of modulus and exponent, or NULL. */
static EVP_PKEY *make_rsa(const BIGNUM *n, const BIGNUM *e)
{
	OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	OSSL_PARAM *params = NULL;
	EVP_PKEY *pkey = NULL;

	if (builder != NULL && context != NULL &&
		OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, n) == 1 &&
		OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, e) == 1)
		params = OSSL_PARAM_BLD_to_param(builder);
	if (params == NULL || EVP_PKEY_fromdata_init(context) != 1 ||
		EVP_PKEY_fromdata(context, &pkey, EVP_PKEY_PUBLIC_KEY, params) != 1)
		pkey = NULL;
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(builder);
	EVP_PKEY_CTX_free(context);
	return pkey;
}

static BIGNUM *read_number(
	struct arena *arena, const struct jsonread_node *object, const char *name)
{
	struct text bytes;

	if (base64url_decode(arena, jsonread_member_text(object, name), &bytes) != BASE64URL_GOOD ||
		bytes.length == 0)
		return NULL;
	return BN_bin2bn((const unsigned char *)bytes.data, (int)bytes.length, NULL);
}

static enum refusal check_numbers(const BIGNUM *n, const BIGNUM *e)
{
	int bits = BN_num_bits(n);

	if (bits < RSA_BITS_MIN || bits > RSA_BITS_MAX || !BN_is_odd(n))
		return REFUSAL_KEY_SIZE;
	if (BN_is_one(e) || !BN_is_odd(e) || BN_num_bits(e) > RSA_EXPONENT_BITS_MAX)
		return REFUSAL_KEY_SIZE;
	return REFUSAL_NONE;
}

static enum refusal read_rsa(
	struct arena *arena, const struct jsonread_node *object, void **ret_pkey)
{
	BIGNUM *n = read_number(arena, object, "n");
	BIGNUM *e = read_number(arena, object, "e");
	enum refusal flaw = REFUSAL_KEY_MALFORMED;

	if (n != NULL && e != NULL)
		flaw = check_numbers(n, e);
	if (flaw == REFUSAL_NONE) {
		*ret_pkey = make_rsa(n, e);
		if (*ret_pkey == NULL)
			flaw = REFUSAL_KEY_MALFORMED;
	}
	BN_free(n);
	BN_free(e);
	return flaw;
}

static bool is_absent_or(const struct jsonread_node *node, const char *value)
{
	return node == NULL || text_equal(jsonread_text(node), text_from(value));
}

static bool lists_verify(const struct jsonread_node *key_ops)
{
	if (key_ops == NULL)
		return true;
	for (size_t i = 0; i < jsonread_count(key_ops); i++) {
		if (text_equal(jsonread_text(jsonread_element(key_ops, i)), TEXT("verify")))
			return true;
	}
	return false;
}

static bool has_private_member(const struct jsonread_node *object)
{
	static const char *const names[] = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (jsonread_member(object, names[i]) != NULL)
			return true;
	}
	return false;
}

static enum refusal read_key(
	struct arena *arena, const struct jsonread_node *object, struct jwk *key)
{
	key->kid = arena_text(arena, jsonread_member_text(object, "kid"));
	key->issuer = arena_text(arena, jsonread_member_text(object, "issuer"));
	key->cloud_instance =
		arena_text(arena, jsonread_member_text(object, "cloud_instance_name"));
	if (!text_equal(jsonread_member_text(object, "kty"), TEXT("RSA")))
		return REFUSAL_KEY_TYPE;
	if (has_private_member(object))
		return REFUSAL_KEY_PRIVATE;
	if (!is_absent_or(jsonread_member(object, "use"), "sig") ||
		!lists_verify(jsonread_member(object, "key_ops")))
		return REFUSAL_KEY_USE;
	/* Entra's keys have no alg; one that has must say the algorithm it will be used with. */
	if (!is_absent_or(jsonread_member(object, "alg"), "RS256"))
		return REFUSAL_KEY_ALG;
	return read_rsa(arena, object, &key->pkey);
}

/* Two keys of one id: neither may be used, since nothing tells which was meant. */
static void mark_repeated(struct jwk_set *set)
{
	for (size_t i = 0; i < set->count; i++) {
		for (size_t j = i + 1; j < set->count; j++) {
			if (text_is_set(set->keys[i].kid) &&
				text_equal(set->keys[i].kid, set->keys[j].kid))
				set->keys[i].flaw = set->keys[j].flaw = REFUSAL_KEY_REPEATED;
		}
	}
}

static const struct jsonread_node *read_document(
	struct arena *arena, struct text document, struct text *ret_why)
{
	struct jsonread_flaw flaw = {0};
	const struct jsonread_node *root, *keys;

	if (document.length > JWK_SET_BYTES_MAX) {
		*ret_why = TEXT("the key set is larger than 1 MiB");
		return NULL;
	}
	root = jsonread_parse(arena, document, &flaw);
	keys = jsonread_member(root, "keys");
	if (root == NULL)
		*ret_why = flaw.why;
	else if (jsonread_count(keys) == 0)
		*ret_why = TEXT("there are no keys in the key set");
	else if (jsonread_count(keys) > JWK_SET_KEYS_MAX)
		*ret_why = TEXT("there are more than 256 keys in the key set");
	else
		return keys;
	return NULL;
}

struct jwk_set *jwk_set_parse(struct arena *arena, struct text document, struct text *ret_why)
{
	const struct jsonread_node *keys = read_document(arena, document, ret_why);
	struct arena *own;
	struct jwk_set *set;

	if (keys == NULL)
		return NULL;
	own = arena_new();
	set = arena_alloc(own, sizeof(*set));
	set->arena = own;
	set->count = jsonread_count(keys);
	set->keys = arena_array(own, set->count, sizeof(*set->keys));
	for (size_t i = 0; i < set->count; i++) {
		struct jwk *key = &set->keys[i];

		key->flaw = read_key(own, jsonread_element(keys, i), key);
		if (key->pkey != NULL)
			arena_defer(own, release_pkey, key->pkey);
	}
	mark_repeated(set);
	return set;
}

void jwk_set_free(struct jwk_set *set)
{
	if (set != NULL)
		arena_free(set->arena);
}

const struct jwk *jwk_set_find(const struct jwk_set *set, struct text kid)
{
	for (size_t i = 0; i < set->count; i++) {
		if (text_is_set(set->keys[i].kid) && text_equal(set->keys[i].kid, kid))
			return &set->keys[i];
	}
	return NULL;
}
