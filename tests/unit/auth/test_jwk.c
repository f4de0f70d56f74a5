#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "auth/jwk_set.h"
#include "base/base64url.h"
#include "base/buffer.h"
#include "support/entra.h"
#include "support/jws_fixture.h"

/* The good key's modulus, encoded. */
static const char *good_n(struct jws_fixture *f)
{
	return base64url_encode(f->arena, forge_modulus(f->arena, f->key)).data;
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
		{",\"key_ops\":[\"verify\",5]", REFUSAL_KEY_USE},
		{",\"key_ops\":[[\"verify\"]]", REFUSAL_KEY_USE},
		{",\"key_ops\":{\"verify\":true}", REFUSAL_KEY_USE},
		{",\"key_ops\":[\"Verify\"]", REFUSAL_KEY_USE},
		{",\"use\":\"enc\",\"key_ops\":[\"verify\"]", REFUSAL_KEY_USE},
		{",\"alg\":\"RS256\"", REFUSAL_NONE},
		{",\"alg\":\"rs256\"", REFUSAL_KEY_ALG},
		{",\"alg\":\"RS384\"", REFUSAL_NONE},
		{",\"alg\":\"PS256\"", REFUSAL_NONE},
		{",\"alg\":\"ES256\"", REFUSAL_KEY_ALG},
		{",\"alg\":\"EdDSA\"", REFUSAL_KEY_ALG},
		{",\"alg\":\"none\"", REFUSAL_KEY_ALG},
		{",\"alg\":\"\"", REFUSAL_KEY_ALG},
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
		{",\"x\":5,\"crv\":\"P-999\",\"exp\":0,\"revoked\":{\"at\":0}", REFUSAL_NONE},
		{",\"issuer\":\"https://x\",\"cloud_instance_name\":\"y\"", REFUSAL_NONE},
	};
	struct jws_fixture *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		jws_fixture_expect_flaw(
			f, forge_key_set(f->arena, f->key, cases[i].more), cases[i].flaw);
}

static void types(void **state)
{
	static const char *const kinds[] = {"", "\"kty\":\"oct\",", "\"kty\":\"EC2\",",
		"\"kty\":\"\",", "\"kty\":\"rsa\",", "\"kty\":\"RSA \",", "\"kty\":null,",
		"\"kty\":5,", "\"kty\":[\"RSA\"],"};
	struct jws_fixture *f = *state;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		jws_fixture_expect_flaw(f,
			arena_printf(f->arena,
				"{\"keys\":[{%s\"kid\":\"k\",\"e\":\"AQAB\",\"n\":\"%s\"}]}",
				kinds[i], good_n(f)),
			REFUSAL_KEY_TYPE);
	/* A secret in a public key set: the type is said first. */
	jws_fixture_expect_flaw(f,
		TEXT("{\"keys\":[{\"kty\":\"oct\",\"kid\":\"k\",\"k\":\"c2VjcmV0\"}]}"),
		REFUSAL_KEY_TYPE);
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
	struct jwk_set *set = jws_fixture_parse(f->arena, many_keys(f, JWK_SET_KEYS_MAX));

	assert_int_equal(set->count, JWK_SET_KEYS_MAX);
	assert_ptr_equal(jwk_set_find(set, TEXT("255")), &set->keys[255]);
	assert_int_equal(jwk_set_find(set, TEXT("255"))->flaw, REFUSAL_NONE);
	jwk_set_free(set);
}

static void find_is_exact(void **state)
{
	static const char *const absent[] = {"", "K", "k ", " k", "kk", "/dev/null"};
	struct jws_fixture *f = *state;
	struct jwk_set *set = jws_fixture_parse(f->arena, forge_key_set(f->arena, f->key, ""));

	assert_non_null(jwk_set_find(set, TEXT("k")));
	for (size_t i = 0; i < sizeof(absent) / sizeof(absent[0]); i++)
		assert_null(jwk_set_find(set, text_from(absent[i])));
	assert_null(jwk_set_find(set, TEXT_NONE));
	jwk_set_free(set);
}

