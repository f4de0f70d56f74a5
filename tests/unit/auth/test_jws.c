#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "auth/jws.h"
#include "support/jws_fixture.h"

static void expect(struct jws_fixture *f, struct text token, enum refusal expected)
{
	jws_fixture_expect_token(f, token, expected);
}

static void what_a_good_token_yields(void **state)
{
	struct jws_fixture *f = *state;
	struct jws jws = {0};

	assert_int_equal(jws_parse(f->arena, f->token, &jws), REFUSAL_NONE);
	assert_true(text_equal(jws.payload, TEXT(JWS_FIXTURE_PAYLOAD)));
	assert_true(text_equal(jws.kid, TEXT("k")));
	assert_int_equal(jws.signature.length, 256);
	assert_true(text_equal(jws.header_text, TEXT(JWS_FIXTURE_HEADER)));
	assert_int_equal(jsonread_type(jws.header), JSONREAD_OBJECT);
	assert_int_equal(jws.algorithm, ALGORITHM_RS256);
	assert_ptr_equal(jws.signing_input.data, f->token.data);
	assert_int_equal(f->token.data[jws.signing_input.length], '.');
	assert_int_equal(jws_verify(&jws, jwk_set_find(f->set, TEXT("k"))), REFUSAL_NONE);
}

/* The payload is none of jws's business: RFC 7515 signs any bytes. */
static void payloads_may_be_anything(void **state)
{
	struct jws_fixture *f = *state;
	const struct text payloads[] = {
		TEXT("[]"), TEXT("5"), TEXT("not JSON"), TEXT("\x00\xff"), TEXT("{}\0tail")};

	for (size_t i = 0; i < sizeof(payloads) / sizeof(payloads[0]); i++)
		expect(f, forge_token(f->arena, f->key, TEXT(JWS_FIXTURE_HEADER), payloads[i]),
			REFUSAL_NONE);
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
			REFUSAL_TOKEN_CONTROL_CHARACTER},
		{"a.b.c\n", REFUSAL_TOKEN_CONTROL_CHARACTER},
		{"a.b.\x7f", REFUSAL_TOKEN_CONTROL_CHARACTER},
		{"a.\xc3\xa9.c", REFUSAL_TOKEN_CONTROL_CHARACTER},
		/* The first one counts, before the shape. */
		{"a b\n", REFUSAL_TOKEN_CHARACTER},
		{"a\nb ", REFUSAL_TOKEN_CONTROL_CHARACTER},
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

static struct text insert(struct jws_fixture *f, size_t at, struct text what)
{
	struct text t = {arena_alloc(f->arena, f->token.length + what.length),
		f->token.length + what.length};
	char *bytes = (char *)(uintptr_t)t.data;

	memcpy(bytes, f->token.data, at);
	memcpy(bytes + at, what.data, what.length);
	memcpy(bytes + at + what.length, f->token.data + at, f->token.length - at);
	return t;
}

/* libjwt skips what is not base64 in the signature; here every such byte refuses, anywhere. */
static void junk_characters(void **state)
{
	struct jws_fixture *f = *state;
	size_t starts[4];

	find_segments(f->token, starts);
	for (int c = 0; c < 256; c++) {
		struct text junk = {&(char){(char)c}, 1};
		bool is_base64url = c == '-' || c == '_' || (c >= '0' && c <= '9') ||
			(c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
		enum refusal refusal;

		if (is_base64url || c == '.')
			continue;
		refusal = c < ' ' || c > '~' ? REFUSAL_TOKEN_CONTROL_CHARACTER
					     : REFUSAL_TOKEN_CHARACTER;
		for (int i = 0; i < 3; i++) {
			if (c != '{' || i > 0)
				expect(f, insert(f, starts[i], junk), refusal);
			expect(f, insert(f, starts[i] + 3, junk), refusal);
			expect(f, insert(f, starts[i + 1] - 1, junk), refusal);
		}
	}
	expect(f, insert(f, f->token.length, TEXT("====")), REFUSAL_TOKEN_CHARACTER);
	expect(f, insert(f, f->token.length, TEXT(".")), REFUSAL_SEGMENT_COUNT);
	expect(f, insert(f, f->token.length, TEXT(".A.A")), REFUSAL_TOKEN_ENCRYPTED);
}

/* Every segment, one after the other, gets a length that no base64url text has. */
static void odd_lengths(void **state)
{
	struct jws_fixture *f = *state;
	size_t starts[4];

	find_segments(f->token, starts);
	for (int i = 0; i < 3; i++) {
		size_t length = starts[i + 1] - starts[i] - 1;
		size_t more = (5 - length % 4) % 4;

		expect(f, insert(f, starts[i] + 4, text_slice(TEXT("AAA"), 0, more)),
			REFUSAL_BASE64URL_LENGTH);
	}
}

/* Last characters whose unused bits are set decode to the same bytes, and are refused. */
static void spare_bits(void **state)
{
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	struct jws_fixture *f = *state;
	size_t starts[4];

	find_segments(f->token, starts);
	for (int i = 0; i < 3; i++) {
		size_t last = starts[i + 1] - 2, unused = (last + 1 - starts[i]) * 6 % 8;
		struct text copy = arena_text(f->arena, f->token);
		char *bytes = (char *)(uintptr_t)copy.data;
		size_t value = (size_t)(strchr(alphabet, bytes[last]) - alphabet);

		assert_true(unused == 2 || unused == 4);
		for (size_t bits = 1; bits < (size_t)1 << unused; bits++) {
			bytes[last] = alphabet[value | bits];
			expect(f, copy, REFUSAL_BASE64URL_SPARE_BITS);
		}
		bytes[last] = alphabet[value];
		expect(f, copy, REFUSAL_NONE);
	}
}

static void the_length_is_bounded(void **state)
{
	struct jws_fixture *f = *state;
	size_t over = JWS_BYTES_MAX - f->token.length;
	struct text payload, token;

	/* 3 bytes make 4 characters; the payload before was 26 bytes, 35 characters. */
	payload = arena_printf(f->arena, "%0*d", (int)((over + 35) / 4 * 3), 0);
	token = forge_token(f->arena, f->key, TEXT(JWS_FIXTURE_HEADER), payload);
	assert_true(token.length <= JWS_BYTES_MAX && token.length > JWS_BYTES_MAX - 4);
	expect(f, token, REFUSAL_NONE);
	payload = arena_printf(f->arena, "%s000", payload.data);
	token = forge_token(f->arena, f->key, TEXT(JWS_FIXTURE_HEADER), payload);
	assert_true(token.length > JWS_BYTES_MAX);
	expect(f, token, REFUSAL_TOKEN_TOO_LONG);
	/* Before any other look. */
	expect(f, arena_printf(f->arena, "{%0*d", JWS_BYTES_MAX, 0), REFUSAL_TOKEN_TOO_LONG);
	expect(f, arena_printf(f->arena, "%0*d", 9 * 1024 * 1024, 0), REFUSAL_TOKEN_TOO_LONG);
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

	return cmocka_run_group_tests(tests, jws_fixture_make, jws_fixture_free);
}
