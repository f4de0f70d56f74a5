#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "auth/jwk.h"
#include "base/base64url.h"
#include "base/buffer.h"
#include "support/entra.h"
#include "support/jws_fixture.h"

/* The good key's modulus, encoded. */
static const char *good_n(struct jws_fixture *f)
{
	return base64url_encode(f->arena, forge_modulus(f->arena, f->key)).data;
}

static struct jwk_set *parse(struct jws_fixture *f, struct text document)
{
	struct text why = TEXT_NONE;
	struct jwk_set *set = jwk_set_parse(f->arena, document, &why);

	if (set == NULL)
		fail_msg("%.*s", (int)why.length, why.data);
	assert_false(text_is_set(why));
	return set;
}

/* The set's one key, "k", has exactly this flaw. */
static void expect(struct jws_fixture *f, struct text document, enum refusal flaw)
{
	struct jwk_set *set = parse(f, document);
	const struct jwk *key = jwk_set_find(set, TEXT("k"));

	assert_int_equal(set->count, 1);
	assert_non_null(key);
	if (key->flaw != flaw)
		fail_msg("%.*s has the flaw %d, not %d", (int)document.length, document.data,
			(int)key->flaw, (int)flaw);
	assert_true((key->pkey != NULL) == (flaw == REFUSAL_NONE));
	jwk_set_free(set);
}

static void members(void **state)
{
	static const struct {
		const char *more;
		enum refusal flaw;
	} cases[] = {
		{"", REFUSAL_NONE},
		{",\"use\":\"sig\"", REFUSAL_NONE},
		{",\"use\":\"enc\"", REFUSAL_KEY_USE},
		{",\"use\":\"SIG\"", REFUSAL_KEY_USE},
		{",\"use\":\"\"", REFUSAL_KEY_USE},
		{",\"use\":null", REFUSAL_KEY_USE},
		{",\"use\":[\"sig\"]", REFUSAL_KEY_USE},
		{",\"key_ops\":[\"verify\"]", REFUSAL_NONE},
		{",\"key_ops\":[\"sign\",\"verify\"]", REFUSAL_NONE},
		{",\"key_ops\":[\"sign\"]", REFUSAL_KEY_USE},
		{",\"key_ops\":[]", REFUSAL_KEY_USE},
		{",\"key_ops\":\"verify\"", REFUSAL_KEY_USE},
		{",\"key_ops\":null", REFUSAL_KEY_USE},
		{",\"key_ops\":[5]", REFUSAL_KEY_USE},
		{",\"use\":\"enc\",\"key_ops\":[\"verify\"]", REFUSAL_KEY_USE},
		{",\"alg\":\"RS256\"", REFUSAL_NONE},
		{",\"alg\":\"rs256\"", REFUSAL_KEY_ALG},
		{",\"alg\":\"RS384\"", REFUSAL_KEY_ALG},
		{",\"alg\":\"PS256\"", REFUSAL_KEY_ALG},
		{",\"alg\":\"HS256\"", REFUSAL_KEY_ALG},
		{",\"alg\":\"RSA-OAEP\"", REFUSAL_KEY_ALG},
		{",\"alg\":null", REFUSAL_KEY_ALG},
		{",\"alg\":256", REFUSAL_KEY_ALG},
		{",\"d\":\"AQ\"", REFUSAL_KEY_PRIVATE},
		{",\"p\":\"AQ\"", REFUSAL_KEY_PRIVATE},
		{",\"q\":\"AQ\"", REFUSAL_KEY_PRIVATE},
		{",\"dp\":\"AQ\"", REFUSAL_KEY_PRIVATE},
		{",\"dq\":\"AQ\"", REFUSAL_KEY_PRIVATE},
		{",\"qi\":\"AQ\"", REFUSAL_KEY_PRIVATE},
		{",\"oth\":[]", REFUSAL_KEY_PRIVATE},
		{",\"k\":\"AQ\"", REFUSAL_KEY_PRIVATE},
		{",\"d\":null", REFUSAL_KEY_PRIVATE},
		{",\"x5t\":\"k\",\"x5c\":[\"not read\"],\"x5u\":\"http://x\"", REFUSAL_NONE},
		{",\"issuer\":\"https://x\",\"cloud_instance_name\":\"y\"", REFUSAL_NONE},
	};
	struct jws_fixture *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect(f, forge_key_set(f->arena, f->key, cases[i].more), cases[i].flaw);
}