/* Good keys serve beside bad ones; two of one id serve neither; keys without id are passed over. */
static void good_beside_bad(void **state)
{
	static const struct {
		const char *kid;
		enum refusal flaw;
	} expected[] = {{"good", REFUSAL_NONE}, {"twin", REFUSAL_KEY_REPEATED},
		{"none", REFUSAL_KEY_TYPE}, {"half", REFUSAL_KEY_REPEATED}};
	struct jws_fixture *f = *state;
	const char *n = good_n(f);
	struct jwk_set *set = jws_fixture_parse(f->arena,
		arena_printf(f->arena,
			"{\"keys\":[5,null,{},{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"%s\"},"
			"{\"kty\":\"Oct\",\"kid\":\"none\",\"k\":\"AQ\"},"
			"{\"kty\":\"RSA\",\"kid\":\"twin\",\"e\":\"AQAB\",\"n\":\"%s\"},"
			"{\"kty\":\"RSA\",\"kid\":\"half\",\"e\":\"AQAB\",\"n\":\"%s\"},"
			"{\"kty\":\"RSA\",\"kid\":\"good\",\"e\":\"AQAB\",\"n\":\"%s\"},"
			"{\"kty\":\"none\",\"kid\":\"half\"},"
			"{\"kty\":\"RSA\",\"kid\":\"twin\",\"e\":\"AQAB\",\"n\":\"%s\"}]}",
			n, n, n, n, n));

	assert_int_equal(set->count, 10);
	assert_int_equal(set->keys[0].flaw, REFUSAL_KEY_MALFORMED);
	assert_int_equal(set->keys[1].flaw, REFUSAL_KEY_MALFORMED);
	assert_int_equal(set->keys[2].flaw, REFUSAL_KEY_TYPE);
	assert_int_equal(set->keys[3].flaw, REFUSAL_NONE);
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
		assert_int_equal(
			jwk_set_find(set, text_from(expected[i].kid))->flaw, expected[i].flaw);
	jwk_set_free(set);
}

/* A shared secret anywhere spoils every other key, whatever else is wrong with it. */
static void sets_with_a_secret(void **state)
{
	static const char *const secrets[] = {"{\"kty\":\"oct\",\"kid\":\"s\",\"k\":\"AQ\"}",
		"{\"kty\":\"oct\",\"kid\":\"s\"}",
		"{\"kid\":\"s\",\"alg\":\"HS256\",\"kty\":\"oct\"}"};
	struct jws_fixture *f = *state;
	const char *good = forge_members(f->arena, f->key).data;

	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++) {
		struct jwk_set *set = jws_fixture_parse(f->arena,
			arena_printf(f->arena,
				"{\"keys\":[{%s,\"kid\":\"k\"},null,%s,{%s,\"kid\":\"k\"},%s]}",
				good, secrets[i], good, secrets[i]));

		assert_int_equal(set->keys[0].flaw, REFUSAL_KEY_SET_MIXED);
		assert_int_equal(set->keys[1].flaw, REFUSAL_KEY_SET_MIXED);
		assert_int_equal(set->keys[2].flaw, REFUSAL_KEY_TYPE);
		assert_int_equal(set->keys[3].flaw, REFUSAL_KEY_SET_MIXED);
		assert_int_equal(set->keys[4].flaw, REFUSAL_KEY_TYPE);
		assert_int_equal(jws_fixture_judge(f->arena, set, f->token), REFUSAL_KEY_SET_MIXED);
		jwk_set_free(set);
	}
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
		struct jwk_set *set = jws_fixture_parse(
			f->arena, entra_send(entra, METHOD_GET, cases[i].path, NULL).body);

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
		cmocka_unit_test(documents_that_are_no_key_set),
		cmocka_unit_test(as_many_keys_as_may_be),
		cmocka_unit_test(find_is_exact),
		cmocka_unit_test(good_beside_bad),
		cmocka_unit_test(sets_with_a_secret),
		cmocka_unit_test(a_set_outlives_its_document),
		cmocka_unit_test(entras_sets_load),
	};

	return cmocka_run_group_tests(tests, jws_fixture_make, jws_fixture_free);
}
