#include "base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "support/expect.h"

static int start(void **state)
{
	*state = arena_new();
	return 0;
}

static int end(void **state)
{
	arena_free(*state);
	return 0;
}

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

static void a_stream_gives_the_same(void **state)
{
	struct text million = repeated(*state, 'a', 1000000);
	struct hash_stream *stream = hash_begin();
	struct hash hash, whole = hash_sha256(million);

	for (size_t at = 0; at < million.length; at += 777)
		hash_add(stream, text_slice(million, at, 777));
	hash_add(stream, TEXT(""));
	hash = hash_end(stream);
	assert_true(hash_equal(&hash, &whole));
	hash = hash_end(hash_begin());
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
		cmocka_unit_test_setup_teardown(sha256_vectors, start, end),
		cmocka_unit_test_setup_teardown(a_stream_gives_the_same, start, end),
		cmocka_unit_test_setup_teardown(hmac_vectors, start, end),
		cmocka_unit_test(equality_sees_every_byte),
		cmocka_unit_test(texts_are_equal_as_a_whole),
		cmocka_unit_test(random_bytes_differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
