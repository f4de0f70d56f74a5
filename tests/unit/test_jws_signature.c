#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "auth/jws.h"
#include "base/hash.h"
#include "support/forge.h"

#define HEADER "{\"alg\":\"RS256\",\"kid\":\"k\"}"
#define PAYLOAD "{\"tid\":\"a\",\"admin\":false}"
#define RSA_BYTES 256
#define DIGEST_INFO_BYTES 19

struct bench {
	struct arena *arena;
	struct forge *key, *other;
	struct jwk_set *set;
	struct text input; /* of the good token */
	struct text signature;
};

static int make(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));
	struct text why = TEXT_NONE;

	if (b == NULL)
		return -1;
	b->arena = arena_new();
	b->key = forge_new(2048);
	b->other = forge_new(2048);
	b->set = jwk_set_parse(b->arena, forge_key_set(b->arena, b->key, ""), &why);
	b->input = forge_input(b->arena, TEXT(HEADER), TEXT(PAYLOAD));
	b->signature = forge_sign(b->arena, b->key, FORGE_RS256, b->input);
	*state = b;
	return b->set == NULL ? -1 : 0;
}

static int destroy(void **state)
{
	struct bench *b = *state;

	jwk_set_free(b->set);
	forge_free(b->key);
	forge_free(b->other);
	arena_free(b->arena);
	free(b);
	return 0;
}

static enum refusal judge(struct bench *b, struct text input, struct text signature)
{
	struct jws jws = {0};
	enum refusal refusal = jws_parse(b->arena, forge_join(b->arena, input, signature), &jws);

	return refusal != REFUSAL_NONE ? refusal
				       : jws_verify(&jws, jwk_set_find(b->set, TEXT("k")));
}

/* A copy of a signature for spoiling. */
static unsigned char *copy_of(struct bench *b, struct text bytes, struct text *ret_copy)
{
	*ret_copy = arena_text(b->arena, bytes);
	return (unsigned char *)(uintptr_t)ret_copy->data;
}

static void the_good_one(void **state)
{
	struct bench *b = *state;

	assert_int_equal(b->signature.length, RSA_BYTES);
	assert_int_equal(judge(b, b->input, b->signature), REFUSAL_NONE);
}

static void every_bit_counts(void **state)
{
	struct bench *b = *state;
	struct text copy;
	unsigned char *bytes = copy_of(b, b->signature, &copy);

	for (size_t i = 0; i < RSA_BYTES * 8; i++) {
		bytes[i / 8] ^= (unsigned char)(1 << i % 8);
		assert_int_equal(judge(b, b->input, copy), REFUSAL_SIGNATURE_WRONG);
		bytes[i / 8] ^= (unsigned char)(1 << i % 8);
	}
	assert_int_equal(judge(b, b->input, copy), REFUSAL_NONE);
}

static void lengths(void **state)
{
	struct bench *b = *state;
	char *longer = arena_alloc(b->arena, RSA_BYTES + 2);

	assert_int_equal(judge(b, b->input, TEXT("")), REFUSAL_SEGMENT_EMPTY);
	for (size_t length = 1; length < RSA_BYTES; length++)
		assert_int_equal(judge(b, b->input, text_slice(b->signature, 0, length)),
			REFUSAL_SIGNATURE_WRONG);
	memcpy(longer + 1, b->signature.data, RSA_BYTES);
	/* A zero in front is the same number, a zero behind is not. */
	assert_int_equal(
		judge(b, b->input, (struct text){longer, RSA_BYTES + 1}), REFUSAL_SIGNATURE_WRONG);
	assert_int_equal(judge(b, b->input, (struct text){longer + 1, RSA_BYTES + 1}),
		REFUSAL_SIGNATURE_WRONG);
}

static void special_numbers(void **state)
{
	struct bench *b = *state;
	struct text modulus = forge_modulus(b->arena, b->key), copy;
	unsigned char *bytes = copy_of(b, modulus, &copy);

	assert_int_equal(judge(b, b->input, modulus), REFUSAL_SIGNATURE_WRONG);
	bytes[RSA_BYTES - 1] ^= 1; /* n - 1 */
	assert_int_equal(judge(b, b->input, copy), REFUSAL_SIGNATURE_WRONG);
	memset(bytes, 0, RSA_BYTES);
	assert_int_equal(judge(b, b->input, copy), REFUSAL_SIGNATURE_WRONG);
	bytes[RSA_BYTES - 1] = 1;
	assert_int_equal(judge(b, b->input, copy), REFUSAL_SIGNATURE_WRONG);
	memset(bytes, 0xff, RSA_BYTES);
	assert_int_equal(judge(b, b->input, copy), REFUSAL_SIGNATURE_WRONG);
}

/* The signature of one text under another. */
static void what_was_signed_counts(void **state)
{
	static const char *const headers[] = {"{\"alg\":\"RS256\",\"kid\":\"k\" }",
		"{\"kid\":\"k\",\"alg\":\"RS256\"}", "{\"alg\":\"RS256\",\"kid\":\"k\",\"a\":1}"};
	static const char *const payloads[] = {"{\"tid\":\"a\",\"admin\":true}",
		"{\"tid\":\"b\",\"admin\":false}", "{\"tid\":\"a\",\"admin\":false} ", "{}"};
	struct bench *b = *state;

	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
		assert_int_equal(
			judge(b, forge_input(b->arena, text_from(headers[i]), TEXT(PAYLOAD)),
				b->signature),
			REFUSAL_SIGNATURE_WRONG);
	for (size_t i = 0; i < sizeof(payloads) / sizeof(payloads[0]); i++)
		assert_int_equal(
			judge(b, forge_input(b->arena, TEXT(HEADER), text_from(payloads[i])),
				b->signature),
			REFUSAL_SIGNATURE_WRONG);
}