static void types(void **state)
{
	static const char *const kinds[] = {"", "\"kty\":\"oct\",", "\"kty\":\"EC\",",
		"\"kty\":\"OKP\",", "\"kty\":\"rsa\",", "\"kty\":null,", "\"kty\":5,"};
	struct jws_fixture *f = *state;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		expect(f,
			arena_printf(f->arena,
				"{\"keys\":[{%s\"kid\":\"k\",\"e\":\"AQAB\",\"n\":\"%s\"}]}",
				kinds[i], good_n(f)),
			REFUSAL_KEY_TYPE);
	/* A secret in a public key set: the type is said first. */
	expect(f, TEXT("{\"keys\":[{\"kty\":\"oct\",\"kid\":\"k\",\"k\":\"c2VjcmV0\"}]}"),
		REFUSAL_KEY_TYPE);
}

static void expect_numbers(struct jws_fixture *f, const char *n, const char *e, enum refusal flaw)
{
	expect(f,
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
		{"AQAB", REFUSAL_NONE}, {"Aw", REFUSAL_NONE}, /* 3 */
		{"AAAAAQAB", REFUSAL_NONE}, /* zeros in front */
		{"__________8", REFUSAL_NONE}, /* 64 bits, odd */
		{"AQ", REFUSAL_KEY_SIZE}, /* 1 */
		{"AA", REFUSAL_KEY_SIZE}, /* 0 */
		{"Ag", REFUSAL_KEY_SIZE}, /* 2 */
		{"AQAA", REFUSAL_KEY_SIZE}, /* 65536 */
		{"AQAAAAAAAAAB", REFUSAL_KEY_SIZE}, /* 65 bits */
		{good_n(f), REFUSAL_KEY_SIZE},
		{arena_printf(f->arena, "AQ%01998d", 0).data, REFUSAL_KEY_SIZE},
		{NULL, REFUSAL_KEY_MALFORMED}, {"", REFUSAL_KEY_MALFORMED},
		{"AQAB=", REFUSAL_KEY_MALFORMED}, {"AQA+", REFUSAL_KEY_MALFORMED},
		{"AQABA", REFUSAL_KEY_MALFORMED}, {"65537!", REFUSAL_KEY_MALFORMED},
		{"AR", REFUSAL_KEY_MALFORMED}, /* spare bits */
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect_numbers(f, good_n(f), cases[i].e, cases[i].flaw);
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
		{2048, false, REFUSAL_KEY_SIZE},
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
	expect(f, forge_key_set(f->arena, small, ""), REFUSAL_KEY_SIZE);
	forge_free(small);
}

/* `count` keys with the kids "0", "1", … */
static struct text many_keys(struct jws_fixture *f, int count)
{
	struct buffer out = buffer_make(f->arena, 1024 * 1024);
	const char *n = good_n(f);

	buffer_add(&out, TEXT("{\"keys\":["));
	for (int i = 0; i < count; i++)
		buffer_printf(&out,
			"%s{\"kty\":\"RSA\",\"kid\":\"%d\",\"n\":\"%s\",\"e\":\"AQAB\"}",
			i == 0 ? "" : ",", i, n);
	buffer_add(&out, TEXT("]}"));
	return buffer_text(&out);
}

static void documents_that_are_no_key_set(void **state)
{
	struct jws_fixture *f = *state;
	const struct text documents[] = {
		TEXT(""),
		TEXT("null"),
		TEXT("[]"),
		TEXT("{}"),
		TEXT("{\"keys\":null}"),
		TEXT("{\"keys\":{}}"),
		TEXT("{\"keys\":\"k\"}"),
		TEXT("{\"keys\":[]}"),
		TEXT("{\"keys\":[{}]"),
		TEXT("{\"keys\":[],\"keys\":[{}]}"),
		TEXT("{\"keys\":[{\"kid\":\"a\",\"kid\":\"b\"}]}"),
		TEXT("<!doctype html><title>Sign in</title>"),
		TEXT("{\"keys\":[{}]}\0"),
		many_keys(f, JWK_SET_KEYS_MAX + 1),
		arena_printf(f->arena, "{\"keys\":[{}],\"x\":\"%0*d\"}", JWK_SET_BYTES_MAX, 0),
	};

	for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++) {
		struct text why = TEXT_NONE;

		assert_null(jwk_set_parse(f->arena, documents[i], &why));
		assert_true(why.length > 10);
	}
}

static void as_many_keys_as_may_be(void **state)
{
	struct jws_fixture *f = *state;
	struct jwk_set *set = parse(f, many_keys(f, JWK_SET_KEYS_MAX));

	assert_int_equal(set->count, JWK_SET_KEYS_MAX);
	assert_ptr_equal(jwk_set_find(set, TEXT("255")), &set->keys[255]);
	assert_int_equal(jwk_set_find(set, TEXT("255"))->flaw, REFUSAL_NONE);
	jwk_set_free(set);
}

