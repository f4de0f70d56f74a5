#include "auth/edwards.h"

#include <openssl/bn.h>

#define Y_BYTES_MAX 57
/* Enough for the cofactors, 8 and 4. */
#define DOUBLINGS 3

/* a x^2 + y^2 = 1 + d x^2 y^2 modulo p, a being 1 or -1. */
struct curve {
	BN_CTX *context;
	BIGNUM *p, *a, *d;
};

/* RFC 8032 §5.1: p = 2^255 - 19, a = -1, d = -121665/121666. */
static bool set_ed25519(struct curve *c)
{
	BIGNUM *denominator = BN_CTX_get(c->context);

	return denominator != NULL && BN_set_bit(c->p, 255) == 1 && BN_sub_word(c->p, 19) == 1 &&
		BN_copy(c->a, c->p) != NULL && BN_sub_word(c->a, 1) == 1 &&
		BN_set_word(denominator, 121666) == 1 &&
		BN_mod_inverse(c->d, denominator, c->p, c->context) != NULL &&
		BN_mul_word(c->d, 121665) == 1 && BN_nnmod(c->d, c->d, c->p, c->context) == 1 &&
		BN_sub(c->d, c->p, c->d) == 1;
}

/* RFC 8032 §5.2: p = 2^448 - 2^224 - 1, a = 1, d = -39081. */
static bool set_ed448(struct curve *c)
{
	BIGNUM *middle = BN_CTX_get(c->context);

	return middle != NULL && BN_set_bit(c->p, 448) == 1 && BN_set_bit(middle, 224) == 1 &&
		BN_sub(c->p, c->p, middle) == 1 && BN_sub_word(c->p, 1) == 1 && BN_one(c->a) == 1 &&
		BN_copy(c->d, c->p) != NULL && BN_sub_word(c->d, 39081) == 1;
}

/* ret = numerator / denominator, which is lost. */
static bool divide(const struct curve *c, BIGNUM *ret, const BIGNUM *numerator, BIGNUM *denominator)
{
	return BN_mod_inverse(denominator, denominator, c->p, c->context) != NULL &&
		BN_mod_mul(ret, numerator, denominator, c->p, c->context) == 1;
}

/* x^2 = (y^2 - 1) / (d y^2 - a), from the curve's equation; `spare` is lost. */
static bool square_of_x(const struct curve *c, const BIGNUM *yy, BIGNUM *ret_xx, BIGNUM *spare)
{
	return BN_mod_sub(ret_xx, yy, BN_value_one(), c->p, c->context) == 1 &&
		BN_mod_mul(spare, c->d, yy, c->p, c->context) == 1 &&
		BN_mod_sub(spare, spare, c->a, c->p, c->context) == 1 &&
		divide(c, ret_xx, ret_xx, spare);
}

/* y of the doubled point: (y^2 - a x^2) / (2 - a x^2 - y^2). False when the point is none. */
static bool double_point(const struct curve *c, BIGNUM *y)
{
	BIGNUM *xx = BN_CTX_get(c->context), *sum = BN_CTX_get(c->context);
	BIGNUM *yy = BN_CTX_get(c->context), *two = BN_CTX_get(c->context);

	if (two == NULL || BN_set_word(two, 2) != 1 || BN_mod_sqr(yy, y, c->p, c->context) != 1 ||
		!square_of_x(c, yy, xx, sum) || BN_kronecker(xx, c->p, c->context) != 1)
		return false;
	return BN_mod_mul(xx, xx, c->a, c->p, c->context) == 1 &&
		BN_mod_add(sum, yy, xx, c->p, c->context) == 1 &&
		BN_mod_sub(sum, two, sum, c->p, c->context) == 1 &&
		BN_mod_sub(y, yy, xx, c->p, c->context) == 1 && divide(c, y, y, sum);
}

/* On its way to the neutral element a point of small order comes by one with x = 0, which
 * double_point() takes for none. */
static bool is_sound(const struct curve *c, BIGNUM *y)
{
	if (BN_cmp(y, c->p) >= 0)
		return false;
	for (int i = 0; i < DOUBLINGS; i++) {
		if (!double_point(c, y))
			return false;
	}
	return true;
}

bool edwards_is_sound(bool is_ed448, struct text bytes)
{
	struct curve c = {.context = BN_CTX_new()};
	unsigned char little[Y_BYTES_MAX];
	BIGNUM *y;
	bool sound = false;

	if (c.context == NULL || bytes.length == 0 || bytes.length > sizeof(little)) {
		BN_CTX_free(c.context);
		return false;
	}
	BN_CTX_start(c.context);
	for (size_t i = 0; i < bytes.length; i++)
		little[i] = (unsigned char)bytes.data[i];
	little[bytes.length - 1] &= 0x7f; /* the sign of x */
	c.p = BN_CTX_get(c.context);
	c.a = BN_CTX_get(c.context);
	c.d = BN_CTX_get(c.context);
	y = BN_CTX_get(c.context);
	if (y != NULL && BN_lebin2bn(little, (int)bytes.length, y) != NULL)
		sound = (is_ed448 ? set_ed448(&c) : set_ed25519(&c)) && is_sound(&c, y);
	BN_CTX_end(c.context);
	BN_CTX_free(c.context);
	return sound;
}