static void another_key(void **state)
{
	struct bench *b = *state;

	assert_int_equal(judge(b, b->input, forge_sign(b->arena, b->other, FORGE_RS256, b->input)),
		REFUSAL_SIGNATURE_WRONG);
}

/* Good signatures of other algorithms, under a header that says RS256. */
static void other_algorithms(void **state)
{
	static const enum forge_method methods[] = {
		FORGE_RS384, FORGE_RS512, FORGE_PS256, FORGE_HS256};
	struct bench *b = *state;

	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		assert_int_equal(
			judge(b, b->input, forge_sign(b->arena, b->key, methods[i], b->input)),
			REFUSAL_SIGNATURE_WRONG);
}

/* The classic: a MAC keyed with the public key's text, under a header that says so. libjwt takes
 * it. */
static void the_public_key_as_a_secret(void **state)
{
	struct bench *b = *state;
	struct text input =
		forge_input(b->arena, TEXT("{\"alg\":\"HS256\",\"kid\":\"k\"}"), TEXT(PAYLOAD));

	assert_int_equal(judge(b, input, forge_sign(b->arena, b->key, FORGE_HS256, input)),
		REFUSAL_ALG_SYMMETRIC);
}

/* An encoded message: 00, type, fill, 00, DigestInfo, digest, and a tail of zeros. */
struct block {
	unsigned char type, fill;
	bool no_null; /* DigestInfo without the NULL parameters */
	size_t tail;
	enum refusal refusal;
};

static struct text encode_block(struct bench *b, const struct block *block)
{
	static const unsigned char info[DIGEST_INFO_BYTES] = {0x30, 0x31, 0x30, 0x0d, 0x06, 0x09,
		0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20};
	static const unsigned char bare[] = {0x30, 0x2f, 0x30, 0x0b, 0x06, 0x09, 0x60, 0x86, 0x48,
		0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x04, 0x20};
	struct hash digest = hash_sha256(b->input);
	const unsigned char *prefix = block->no_null ? bare : info;
	size_t prefix_length = block->no_null ? sizeof(bare) : sizeof(info);
	size_t at = RSA_BYTES - block->tail - HASH_BYTES - prefix_length;
	unsigned char *bytes = arena_alloc(b->arena, RSA_BYTES);

	bytes[1] = block->type;
	memset(bytes + 2, block->fill, at - 3);
	memcpy(bytes + at, prefix, prefix_length);
	memcpy(bytes + at + prefix_length, digest.bytes, HASH_BYTES);
	return (struct text){(const char *)bytes, RSA_BYTES};
}

/* RFC 8017 §9.2: there is one encoding, and what only looks like it is refused. */
static void paddings(void **state)
{
	static const struct block blocks[] = {
		{1, 0xff, false, 0, REFUSAL_NONE},
		{2, 0xff, false, 0, REFUSAL_SIGNATURE_WRONG},
		{0, 0x00, false, 0, REFUSAL_SIGNATURE_WRONG},
		{1, 0xfe, false, 0, REFUSAL_SIGNATURE_WRONG},
		{1, 0xff, true, 0, REFUSAL_SIGNATURE_WRONG},
		{1, 0xff, false, 1, REFUSAL_SIGNATURE_WRONG},
		{1, 0xff, false, RSA_BYTES - 11 - HASH_BYTES - DIGEST_INFO_BYTES,
			REFUSAL_SIGNATURE_WRONG},
	};
	struct bench *b = *state;

	for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++) {
		struct text block = encode_block(b, &blocks[i]);

		assert_int_equal(judge(b, b->input, forge_sign_block(b->arena, b->key, block)),
			blocks[i].refusal);
	}
}

static void a_flawed_key_verifies_nothing(void **state)
{
	struct bench *b = *state;
	struct text why = TEXT_NONE;
	struct jwk_set *set =
		jwk_set_parse(b->arena, forge_key_set(b->arena, b->key, ",\"use\":\"enc\""), &why);
	struct jws jws = {0};

	assert_non_null(set);
	assert_int_equal(jws_parse(b->arena, forge_join(b->arena, b->input, b->signature), &jws),
		REFUSAL_NONE);
	assert_int_equal(jws_verify(&jws, jwk_set_find(set, TEXT("k"))), REFUSAL_KEY_USE);
	jwk_set_free(set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_good_one),
		cmocka_unit_test(every_bit_counts),
		cmocka_unit_test(lengths),
		cmocka_unit_test(special_numbers),
		cmocka_unit_test(what_was_signed_counts),
		cmocka_unit_test(another_key),
		cmocka_unit_test(other_algorithms),
		cmocka_unit_test(the_public_key_as_a_secret),
		cmocka_unit_test(paddings),
		cmocka_unit_test(a_flawed_key_verifies_nothing),
	};

	return cmocka_run_group_tests(tests, make, destroy);
}
