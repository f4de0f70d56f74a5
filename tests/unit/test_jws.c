#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "auth/jws.h"
#include "support/forge.h"

#define HEADER "{\"alg\":\"RS256\",\"kid\":\"k\"}"

struct bench {
	struct arena *arena;
	struct forge *key;
	struct jwk_set *set;
	struct text token; /* a good one */
};

static int make(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));
	struct text why = TEXT_NONE;

	if (b == NULL)
		return -1;
	b->arena = arena_new();
	b->key = forge_new(2048);
	b->set = jwk_set_parse(b->arena, forge_key_set(b->arena, b->key, ""), &why);
	b->token = forge_token(b->arena, b->key, TEXT(HEADER), TEXT("{\"sub\":\"s\"}"));
	*state = b;
	return b->set == NULL ? -1 : 0;
}

static int destroy(void **state)
{
	struct bench *b = *state;

	jwk_set_free(b->set);
	forge_free(b->key);
	arena_free(b->arena);
	free(b);
	return 0;
}

static enum refusal judge(struct bench *b, struct text token)
{
	struct jws jws = {0};
	enum refusal refusal = jws_parse(b->arena, token, &jws);
	const struct jwk *key;

	if (refusal != REFUSAL_NONE)
		return refusal;
	key = jwk_set_find(b->set, jws.kid);
	return key == NULL ? REFUSAL_KID_UNKNOWN : jws_verify(&jws, key);
}

static void expect(struct bench *b, struct text token, enum refusal expected)
{
	enum refusal refusal = judge(b, token);

	if (refusal == expected)
		return;
	fail_msg("%.*s gets %s, not %s", (int)token.length, token.data,
		refusal == REFUSAL_NONE ? "in" : refusal_row(refusal)->code,
		expected == REFUSAL_NONE ? "in" : refusal_row(expected)->code);
}

static void what_a_good_token_yields(void **state)
{
	struct bench *b = *state;
	struct jws jws = {0};

	assert_int_equal(jws_parse(b->arena, b->token, &jws), REFUSAL_NONE);
	assert_true(text_equal(jws.payload, TEXT("{\"sub\":\"s\"}")));
	assert_true(text_equal(jws.kid, TEXT("k")));
	assert_int_equal(jws.signature.length, 256);
	assert_ptr_equal(jws.signing_input.data, b->token.data);
	assert_int_equal(b->token.data[jws.signing_input.length], '.');
	assert_int_equal(jws_verify(&jws, jwk_set_find(b->set, TEXT("k"))), REFUSAL_NONE);
}

/* The payload is none of jws's business: RFC 7515 signs any bytes. */
static void payloads_may_be_anything(void **state)
{
	struct bench *b = *state;
	const struct text payloads[] = {
		TEXT("[]"), TEXT("5"), TEXT("not JSON"), TEXT("\x00\xff"), TEXT("{}\0tail")};

	for (size_t i = 0; i < sizeof(payloads) / sizeof(payloads[0]); i++)
		expect(b, forge_token(b->arena, b->key, TEXT(HEADER), payloads[i]), REFUSAL_NONE);
}

