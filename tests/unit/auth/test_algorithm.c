#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "auth/algorithm.h"

/* RFC 7518 §3.1, RFC 8037 §3.1. */
static void the_table(void **state)
{
	static const struct {
		enum algorithm algorithm;
		const char *name, *key_type, *curve, *digest;
		bool pss;
	} expected[] = {
		{ALGORITHM_RS256, "RS256", "RSA", "", "SHA256", false},
		{ALGORITHM_RS384, "RS384", "RSA", "", "SHA384", false},
		{ALGORITHM_RS512, "RS512", "RSA", "", "SHA512", false},
		{ALGORITHM_PS256, "PS256", "RSA", "", "SHA256", true},
		{ALGORITHM_PS384, "PS384", "RSA", "", "SHA384", true},
		{ALGORITHM_PS512, "PS512", "RSA", "", "SHA512", true},
		{ALGORITHM_ES256, "ES256", "EC", "P-256", "SHA256", false},
		{ALGORITHM_ES384, "ES384", "EC", "P-384", "SHA384", false},
		{ALGORITHM_ES512, "ES512", "EC", "P-521", "SHA512", false},
		{ALGORITHM_EDDSA, "EdDSA", "OKP", "", "", false},
	};

	(void)state;
	assert_int_equal(sizeof(expected) / sizeof(expected[0]), ALGORITHM_COUNT);
	for (size_t i = 0; i < ALGORITHM_COUNT; i++) {
		const struct algorithm_row *row = algorithm_row(expected[i].algorithm);
		enum algorithm found = ALGORITHM_COUNT;

		assert_string_equal(row->name, expected[i].name);
		assert_string_equal(row->key_type, expected[i].key_type);
		assert_string_equal(row->curve == NULL ? "" : row->curve, expected[i].curve);
		assert_string_equal(row->digest == NULL ? "" : row->digest, expected[i].digest);
		assert_int_equal(row->pss, expected[i].pss);
		assert_true(algorithm_find(text_from(row->name), &found));
		assert_int_equal(found, expected[i].algorithm);
		assert_false(algorithm_is_misspelled(text_from(row->name)));
	}
}

static void names_that_are_none(void **state)
{
	static const struct {
		const char *name;
		bool is_misspelled;
	} cases[] = {
		{"rs256", true},
		{"Es512", true},
		{"eddsa", true},
		{"EDDSA", true},
		{"", false},
		{"none", false},
		{"HS256", false},
		{"RS25", false},
		{"RS2567", false},
		{"RS256 ", false},
		{"ES256K", false},
		{"Ed25519", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		enum algorithm found = ALGORITHM_COUNT;

		assert_false(algorithm_find(text_from(cases[i].name), &found));
		assert_int_equal(found, ALGORITHM_COUNT);
		assert_int_equal(
			algorithm_is_misspelled(text_from(cases[i].name)), cases[i].is_misspelled);
	}
	assert_false(algorithm_is_misspelled(TEXT_NONE));
}

static void sets(void **state)
{
	static const uint32_t two = ALGORITHM_BIT(ALGORITHM_RS256) | ALGORITHM_BIT(ALGORITHM_ES384);
	static const struct {
		const char *list;
		uint32_t set;
	} cases[] = {
		{"RS256", ALGORITHM_BIT(ALGORITHM_RS256)},
		{"EdDSA", ALGORITHM_BIT(ALGORITHM_EDDSA)},
		{"RS256 ES384", two},
		{"ES384,RS256", two},
		{" RS256 ,\tES384,\r\n", two},
		{"RS256,RS256,ES384", two},
		{"RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA", ALGORITHM_ALL},
		{"", 0},
		{" , ", 0},
		{"none", 0},
		{"RS256 HS256", 0},
		{"RS256 rs384", 0},
		{"RS256;ES384", 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(algorithm_set(text_from(cases[i].list)), cases[i].set);
	assert_int_equal(algorithm_set(TEXT_NONE), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table),
		cmocka_unit_test(names_that_are_none),
		cmocka_unit_test(sets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
