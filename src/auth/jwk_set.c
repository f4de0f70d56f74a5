#include "auth/jwk_set.h"

#include <string.h>

#include "auth/jwk_key.h"
#include "auth/jws_signature.h"

static bool is_absent_or(const struct jsonread_node *node, const char *value)
{
	return node == NULL || text_equal(jsonread_text(node), text_from(value));
}

/* Returns true if all operations are strings and "verify" is one of them (RFC 7517 §4.3). */
static bool lists_verify(const struct jsonread_node *key_ops)
{
	bool found = false;

	for (size_t i = 0; i < jsonread_count(key_ops); i++) {
		struct text operation = jsonread_text(jsonread_element(key_ops, i));

		if (!text_is_set(operation))
			return false;
		found = found || text_equal(operation, TEXT("verify"));
	}
	return found;
}

static bool is_for_signatures(const struct jsonread_node *object)
{
	const struct jsonread_node *key_ops = jsonread_member(object, "key_ops");

	return is_absent_or(jsonread_member(object, "use"), "sig") &&
		(key_ops == NULL || lists_verify(key_ops));
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

static enum refusal read_algorithm(const struct jsonread_node *alg, struct jwk *key)
{
	key->algorithm = ALGORITHM_COUNT;
	if (alg == NULL)
		return REFUSAL_NONE;
	if (!algorithm_find(jsonread_text(alg), &key->algorithm) ||
		strcmp(algorithm_row(key->algorithm)->key_type, key->type) != 0)
		return REFUSAL_KEY_ALG;
	return REFUSAL_NONE;
}

/* Reads the members common to all key types, then the key itself, which is the most expensive
 * part. */
static enum refusal read_members(
	struct arena *arena, const struct jsonread_node *object, struct jwk *key)
{
	enum refusal flaw;

	key->type = jwk_key_type(jsonread_member_text(object, "kty"));
	if (key->type == NULL)
		return REFUSAL_KEY_TYPE;
	if (has_private_member(object))
		return REFUSAL_KEY_PRIVATE;
	if (!is_for_signatures(object))
		return REFUSAL_KEY_USE;
	flaw = read_algorithm(jsonread_member(object, "alg"), key);
	if (flaw == REFUSAL_NONE)
		flaw = jwk_key_read(arena, object, key);
	if (flaw == REFUSAL_NONE && key->algorithm != ALGORITHM_COUNT &&
		jwk_check_algorithm(key, key->algorithm) != REFUSAL_NONE)
		flaw = REFUSAL_KEY_ALG;
	if (flaw == REFUSAL_NONE)
		jws_signature_prepare(arena, key);
	return flaw;
}

static void read_key(struct arena *arena, const struct jsonread_node *object, struct jwk *key)
{
	key->kid = arena_text(arena, jsonread_member_text(object, "kid"));
	key->issuer = arena_text(arena, jsonread_member_text(object, "issuer"));
	key->cloud_instance =
		arena_text(arena, jsonread_member_text(object, "cloud_instance_name"));
	key->flaw = jsonread_type(object) == JSONREAD_OBJECT ? read_members(arena, object, key)
							     : REFUSAL_KEY_MALFORMED;
}

/* If two keys have the same id, neither may be used: the token does not say which one it means. */
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

static bool is_secret(const struct jsonread_node *object)
{
	return text_equal(jsonread_member_text(object, "kty"), TEXT("oct"));
}

/* An issuer that publishes a shared secret has mixed up its key sets: no key of this set can be
 * trusted. */
static void mark_mixed(struct jwk_set *set, const struct jsonread_node *keys)
{
	bool is_mixed = false;

	for (size_t i = 0; i < set->count && !is_mixed; i++)
		is_mixed = is_secret(jsonread_element(keys, i));
	for (size_t i = 0; i < set->count && is_mixed; i++)
		set->keys[i].flaw = is_secret(jsonread_element(keys, i)) ? REFUSAL_KEY_TYPE
									 : REFUSAL_KEY_SET_MIXED;
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
		*ret_why = TEXT("the key set has no keys");
	else if (jsonread_count(keys) > JWK_SET_KEYS_MAX)
		*ret_why = TEXT("the key set has more than 256 keys");
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
	for (size_t i = 0; i < set->count; i++)
		read_key(own, jsonread_element(keys, i), &set->keys[i]);
	mark_repeated(set);
	mark_mixed(set, keys);
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
