#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/base64url.h"
#include "support/jws_fixture.h"

static const struct curve {
	const char *type, *name;
	size_t coordinate_bytes, signature_bytes;
	const char *alg, *other_alg;
} curves[] = {
	{"EC", "P-256", 32, 64, "ES256", "ES384"},
	{"EC", "P-384", 48, 96, "ES384", "ES512"},
	{"EC", "P-521", 66, 132, "ES512", "ES256"},
	{"OKP", "Ed25519", 32, 64, "EdDSA", "ES256"},
	{"OKP", "Ed448", 57, 114, "EdDSA", "RS256"},
};

#define CURVE_COUNT (sizeof(curves) / sizeof(curves[0]))

static bool is_ec(const struct curve *curve)
{
	return strcmp(curve->type, "EC") == 0;
}

/* A set of one key of these coordinates, bytes; y may be absent. */
static struct text set_of(
	struct arena *arena, const char *type, const char *name, struct text x, struct text y)
{
	const char *second = "";

	if (text_is_set(y))
		second = arena_printf(arena, ",\"y\":\"%s\"", base64url_encode(arena, y).data).data;
	return arena_printf(arena,
		"{\"keys\":[{\"kid\":\"k\",\"kty\":\"%s\",\"crv\":\"%s\",\"x\":\"%s\"%s}]}", type,
		name, base64url_encode(arena, x).data, second);
}

static void good_keys(void **state)
{
	struct jws_fixture *f = *state;

	for (size_t i = 0; i < CURVE_COUNT; i++) {
		struct forge *key = forge_new_on_curve(curves[i].name);
		struct jwk_set *set = jws_fixture_parse(f->arena, forge_key_set(f->arena, key, ""));

		assert_int_equal(set->keys[0].flaw, REFUSAL_NONE);
		assert_non_null(set->keys[0].pkey);
		assert_string_equal(set->keys[0].type, curves[i].type);
		assert_string_equal(set->keys[0].curve, curves[i].name);
		assert_int_equal(set->keys[0].algorithm, ALGORITHM_COUNT);
		assert_int_equal(set->keys[0].signature_bytes, curves[i].signature_bytes);
		jwk_set_free(set);
		forge_free(key);
	}
}

/* The rules for members are those of RSA keys; a few of each kind. */
static void members(void **state)
{
	static const struct {
		const char *more;
		enum refusal flaw;
	} cases[] = {
		{",\"use\":\"sig\",\"key_ops\":[\"verify\"]", REFUSAL_NONE},
		{",\"use\":\"enc\"", REFUSAL_KEY_USE},
		{",\"key_ops\":[\"deriveKey\"]", REFUSAL_KEY_USE},
		{",\"d\":\"AQ\"", REFUSAL_KEY_PRIVATE},
		{",\"k\":\"AQ\"", REFUSAL_KEY_PRIVATE},
		{",\"alg\":\"RS256\"", REFUSAL_KEY_ALG},
		{",\"alg\":\"ECDH-ES\"", REFUSAL_KEY_ALG},
		{",\"x5c\":[],\"n\":5,\"unknown\":null", REFUSAL_NONE},
	};
	struct jws_fixture *f = *state;

	for (size_t i = 0; i < CURVE_COUNT; i++) {
		struct forge *key = forge_new_on_curve(curves[i].name);

		for (size_t j = 0; j < sizeof(cases) / sizeof(cases[0]); j++)
			jws_fixture_expect_flaw(
				f, forge_key_set(f->arena, key, cases[j].more), cases[j].flaw);
		jws_fixture_expect_flaw(f,
			forge_key_set(f->arena, key,
				arena_printf(f->arena, ",\"alg\":\"%s\"", curves[i].alg).data),
			REFUSAL_NONE);
		jws_fixture_expect_flaw(f,
			forge_key_set(f->arena, key,
				arena_printf(f->arena, ",\"alg\":\"%s\"", curves[i].other_alg)
					.data),
			REFUSAL_KEY_ALG);
		forge_free(key);
	}
}