static void shapes(void **state)
{
	static const struct {
		const char *token;
		enum refusal refusal;
	} cases[] = {
		{"", REFUSAL_SEGMENT_COUNT},
		{"a", REFUSAL_SEGMENT_COUNT},
		{"a.b", REFUSAL_SEGMENT_COUNT},
		{"a.b.c.", REFUSAL_SEGMENT_COUNT},
		{"a.b.c.d", REFUSAL_SEGMENT_COUNT},
		{"a.b.c.d.e", REFUSAL_TOKEN_ENCRYPTED},
		{"a..c.d.e", REFUSAL_TOKEN_ENCRYPTED},
		{"a.b.c.d.e.f", REFUSAL_SEGMENT_COUNT},
		{"..", REFUSAL_SEGMENT_EMPTY},
		{".b.c", REFUSAL_SEGMENT_EMPTY},
		{"a..c", REFUSAL_SEGMENT_EMPTY},
		{"a.b.", REFUSAL_SEGMENT_EMPTY},
		{"{\"payload\":\"e30\",\"signatures\":[]}", REFUSAL_JSON_SERIALIZATION},
		{"{", REFUSAL_JSON_SERIALIZATION},
		{" {", REFUSAL_TOKEN_CHARACTER},
		{"[\"a.b.c\"]", REFUSAL_TOKEN_CHARACTER},
		{"Bearer a.b.c", REFUSAL_TOKEN_CHARACTER},
		{"a,b,c", REFUSAL_TOKEN_CHARACTER},
		{"\xef\xbb\xbf"
		 "a.b.c",
			REFUSAL_TOKEN_CHARACTER},
		/* One base64url character is no byte, and two with low bits set are too many. */
		{"A.AA.AA", REFUSAL_BASE64URL_LENGTH},
		{"AAAAA.AA.AA", REFUSAL_BASE64URL_LENGTH},
		{"AB.AA.AA", REFUSAL_BASE64URL_SPARE_BITS},
		{"AAB.AA.AA", REFUSAL_BASE64URL_SPARE_BITS},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect(*state, text_from(cases[i].token), cases[i].refusal);
}

/* Start of each segment of the good token, and behind its end. */
static void find_segments(struct text token, size_t starts[4])
{
	struct text rest = token;

	starts[0] = 0;
	for (int i = 1; i <= 3; i++) {
		starts[i] = starts[i - 1] + text_find(rest, '.') + 1;
		rest = text_slice(token, starts[i], token.length);
	}
}

static struct text insert(struct bench *b, size_t at, struct text what)
{
	struct text t = {arena_alloc(b->arena, b->token.length + what.length),
		b->token.length + what.length};
	char *bytes = (char *)(uintptr_t)t.data;

	memcpy(bytes, b->token.data, at);
	memcpy(bytes + at, what.data, what.length);
	memcpy(bytes + at + what.length, b->token.data + at, b->token.length - at);
	return t;
}

/* libjwt skips what is not base64 in the signature; here every such byte refuses, anywhere. */
static void junk_characters(void **state)
{
	struct bench *b = *state;
	size_t starts[4];

	find_segments(b->token, starts);
	for (int c = 0; c < 256; c++) {
		struct text junk = {&(char){(char)c}, 1};
		bool is_base64url = c == '-' || c == '_' || (c >= '0' && c <= '9') ||
			(c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');

		if (is_base64url || c == '.')
			continue;
		for (int i = 0; i < 3; i++) {
			if (c != '{' || i > 0)
				expect(b, insert(b, starts[i], junk), REFUSAL_TOKEN_CHARACTER);
			expect(b, insert(b, starts[i] + 3, junk), REFUSAL_TOKEN_CHARACTER);
			expect(b, insert(b, starts[i + 1] - 1, junk), REFUSAL_TOKEN_CHARACTER);
		}
	}
	expect(b, insert(b, b->token.length, TEXT("====")), REFUSAL_TOKEN_CHARACTER);
	expect(b, insert(b, b->token.length, TEXT(".")), REFUSAL_SEGMENT_COUNT);
	expect(b, insert(b, b->token.length, TEXT(".A.A")), REFUSAL_TOKEN_ENCRYPTED);
}

/* Every segment, one after the other, gets a length that no base64url text has. */
static void odd_lengths(void **state)
{
	struct bench *b = *state;
	size_t starts[4];

	find_segments(b->token, starts);
	for (int i = 0; i < 3; i++) {
		size_t length = starts[i + 1] - starts[i] - 1;
		size_t more = (5 - length % 4) % 4;

		expect(b, insert(b, starts[i] + 4, text_slice(TEXT("AAA"), 0, more)),
			REFUSAL_BASE64URL_LENGTH);
	}
}

/* Last characters whose unused bits are set decode to the same bytes, and are refused. */
static void spare_bits(void **state)
{
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	struct bench *b = *state;
	size_t starts[4];

	find_segments(b->token, starts);
	for (int i = 0; i < 3; i++) {
		size_t last = starts[i + 1] - 2, unused = (last + 1 - starts[i]) * 6 % 8;
		struct text copy = arena_text(b->arena, b->token);
		char *bytes = (char *)(uintptr_t)copy.data;
		size_t value = (size_t)(strchr(alphabet, bytes[last]) - alphabet);

		assert_true(unused == 2 || unused == 4);
		for (size_t bits = 1; bits < (size_t)1 << unused; bits++) {
			bytes[last] = alphabet[value | bits];
			expect(b, copy, REFUSAL_BASE64URL_SPARE_BITS);
		}
		bytes[last] = alphabet[value];
		expect(b, copy, REFUSAL_NONE);
	}
}

static void the_length_is_bounded(void **state)
{
	struct bench *b = *state;
	size_t over = JWS_BYTES_MAX - b->token.length;
	struct text payload, token;

	/* 3 bytes make 4 characters; the payload before was 11 bytes, 15 characters. */
	payload = arena_printf(b->arena, "%0*d", (int)((over + 15) / 4 * 3), 0);
	token = forge_token(b->arena, b->key, TEXT(HEADER), payload);
	assert_true(token.length <= JWS_BYTES_MAX && token.length > JWS_BYTES_MAX - 4);
	expect(b, token, REFUSAL_NONE);
	payload = arena_printf(b->arena, "%s000", payload.data);
	token = forge_token(b->arena, b->key, TEXT(HEADER), payload);
	assert_true(token.length > JWS_BYTES_MAX);
	expect(b, token, REFUSAL_TOKEN_TOO_LONG);
	/* Before any other look. */
	expect(b, arena_printf(b->arena, "{%0*d", JWS_BYTES_MAX, 0), REFUSAL_TOKEN_TOO_LONG);
	expect(b, arena_printf(b->arena, "%0*d", 9 * 1024 * 1024, 0), REFUSAL_TOKEN_TOO_LONG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_good_token_yields),
		cmocka_unit_test(payloads_may_be_anything),
		cmocka_unit_test(shapes),
		cmocka_unit_test(junk_characters),
		cmocka_unit_test(odd_lengths),
		cmocka_unit_test(spare_bits),
		cmocka_unit_test(the_length_is_bounded),
	};

	return cmocka_run_group_tests(tests, make, destroy);
}
