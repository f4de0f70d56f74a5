#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/bn.h>

#include "base/base64url.h"
#include "support/jws_fixture.h"

/* The good key's modulus, encoded. */
static const char *good_n(struct jws_fixture *f)
{
	return base64url_encode(f->arena, forge_modulus(f->arena, f->key)).data;
}

static void expect_numbers(struct jws_fixture *f, const char *n, const char *e, enum refusal flaw)
{
	jws_fixture_expect_flaw(f,
		arena_printf(f->arena, "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"k\"%s%s}]}",
			n == NULL ? "" : arena_printf(f->arena, ",\"n\":\"%s\"", n).data,
			e == NULL ? "" : arena_printf(f->arena, ",\"e\":\"%s\"", e).data),
		flaw);
}

static void exponents(void **state)
{
	struct jws_fixture *f = *state;
	const struct {
		const char *e;
		enum refusal flaw;
	} cases[] = {
		{"AQAB", REFUSAL_NONE}, {"AAAAAQAB", REFUSAL_NONE}, /* zeros in front */
		{"AQAD", REFUSAL_NONE}, /* 65539 */
		{"__________8", REFUSAL_NONE}, /* 64 bits, odd */
		{"AA", REFUSAL_KEY_EXPONENT}, /* 0 */
		{"AQ", REFUSAL_KEY_EXPONENT}, /* 1 */
		{"Ag", REFUSAL_KEY_EXPONENT}, /* 2 */
		{"Aw", REFUSAL_KEY_EXPONENT}, /* 3 */
		{"EQ", REFUSAL_KEY_EXPONENT}, /* 17 */
		{"__8", REFUSAL_KEY_EXPONENT}, /* 65535 */
		{"AQAA", REFUSAL_KEY_EXPONENT}, /* 65536 */
		{"AQAC", REFUSAL_KEY_EXPONENT}, /* 65538 */
		{"AQAAAAAAAAAB", REFUSAL_KEY_EXPONENT}, /* 65 bits */
		{good_n(f), REFUSAL_KEY_EXPONENT},
		{arena_printf(f->arena, "AQ%01998d", 0).data, REFUSAL_KEY_EXPONENT},
		{NULL, REFUSAL_KEY_MALFORMED}, {"", REFUSAL_KEY_MALFORMED},
		{"AQAB=", REFUSAL_KEY_MALFORMED}, {"AQA+", REFUSAL_KEY_MALFORMED},
		{"AQABA", REFUSAL_KEY_MALFORMED}, {"65537!", REFUSAL_KEY_MALFORMED},
		{"AR", REFUSAL_KEY_MALFORMED}, /* spare bits */
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect_numbers(f, good_n(f), cases[i].e, cases[i].flaw);
	jws_fixture_expect_flaw(f,
		arena_printf(f->arena,
			"{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"k\",\"n\":\"%s\",\"e\":65537}]}",
			good_n(f)),
		REFUSAL_KEY_MALFORMED);
}

/* A modulus of that many bits, odd or even. */
static const char *modulus(struct jws_fixture *f, size_t bits, bool is_odd)
{
	size_t length = (bits + 7) / 8;
	unsigned char *bytes = arena_alloc(f->arena, length);

	memset(bytes, 0xff, length);
	bytes[0] = (unsigned char)(0xff >> (length * 8 - bits));
	bytes[length - 1] = is_odd ? 0xff : 0xfe;
	return base64url_encode(f->arena, (struct text){(const char *)bytes, length}).data;
}

static void moduli(void **state)
{
	static const struct {
		size_t bits;
		bool is_odd;
		enum refusal flaw;
	} cases[] = {
		{2048, true, REFUSAL_NONE},
		{3072, true, REFUSAL_NONE},
		{8192, true, REFUSAL_NONE},
		{2047, true, REFUSAL_KEY_SIZE},
		{1024, true, REFUSAL_KEY_SIZE},
		{512, true, REFUSAL_KEY_SIZE},
		{8, true, REFUSAL_KEY_SIZE},
		{8193, true, REFUSAL_KEY_SIZE},
		{8208, true, REFUSAL_KEY_SIZE},
		{16384, true, REFUSAL_KEY_SIZE},
		{2048, false, REFUSAL_KEY_MALFORMED},
	};
	struct jws_fixture *f = *state;
	struct forge *small = forge_new(1024);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect_numbers(
			f, modulus(f, cases[i].bits, cases[i].is_odd), "AQAB", cases[i].flaw);
	expect_numbers(f, NULL, "AQAB", REFUSAL_KEY_MALFORMED);
	expect_numbers(f, "", "AQAB", REFUSAL_KEY_MALFORMED);
	expect_numbers(f, "n n", "AQAB", REFUSAL_KEY_MALFORMED);
	expect_numbers(
		f, arena_printf(f->arena, "%s=", good_n(f)).data, "AQAB", REFUSAL_KEY_MALFORMED);
	jws_fixture_expect_flaw(f, forge_key_set(f->arena, small, ""), REFUSAL_KEY_SIZE);
	forge_free(small);
}

static const char *encode_number(struct jws_fixture *f, const BIGNUM *number)
{
	unsigned char *bytes = arena_alloc(f->arena, (size_t)BN_num_bytes(number));
	int length = BN_bn2bin(number, bytes);

	return base64url_encode(f->arena, (struct text){(const char *)bytes, (size_t)length}).data;
}

/* What the generator made: a prime k * M + (65537^a mod M), M being the product of the primes up to
 * 167. */
static BIGNUM *weak_prime(BN_CTX *context)
{
	BIGNUM *product = BN_new(), *start = BN_new(), *factor = BN_new(), *prime = BN_new();

	assert_int_equal(BN_one(product), 1);
	for (BN_ULONG p = 2; p <= 167; p++) {
		assert_int_equal(BN_set_word(factor, p), 1);
		if (BN_check_prime(factor, context, NULL) == 1)
			assert_int_equal(BN_mul_word(product, p), 1);
	}
	assert_int_equal(BN_set_word(factor, 65537), 1);
	assert_int_equal(BN_rand(start, 200, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY), 1);
	assert_int_equal(BN_mod_exp(start, factor, start, product, context), 1);
	do {
		assert_int_equal(BN_rand(factor, 1025 - BN_num_bits(product), BN_RAND_TOP_TWO,
					 BN_RAND_BOTTOM_ANY),
			1);
		assert_int_equal(BN_mul(prime, factor, product, context), 1);
		assert_int_equal(BN_add(prime, prime, start), 1);
	} while (BN_check_prime(prime, context, NULL) != 1);
	BN_free(product);
	BN_free(start);
	BN_free(factor);
	return prime;
}

/* CVE-2017-15361. */
static void weak_generator(void **state)
{
	struct jws_fixture *f = *state;
	BN_CTX *context = BN_CTX_new();
	BIGNUM *p = weak_prime(context), *q = weak_prime(context), *n = BN_new();

	assert_int_equal(BN_mul(n, p, q, context), 1);
	assert_true(BN_num_bits(n) >= 2048);
	expect_numbers(f, encode_number(f, n), "AQAB", REFUSAL_KEY_ROCA);
	/* The neighbours are no powers of 65537 modulo each of the primes. */
	assert_int_equal(BN_add_word(n, 2), 1);
	expect_numbers(f, encode_number(f, n), "AQAB", REFUSAL_NONE);
	assert_int_equal(BN_sub_word(n, 4), 1);
	expect_numbers(f, encode_number(f, n), "AQAB", REFUSAL_NONE);
	BN_free(n);
	BN_free(p);
	BN_free(q);
	BN_CTX_free(context);
}

/* Only the fingerprint counts, not how a number came by it; one factor without it is enough. */
static void powers_of_the_generator(void **state)
{
	struct jws_fixture *f = *state;
	BIGNUM *n = BN_new();

	assert_int_equal(BN_one(n), 1);
	for (int i = 0; i < 130; i++)
		assert_int_equal(BN_mul_word(n, 65537), 1);
	expect_numbers(f, encode_number(f, n), "AQAB", REFUSAL_KEY_ROCA);
	assert_int_equal(BN_mul_word(n, 3), 1);
	expect_numbers(f, encode_number(f, n), "AQAB", REFUSAL_NONE);
	BN_free(n);
}

static void what_a_good_key_yields(void **state)
{
	static const struct {
		unsigned int bits;
		const char *more;
		enum algorithm algorithm;
	} cases[] = {
		{2048, "", ALGORITHM_COUNT},
		{2048, ",\"alg\":\"PS384\"", ALGORITHM_PS384},
		{3072, ",\"alg\":\"RS256\"", ALGORITHM_RS256},
	};
	struct jws_fixture *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct forge *key = forge_new(cases[i].bits);
		struct jwk_set *set =
			jws_fixture_parse(f->arena, forge_key_set(f->arena, key, cases[i].more));

		assert_int_equal(set->keys[0].flaw, REFUSAL_NONE);
		assert_string_equal(set->keys[0].type, "RSA");
		assert_null(set->keys[0].curve);
		assert_int_equal(set->keys[0].algorithm, cases[i].algorithm);
		assert_int_equal(set->keys[0].signature_bytes, cases[i].bits / 8);
		jwk_set_free(set);
		forge_free(key);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exponents),
		cmocka_unit_test(moduli),
		cmocka_unit_test(weak_generator),
		cmocka_unit_test(powers_of_the_generator),
		cmocka_unit_test(what_a_good_key_yields),
	};

	return cmocka_run_group_tests(tests, jws_fixture_make, jws_fixture_free);
}