static void other_curves(void **state)
{
	static const struct {
		const char *type, *name;
	} cases[] = {
		{"EC", "secp256k1"},
		{"EC", "P-192"},
		{"EC", "P-224"},
		{"EC", "p-256"},
		{"EC", "prime256v1"},
		{"EC", "brainpoolP256r1"},
		{"EC", "Ed25519"},
		{"EC", ""},
		{"OKP", "X25519"},
		{"OKP", "X448"},
		{"OKP", "ED25519"},
		{"OKP", "P-256"},
	};
	struct jws_fixture *f = *state;
	struct forge *key = forge_new_on_curve("P-256");
	struct text x = forge_coordinate(f->arena, key, 'x');
	struct text y = forge_coordinate(f->arena, key, 'y');

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		jws_fixture_expect_flaw(
			f, set_of(f->arena, cases[i].type, cases[i].name, x, y), REFUSAL_KEY_CURVE);
	jws_fixture_expect_flaw(
		f, TEXT("{\"keys\":[{\"kty\":\"EC\",\"kid\":\"k\"}]}"), REFUSAL_KEY_CURVE);
	jws_fixture_expect_flaw(f, TEXT("{\"keys\":[{\"kty\":\"EC\",\"kid\":\"k\",\"crv\":5}]}"),
		REFUSAL_KEY_CURVE);
	forge_free(key);
}

static const char *behind_zero(struct arena *arena, struct text bytes)
{
	char *longer = arena_alloc(arena, bytes.length + 1);

	memcpy(longer + 1, bytes.data, bytes.length);
	return longer;
}

/* One byte less, one more in front (which is the same number), one more behind; none. */
static void expect_lengths(
	struct jws_fixture *f, const struct curve *curve, struct text x, struct text y, bool is_x)
{
	struct text good = is_x ? x : y;
	const struct text bad[] = {text_slice(good, 1, good.length),
		text_slice(good, 0, good.length - 1), TEXT(""),
		{behind_zero(f->arena, good), good.length + 1},
		{arena_text(f->arena, good).data, good.length + 1}};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		jws_fixture_expect_flaw(f,
			set_of(f->arena, curve->type, curve->name, is_x ? bad[i] : x,
				is_x ? y : bad[i]),
			REFUSAL_KEY_MALFORMED);
}

static void lengths_of_coordinates(void **state)
{
	struct jws_fixture *f = *state;

	for (size_t i = 0; i < CURVE_COUNT; i++) {
		struct forge *key = forge_new_on_curve(curves[i].name);
		struct text x = forge_coordinate(f->arena, key, 'x'), y = TEXT_NONE;

		assert_int_equal(x.length, curves[i].coordinate_bytes);
		if (is_ec(&curves[i])) {
			y = forge_coordinate(f->arena, key, 'y');
			expect_lengths(f, &curves[i], x, y, false);
			jws_fixture_expect_flaw(f,
				set_of(f->arena, "EC", curves[i].name, x, TEXT_NONE),
				REFUSAL_KEY_MALFORMED);
		}
		expect_lengths(f, &curves[i], x, y, true);
		jws_fixture_expect_flaw(
			f, set_of(f->arena, curves[i].type, curves[i].name, x, y), REFUSAL_NONE);
		forge_free(key);
	}
}

/* RFC 8725 §3.4: points that are none, which some would compute with. */
static void points_off_the_curve(void **state)
{
	struct jws_fixture *f = *state;

	for (size_t i = 0; i < 3; i++) {
		const char *name = curves[i].name;
		struct forge *key = forge_new_on_curve(name);
		struct text x = forge_coordinate(f->arena, key, 'x');
		struct text y = forge_coordinate(f->arena, key, 'y');
		struct text zero = {arena_alloc(f->arena, x.length), x.length};
		struct text large = arena_text(f->arena, x);

		memset((char *)(uintptr_t)large.data, 0xff, large.length);
		((char *)(uintptr_t)y.data)[y.length - 1] ^= 1;
		jws_fixture_expect_flaw(
			f, set_of(f->arena, "EC", name, x, y), REFUSAL_KEY_NOT_ON_CURVE);
		jws_fixture_expect_flaw(
			f, set_of(f->arena, "EC", name, zero, zero), REFUSAL_KEY_NOT_ON_CURVE);
		jws_fixture_expect_flaw(
			f, set_of(f->arena, "EC", name, large, y), REFUSAL_KEY_NOT_ON_CURVE);
		((char *)(uintptr_t)y.data)[y.length - 1] ^= 1;
		jws_fixture_expect_flaw(f, set_of(f->arena, "EC", name, x, y), REFUSAL_NONE);
		jws_fixture_expect_flaw(
			f, set_of(f->arena, "EC", name, x, zero), REFUSAL_KEY_NOT_ON_CURVE);
		forge_free(key);
	}
}

/* Every encoding of a small-order point of Ed25519 and Ed448, numbers that are no y of any point,
 * and spellings beyond the field's prime. Bytes come lowest first. */
