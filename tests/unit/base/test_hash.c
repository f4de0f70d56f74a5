#include "base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/arena_fixture.h"
#include "support/expect.h"

static struct text repeated(struct arena *arena, char c, size_t count)
{
	return (struct text){memset(arena_alloc(arena, count + 1), c, count), count};
}

/* FIPS 180-4 examples. */
static void sha256_vectors(void **state)
{
	static const struct {
		struct text text;
		const char *digest;
	} cases[] = {
		{TEXT_INIT(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		{TEXT_INIT("abc"),
			"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
		{TEXT_INIT("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
			"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
	};
	struct hash hash;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		hash = hash_sha256(cases[i].text);
		expect_text(hash_hex(*state, &hash), cases[i].digest);
	}
	hash = hash_sha256(repeated(*state, 'a', 1000000));
	expect_text(hash_hex(*state, &hash),
		"cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
	assert_int_equal(hash_text(&hash).length, 32);
	assert_int_equal((unsigned char)hash_text(&hash).data[0], 0xcd);
}

static void a_stream_gives_the_same_hash(void **state)
{
	struct text million = repeated(*state, 'a', 1000000);
	struct hash_stream *stream = hash_stream_new();
	struct hash hash, whole = hash_sha256(million);

	for (size_t at = 0; at < million.length; at += 777)
		hash_stream_update(stream, text_slice(million, at, 777));
	hash_stream_update(stream, TEXT(""));
	hash = hash_stream_final(stream);
	assert_true(hash_equal(&hash, &whole));
	hash = hash_stream_final(hash_stream_new());
	expect_text(hash_hex(*state, &hash),
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

/* RFC 4231, cases 1, 2 and 6. */
static void hmac_vectors(void **state)
{
	struct hash hash = hash_hmac(repeated(*state, '\x0b', 20), TEXT("Hi There"));

	expect_text(hash_hex(*state, &hash),
		"b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
	hash = hash_hmac(TEXT("Jefe"), TEXT("what do ya want for nothing?"));
	expect_text(hash_hex(*state, &hash),
		"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	hash = hash_hmac(repeated(*state, '\xaa', 131),
		TEXT("Test Using Larger Than Block-Size Key - Hash Key First"));
	expect_text(hash_hex(*state, &hash),
		"60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

static struct text counting(struct arena *arena, uint8_t first, size_t count)
{
	char *bytes = arena_alloc(arena, count);

	for (size_t i = 0; i < count; i++)
		bytes[i] = (char)(first + i);
	return (struct text){bytes, count};
}

static void expect_hkdf(
	struct text secret, struct text salt, struct text info, const char *expected)
{
	uint8_t out[128] = {0};
	size_t length = strlen(expected) / 2;
	char hex[2 * sizeof(out) + 1];

	hash_hkdf(secret, salt, info, out, length);
	for (size_t i = 0; i < length; i++)
		snprintf(hex + 2 * i, 3, "%02x", out[i]);
	assert_string_equal(hex, expected);
}

/* RFC 5869, appendix A, cases 1 to 3. */
static void hkdf_vectors(void **state)
{
	struct arena *arena = *state;
	struct text secret = repeated(arena, '\x0b', 22);

	expect_hkdf(secret, counting(arena, 0, 13), counting(arena, 0xf0, 10),
		"3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b8871858"
		"65");
	expect_hkdf(counting(arena, 0, 80), counting(arena, 0x60, 80), counting(arena, 0xb0, 80),
		"b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271"
		"cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d8"
		"7");
	expect_hkdf(secret, TEXT(""), TEXT(""),
		"8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96"
		"c8");
}

static void equality_sees_every_byte(void **state)
{
	struct hash a = hash_sha256(TEXT("abc")), b = a;

	(void)state;
	assert_true(hash_equal(&a, &b));
	for (size_t i = 0; i < HASH_BYTES; i++) {
		b.bytes[i] ^= 1;
		assert_false(hash_equal(&a, &b));
		b.bytes[i] ^= 1;
	}
}

static void texts_are_equal_as_a_whole(void **state)
{
	(void)state;
	assert_true(hash_equal_texts(TEXT("abc"), TEXT("abc")));
	assert_true(hash_equal_texts(TEXT(""), TEXT_NONE));
	assert_false(hash_equal_texts(TEXT("abc"), TEXT("abd")));
	assert_false(hash_equal_texts(TEXT("abc"), TEXT("ab")));
	assert_false(hash_equal_texts(TEXT(""), TEXT("a")));
}

static void random_bytes_differ(void **state)
{
	uint8_t bytes[8][16];

	(void)state;
	for (size_t i = 0; i < 8; i++) {
		hash_random(bytes[i], 16);
		for (size_t j = 0; j < i; j++)
			assert_memory_not_equal(bytes[i], bytes[j], 16);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ARENA_FIXTURE_TEST(sha256_vectors),
		ARENA_FIXTURE_TEST(a_stream_gives_the_same_hash),
		ARENA_FIXTURE_TEST(hmac_vectors),
		ARENA_FIXTURE_TEST(hkdf_vectors),
		cmocka_unit_test(equality_sees_every_byte),
		cmocka_unit_test(texts_are_equal_as_a_whole),
		cmocka_unit_test(random_bytes_differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
