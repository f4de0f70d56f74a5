#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "auth/jws.h"
#include "base/hash.h"
#include "support/jws_fixture.h"

#define RSA_BYTES 256
#define DIGEST_INFO_BYTES 19

static enum refusal judge(struct jws_fixture *f, struct text input, struct text signature)
{
	struct text token = forge_join(f->arena, input, signature);
	enum refusal refusal = jws_fixture_judge(f->arena, f->set, token);

	jws_fixture_expect_token(f, token, refusal);
	return refusal;
}

/* A copy of a signature for spoiling. */
static unsigned char *copy_of(struct jws_fixture *f, struct text bytes, struct text *ret_copy)
{
	*ret_copy = arena_text(f->arena, bytes);
	return (unsigned char *)(uintptr_t)ret_copy->data;
}

static void the_good_one(void **state)
{
	struct jws_fixture *f = *state;

	assert_int_equal(f->signature.length, RSA_BYTES);
	assert_int_equal(judge(f, f->input, f->signature), REFUSAL_NONE);
}

static void every_bit_counts(void **state)
{
	struct jws_fixture *f = *state;
	struct text copy;
	unsigned char *bytes = copy_of(f, f->signature, &copy);

	for (size_t i = 0; i < RSA_BYTES * 8; i++) {
		bytes[i / 8] ^= (unsigned char)(1 << i % 8);
		assert_int_equal(judge(f, f->input, copy), REFUSAL_SIGNATURE_WRONG);
		bytes[i / 8] ^= (unsigned char)(1 << i % 8);
	}
	assert_int_equal(judge(f, f->input, copy), REFUSAL_NONE);
}

static void lengths(void **state)
{
	struct jws_fixture *f = *state;
	char *longer = arena_alloc(f->arena, RSA_BYTES + 2);

	assert_int_equal(judge(f, f->input, TEXT("")), REFUSAL_SEGMENT_EMPTY);
	for (size_t length = 1; length < RSA_BYTES; length++)
		assert_int_equal(judge(f, f->input, text_slice(f->signature, 0, length)),
			REFUSAL_SIGNATURE_LENGTH);
	memcpy(longer + 1, f->signature.data, RSA_BYTES);
	/* A zero in front is the same number, a zero behind is not. */
	assert_int_equal(
		judge(f, f->input, (struct text){longer, RSA_BYTES + 1}), REFUSAL_SIGNATURE_LENGTH);
	assert_int_equal(judge(f, f->input, (struct text){longer + 1, RSA_BYTES + 1}),
		REFUSAL_SIGNATURE_LENGTH);
}

static void special_numbers(void **state)
{
	struct jws_fixture *f = *state;
	struct text modulus = forge_modulus(f->arena, f->key), copy;
	unsigned char *bytes = copy_of(f, modulus, &copy);

	assert_int_equal(judge(f, f->input, modulus), REFUSAL_SIGNATURE_WRONG);
	bytes[RSA_BYTES - 1] ^= 1; /* n - 1 */
	assert_int_equal(judge(f, f->input, copy), REFUSAL_SIGNATURE_WRONG);
	memset(bytes, 0, RSA_BYTES);
	assert_int_equal(judge(f, f->input, copy), REFUSAL_SIGNATURE_WRONG);
	bytes[RSA_BYTES - 1] = 1;
	assert_int_equal(judge(f, f->input, copy), REFUSAL_SIGNATURE_WRONG);
	memset(bytes, 0xff, RSA_BYTES);
	assert_int_equal(judge(f, f->input, copy), REFUSAL_SIGNATURE_WRONG);
}