static const struct {
	const char *name, *hex; /* of the first bytes; the others are `rest` */
	unsigned char rest, last;
} unsound[] = {
	{"Ed25519", "01", 0x00, 0x00}, /* neutral */
	{"Ed25519", "01", 0x00, 0x80},
	{"Ed25519", "ec", 0xff, 0x7f}, /* order 2 */
	{"Ed25519", "ec", 0xff, 0xff},
	{"Ed25519", "00", 0x00, 0x00}, /* order 4 */
	{"Ed25519", "00", 0x00, 0x80},
	{"Ed25519", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc", 0x00,
		0x05}, /* order 8 */
	{"Ed25519", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc", 0x00, 0x85},
	{"Ed25519", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03", 0x00, 0x7a},
	{"Ed25519", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03", 0x00, 0xfa},
	{"Ed25519", "ed", 0xff, 0x7f}, /* p */
	{"Ed25519", "ed", 0xff, 0xff},
	{"Ed25519", "ee", 0xff, 0x7f}, /* p + 1 */
	{"Ed25519", "ee", 0xff, 0xff},
	{"Ed25519", "f0", 0xff, 0x7f}, /* p + 3; 3 itself is y of a point */
	{"Ed25519", "02", 0x00, 0x00}, /* no point */
	{"Ed448", "01", 0x00, 0x00}, /* neutral */
	{"Ed448", "01", 0x00, 0x80},
	{"Ed448", "fefffffffffffffffffffffffffffffffffffffffffffffffffffffffe", 0xff,
		0x00}, /* order 2 */
	{"Ed448", "fefffffffffffffffffffffffffffffffffffffffffffffffffffffffe", 0xff, 0x80},
	{"Ed448", "00", 0x00, 0x00}, /* order 4 */
	{"Ed448", "00", 0x00, 0x80},
	{"Ed448", "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffe", 0xff, 0x00}, /* p */
	{"Ed448", "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffe", 0xff, 0x80},
	{"Ed448", "00000000000000000000000000000000000000000000000000000000", 0xff,
		0x00}, /* p + 1 */
	{"Ed448", "00000000000000000000000000000000000000000000000000000000", 0xff, 0x80},
	{"Ed448", "02000000000000000000000000000000000000000000000000000000", 0xff,
		0x00}, /* p + 3; 3 itself is y of a point */
	{"Ed448", "ff", 0xff, 0x00}, /* beyond p */
	{"Ed448", "ff", 0xff, 0xff},
};

static void points_that_prove_nothing(void **state)
{
	struct jws_fixture *f = *state;

	for (size_t i = 0; i < sizeof(unsound) / sizeof(unsound[0]); i++) {
		size_t length = strcmp(unsound[i].name, "Ed448") == 0 ? 57 : 32;
		unsigned char *bytes = arena_alloc(f->arena, length);
		const char *hex = unsound[i].hex;

		memset(bytes, unsound[i].rest, length);
		bytes[length - 1] = unsound[i].last;
		for (size_t j = 0; hex[2 * j] != '\0'; j++)
			bytes[j] = (unsigned char)(text_hex_digit(hex[2 * j]) << 4 |
				text_hex_digit(hex[2 * j + 1]));
		jws_fixture_expect_flaw(f,
			set_of(f->arena, "OKP", unsound[i].name,
				(struct text){(const char *)bytes, length}, TEXT_NONE),
			REFUSAL_KEY_NOT_ON_CURVE);
	}
}

/* Half of all numbers are no y of a point; of real keys none is refused. */
static void edwards_points(void **state)
{
	struct jws_fixture *f = *state;

	for (size_t i = 3; i < CURVE_COUNT; i++) {
		int refused = 0;

		for (int round = 0; round < 40; round++) {
			struct forge *key = forge_new_on_curve(curves[i].name);
			struct text x = forge_coordinate(f->arena, key, 'x');
			struct jwk_set *set;

			jws_fixture_expect_flaw(f,
				set_of(f->arena, "OKP", curves[i].name, x, TEXT_NONE),
				REFUSAL_NONE);
			((char *)(uintptr_t)x.data)[0] ^= 1;
			set = jws_fixture_parse(
				f->arena, set_of(f->arena, "OKP", curves[i].name, x, TEXT_NONE));
			refused += set->keys[0].flaw == REFUSAL_KEY_NOT_ON_CURVE;
			jwk_set_free(set);
			forge_free(key);
		}
		assert_in_range(refused, 5, 35);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_keys),
		cmocka_unit_test(members),
		cmocka_unit_test(other_curves),
		cmocka_unit_test(lengths_of_coordinates),
		cmocka_unit_test(points_off_the_curve),
		cmocka_unit_test(points_that_prove_nothing),
		cmocka_unit_test(edwards_points),
	};

	return cmocka_run_group_tests(tests, jws_fixture_make, jws_fixture_free);
}