static void find_is_exact(void **state)
{
	static const char *const absent[] = {"", "K", "k ", " k", "kk", "/dev/null"};
	struct jws_fixture *f = *state;
	struct jwk_set *set = parse(f, forge_key_set(f->arena, f->key, ""));

	assert_non_null(jwk_set_find(set, TEXT("k")));
	for (size_t i = 0; i < sizeof(absent) / sizeof(absent[0]); i++)
		assert_null(jwk_set_find(set, text_from(absent[i])));
	assert_null(jwk_set_find(set, TEXT_NONE));
	jwk_set_free(set);
}

/* Good keys serve beside bad ones; two of one id serve neither; keys without id are passed over. */
static void mixed_sets(void **state)
{
	static const struct {
		const char *kid;
		enum refusal flaw;
	} expected[] = {{"good", REFUSAL_NONE}, {"twin", REFUSAL_KEY_REPEATED},
		{"oct", REFUSAL_KEY_TYPE}, {"half", REFUSAL_KEY_REPEATED}};
	struct jws_fixture *f = *state;
	const char *n = good_n(f);
	struct jwk_set *set = parse(f,
		arena_printf(f->arena,
			"{\"keys\":[5,null,{},{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"%s\"},"
			"{\"kty\":\"oct\",\"kid\":\"oct\",\"k\":\"AQ\"},"
			"{\"kty\":\"RSA\",\"kid\":\"twin\",\"e\":\"AQAB\",\"n\":\"%s\"},"
			"{\"kty\":\"RSA\",\"kid\":\"half\",\"e\":\"AQAB\",\"n\":\"%s\"},"
			"{\"kty\":\"RSA\",\"kid\":\"good\",\"e\":\"AQAB\",\"n\":\"%s\"},"
			"{\"kty\":\"oct\",\"kid\":\"half\",\"k\":\"AQ\"},"
			"{\"kty\":\"RSA\",\"kid\":\"twin\",\"e\":\"AQAB\",\"n\":\"%s\"}]}",
			n, n, n, n, n));

	assert_int_equal(set->count, 10);
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
		assert_int_equal(
			jwk_set_find(set, text_from(expected[i].kid))->flaw, expected[i].flaw);
	jwk_set_free(set);
}

static void a_set_outlives_its_document(void **state)
{
	struct jws_fixture *f = *state;
	struct arena *arena = arena_new();
	struct text why = TEXT_NONE;
	struct jwk_set *set = jwk_set_parse(arena,
		forge_key_set(arena, f->key, ",\"issuer\":\"i\",\"cloud_instance_name\":\"c\""),
		&why);

	arena_free(arena);
	entra_text(set->keys[0].kid, "k");
	entra_text(set->keys[0].issuer, "i");
	entra_text(set->keys[0].cloud_instance, "c");
	jwk_set_free(set);
	jwk_set_free(NULL);
}

/* The dev issuer publishes what Entra does: no alg, certificates, issuer, cloud_instance_name. */
static void entras_sets_load(void **state)
{
	static const struct {
		const char *path, *issuer, *cloud;
	} cases[] = {
		{"/" ENTRA_TID "/discovery/v2.0/keys", ENTRA_BASE "/{tenantid}/v2.0",
			"microsoftonline.com"},
		{"/" ENTRA_TID "/discovery/keys", NULL, NULL},
	};
	struct jws_fixture *f = *state;
	void *entra = NULL;

	assert_int_equal(entra_make(&entra), 0);
	assert_int_equal(entra_start(&entra), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct jwk_set *set =
			parse(f, entra_send(entra, METHOD_GET, cases[i].path, NULL).body);

		assert_true(set->count >= 2);
		for (size_t j = 0; j < set->count; j++) {
			assert_int_equal(set->keys[j].flaw, REFUSAL_NONE);
			assert_non_null(set->keys[j].pkey);
			assert_true(text_equal(set->keys[j].issuer, text_from(cases[i].issuer)));
			assert_true(
				text_equal(set->keys[j].cloud_instance, text_from(cases[i].cloud)));
		}
		jwk_set_free(set);
	}
	entra_end(&entra);
	entra_free(&entra);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members),
		cmocka_unit_test(types),
		cmocka_unit_test(exponents),
		cmocka_unit_test(moduli),
		cmocka_unit_test(documents_that_are_no_key_set),
		cmocka_unit_test(as_many_keys_as_may_be),
		cmocka_unit_test(find_is_exact),
		cmocka_unit_test(mixed_sets),
		cmocka_unit_test(a_set_outlives_its_document),
		cmocka_unit_test(entras_sets_load),
	};

	return cmocka_run_group_tests(tests, jws_fixture_make, jws_fixture_free);
}
