#include "auth/edwards.h"

#include <openssl/bn.h>
#include <stdio.h>
#include <string.h>

#define BYTES_MAX 57
#define SMALL_MAX 7

/* The curve a x^2 + y^2 = 1 + d x^2 y^2 modulo p (RFC 8032 sections 5.1 and 5.2). */
struct curve {
	const char *p, *d; /* hexadecimal */
	bool a_is_one; /* a is 1, else -1 */
	/* All encodings of points of small order, as hexadecimal bytes, with the sign bit of x
	 * cleared. The last two are the noncanonical encodings p and p + 1 of 0 and 1. */
	const char *small[SMALL_MAX];
};

/* The eight points of small order and their six noncanonical encodings, as rejected by libsodium's
 * ge25519_has_small_order() and published in C2SP's CCTV (ed25519, low_order_A). */
static const struct curve ed25519 = {
	"7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed",
	"52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3", false,
	{
		"0000000000000000000000000000000000000000000000000000000000000000",
		"0100000000000000000000000000000000000000000000000000000000000000",
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	}};

/* Only (0, 1), (0, -1) and (±1, 0): the cofactor is 4. */
static const struct curve ed448 = {"fffffffffffffffffffffffffffffffffffffffffffffffffffffffe"
				   "ffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	"fffffffffffffffffffffffffffffffffffffffffffffffffffffffe"
	"ffffffffffffffffffffffffffffffffffffffffffffffffffff6756",
	true,
	{
		"00000000000000000000000000000000000000000000000000000000"
		"0000000000000000000000000000000000000000000000000000000000",
		"01000000000000000000000000000000000000000000000000000000"
		"0000000000000000000000000000000000000000000000000000000000",
		"feffffffffffffffffffffffffffffffffffffffffffffffffffffff"
		"feffffffffffffffffffffffffffffffffffffffffffffffffffffff00",
		"ffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
		"feffffffffffffffffffffffffffffffffffffffffffffffffffffff00",
		"00000000000000000000000000000000000000000000000000000000"
		"ffffffffffffffffffffffffffffffffffffffffffffffffffffffff00",
	}};

static bool has_small_order(const struct curve *curve, const unsigned char *y, size_t length)
{
	char hex[2 * BYTES_MAX + 1];

	for (size_t i = 0; i < length; i++)
		snprintf(hex + 2 * i, 3, "%02x", y[i]);
	for (size_t i = 0; i < SMALL_MAX && curve->small[i] != NULL; i++) {
		if (strcmp(hex, curve->small[i]) == 0)
			return true;
	}
	return false;
}

/* Returns true if there is an x with x^2 = (y^2 - 1) / (d y^2 - a). A quotient is a square if and
 * only if the product is. */
static bool has_x(const BIGNUM *p, const BIGNUM *d, bool a_is_one, const BIGNUM *y, BN_CTX *context)
{
	BIGNUM *yy = BN_CTX_get(context), *product = BN_CTX_get(context);

	return product != NULL && BN_mod_sqr(yy, y, p, context) == 1 &&
		BN_mod_mul(product, d, yy, p, context) == 1 &&
		(a_is_one ? BN_sub_word(product, 1) : BN_add_word(product, 1)) == 1 &&
		BN_sub_word(yy, 1) == 1 && BN_mod_mul(product, product, yy, p, context) == 1 &&
		BN_kronecker(product, p, context) == 1;
}

/* OpenSSL reports a point off the curve only as an invalid signature, so check it here. */
static bool is_on_curve(const struct curve *curve, const unsigned char *bytes, size_t length)
{
	BN_CTX *context = BN_CTX_new();
	BIGNUM *p = NULL, *d = NULL, *y = BN_lebin2bn(bytes, (int)length, NULL);
	bool is_on = false;

	if (context != NULL && y != NULL && BN_hex2bn(&p, curve->p) > 0 &&
		BN_hex2bn(&d, curve->d) > 0) {
		BN_CTX_start(context);
		is_on = BN_cmp(y, p) < 0 && has_x(p, d, curve->a_is_one, y, context);
		BN_CTX_end(context);
	}
	BN_free(p);
	BN_free(d);
	BN_free(y);
	BN_CTX_free(context);
	return is_on;
}

bool edwards_is_valid_key(bool is_ed448, struct text bytes)
{
	const struct curve *curve = is_ed448 ? &ed448 : &ed25519;
	unsigned char y[BYTES_MAX];

	if (bytes.length == 0 || bytes.length > sizeof(y))
		return false;
	memcpy(y, bytes.data, bytes.length);
	y[bytes.length - 1] &= 0x7f; /* clear the sign of x */
	return !has_small_order(curve, y, bytes.length) && is_on_curve(curve, y, bytes.length);
}
