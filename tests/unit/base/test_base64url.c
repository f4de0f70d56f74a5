#include "base/base64url.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "support/expect.h"
#include "support/scratch.h"

/* The vectors of RFC 4648 §10 without padding, and the two characters that differ from base64. */
static void vectors(void **state)
{
	static const struct {
		struct text bytes;
		const char *encoded;
	} cases[] = {
		{TEXT_INIT(""), ""},
		{TEXT_INIT("f"), "Zg"},
		{TEXT_INIT("fo"), "Zm8"},
		{TEXT_INIT("foo"), "Zm9v"},
		{TEXT_INIT("foob"), "Zm9vYg"},
		{TEXT_INIT("fooba"), "Zm9vYmE"},
		{TEXT_INIT("foobar"), "Zm9vYmFy"},
		{TEXT_INIT("\0\0\0\0"), "AAAAAA"},
		{TEXT_INIT("\xff\xff\xff"), "____"},
		{TEXT_INIT("\xfb\xef\xbe"), "----"},
		{TEXT_INIT("\x14\xfb\x9c\x03\xd9\x7e"), "FPucA9l-"},
	};
	struct scratch *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct text bytes = TEXT_NONE;

		expect_text(base64url_encode(f->arena, cases[i].bytes), cases[i].encoded);
		assert_int_equal(base64url_decode(f->arena, text_from(cases[i].encoded), &bytes),
			BASE64URL_GOOD);
		expect_bytes(bytes, cases[i].bytes);
	}
}

static void flaws(void **state)
{
	static const struct {
		struct text encoded;
		enum base64url_flaw flaw;
	} cases[] = {
		{TEXT_INIT("Zg=="), BASE64URL_CHARACTER},
		{TEXT_INIT("Zm8="), BASE64URL_CHARACTER},
		{TEXT_INIT("Zm9v+A"), BASE64URL_CHARACTER},
		{TEXT_INIT("Zm9v/A"), BASE64URL_CHARACTER},
		{TEXT_INIT("Zm 9v"), BASE64URL_CHARACTER},
		{TEXT_INIT("Zm9v\n"), BASE64URL_CHARACTER},
		{TEXT_INIT("Zm9\0"), BASE64URL_CHARACTER},
		{TEXT_INIT("Zm9\xc1"), BASE64URL_CHARACTER},
		{TEXT_INIT("Zm9v."), BASE64URL_CHARACTER},
		{TEXT_INIT("A"), BASE64URL_LENGTH},
		{TEXT_INIT("Zm9vY"), BASE64URL_LENGTH},
		{TEXT_INIT("Zh"), BASE64URL_SPARE_BITS},
		{TEXT_INIT("Zw"), BASE64URL_GOOD},
		{TEXT_INIT("Zm9"), BASE64URL_SPARE_BITS},
		{TEXT_INIT("Zm-"), BASE64URL_SPARE_BITS},
		{TEXT_INIT("Zm9vYh"), BASE64URL_SPARE_BITS},
	};
	struct scratch *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct text bytes = TEXT("untouched");

		assert_int_equal(
			base64url_decode(f->arena, cases[i].encoded, &bytes), cases[i].flaw);
		expect_text(bytes, cases[i].flaw == BASE64URL_GOOD ? "g" : "untouched");
	}
}

/* Only one of the encodings of a byte decodes. */
static void only_the_canonical_encoding_is_accepted(void **state)
{
	struct arena *arena = arena_new();
	size_t good = 0;

	(void)state;
	for (int first = 0; first < 256; first++) {
		for (int second = 0; second < 256; second++) {
			char pair[] = {(char)first, (char)second};
			struct text bytes;

			if (base64url_decode(arena, (struct text){pair, 2}, &bytes) ==
				BASE64URL_GOOD)
				good++;
		}
		arena_reset(arena);
	}
	assert_int_equal(good, 256);
	arena_free(arena);
}

static void random_bytes_round_trip(void **state)
{
	struct scratch *f = *state;

	for (uint32_t length = 0; length < 300; length++) {
		struct text bytes = scratch_noise(f, length, length), encoded, decoded = TEXT_NONE;

		encoded = base64url_encode(f->arena, bytes);
		assert_int_equal(encoded.length, (length * 4 + 2) / 3);
		assert_int_equal(base64url_decode(f->arena, encoded, &decoded), BASE64URL_GOOD);
		expect_bytes(decoded, bytes);
	}
}

static void random_texts_differ(void **state)
{
	struct scratch *f = *state;
	struct text first = base64url_random(f->arena, 32), bytes = TEXT_NONE;

	assert_int_equal(base64url_decode(f->arena, first, &bytes), BASE64URL_GOOD);
	assert_int_equal(bytes.length, 32);
	assert_false(text_equal(first, base64url_random(f->arena, 32)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(vectors),
		SCRATCH_TEST(flaws),
		cmocka_unit_test(only_the_canonical_encoding_is_accepted),
		SCRATCH_TEST(random_bytes_round_trip),
		SCRATCH_TEST(random_texts_differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