/* The signature of one text under another. */
static void what_was_signed_counts(void **state)
{
	static const char *const headers[] = {"{\"alg\":\"RS256\",\"kid\":\"k\" }",
		"{\"kid\":\"k\",\"alg\":\"RS256\"}", "{\"alg\":\"RS256\",\"kid\":\"k\",\"a\":1}"};
	static const char *const payloads[] = {"{\"tid\":\"ab\",\"admin\":true}",
		"{\"tid\":\"bb\",\"admin\":false}", JWS_FIXTURE_PAYLOAD " ", "{}"};
	struct jws_fixture *f = *state;

	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
		assert_int_equal(judge(f,
					 forge_input(f->arena, text_from(headers[i]),
						 TEXT(JWS_FIXTURE_PAYLOAD)),
					 f->signature),
			REFUSAL_SIGNATURE_WRONG);
	for (size_t i = 0; i < sizeof(payloads) / sizeof(payloads[0]); i++)
		assert_int_equal(judge(f,
					 forge_input(f->arena, TEXT(JWS_FIXTURE_HEADER),
						 text_from(payloads[i])),
					 f->signature),
			REFUSAL_SIGNATURE_WRONG);
}

static void another_key(void **state)
{
	struct jws_fixture *f = *state;
	struct forge *other = forge_new(2048);

	assert_int_equal(judge(f, f->input, forge_sign(f->arena, other, FORGE_RS256, f->input)),
		REFUSAL_SIGNATURE_WRONG);
	forge_free(other);
}

/* Good signatures of other algorithms, under a header that says RS256. */
static void other_algorithms(void **state)
{
	static const enum forge_method methods[] = {FORGE_RS384, FORGE_RS512, FORGE_PS256};
	struct jws_fixture *f = *state;

	assert_int_equal(judge(f, f->input, forge_sign(f->arena, f->key, FORGE_HS256, f->input)),
		REFUSAL_SIGNATURE_LENGTH);
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		assert_int_equal(
			judge(f, f->input, forge_sign(f->arena, f->key, methods[i], f->input)),
			REFUSAL_SIGNATURE_WRONG);
}

/* The classic: a MAC keyed with the public key's text, under a header that says so. libjwt takes
 * it. */
static void the_public_key_as_a_secret(void **state)
{
	struct jws_fixture *f = *state;
	struct text input = forge_input(
		f->arena, TEXT("{\"alg\":\"HS256\",\"kid\":\"k\"}"), TEXT(JWS_FIXTURE_PAYLOAD));

	assert_int_equal(judge(f, input, forge_sign(f->arena, f->key, FORGE_HS256, input)),
		REFUSAL_ALG_SYMMETRIC);
}

/* An encoded message: 00, type, fill, 00, DigestInfo, digest, and a tail of zeros. */
struct block {
	unsigned char type, fill;
	bool no_null; /* DigestInfo without the NULL parameters */
	size_t tail;
	enum refusal refusal;
};

static struct text encode_block(struct jws_fixture *f, const struct block *block)
{
	static const unsigned char info[DIGEST_INFO_BYTES] = {0x30, 0x31, 0x30, 0x0d, 0x06, 0x09,
		0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20};
	static const unsigned char bare[] = {0x30, 0x2f, 0x30, 0x0b, 0x06, 0x09, 0x60, 0x86, 0x48,
		0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x04, 0x20};
	struct hash digest = hash_sha256(f->input);
	const unsigned char *prefix = block->no_null ? bare : info;
	size_t prefix_length = block->no_null ? sizeof(bare) : sizeof(info);
	size_t at = RSA_BYTES - block->tail - HASH_BYTES - prefix_length;
	unsigned char *bytes = arena_alloc(f->arena, RSA_BYTES);

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
	struct jws_fixture *f = *state;

	for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++) {
		struct text block = encode_block(f, &blocks[i]);

		assert_int_equal(judge(f, f->input, forge_sign_block(f->arena, f->key, block)),
			blocks[i].refusal);
	}
}

static void a_flawed_key_verifies_nothing(void **state)
{
	struct jws_fixture *f = *state;
	struct text why = TEXT_NONE;
	struct jwk_set *set =
		jwk_set_parse(f->arena, forge_key_set(f->arena, f->key, ",\"use\":\"enc\""), &why);
	struct jws jws = {0};

	assert_non_null(set);
	assert_int_equal(jws_parse(f->arena, forge_join(f->arena, f->input, f->signature), &jws),
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

	return cmocka_run_group_tests(tests, jws_fixture_make, jws_fixture_free);
}
