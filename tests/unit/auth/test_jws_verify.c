/* Every algorithm with every type of key, and the forgeries that each one invites. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "support/jws_fixture.h"

#define P256_ORDER                                                                                 \
	"\xff\xff\xff\xff\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff"                         \
	"\xbc\xe6\xfa\xad\xa7\x17\x9e\x84\xf3\xb9\xca\xc2\xfc\x63\x25\x51"
#define HALF_BYTES 32

enum kind { RSA, P256, P384, P521, ED25519, ED448, KIND_COUNT };

static const char *const curves[KIND_COUNT] = {NULL, "P-256", "P-384", "P-521", "Ed25519", "Ed448"};

static const struct signer {
	const char *alg;
	enum forge_method method;
	enum kind kind;
	enum refusal other_curve; /* under a key of another curve of its type */
} signers[] = {
	{"RS256", FORGE_RS256, RSA, REFUSAL_NONE},
	{"RS384", FORGE_RS384, RSA, REFUSAL_NONE},
	{"RS512", FORGE_RS512, RSA, REFUSAL_NONE},
	{"PS256", FORGE_PS256, RSA, REFUSAL_NONE},
	{"PS384", FORGE_PS384, RSA, REFUSAL_NONE},
	{"PS512", FORGE_PS512, RSA, REFUSAL_NONE},
	{"ES256", FORGE_ES256, P256, REFUSAL_KEY_CURVE},
	{"ES384", FORGE_ES384, P384, REFUSAL_KEY_CURVE},
	{"ES512", FORGE_ES512, P521, REFUSAL_KEY_CURVE},
	{"EdDSA", FORGE_EDDSA, ED25519, REFUSAL_SIGNATURE_LENGTH},
	{"EdDSA", FORGE_EDDSA, ED448, REFUSAL_SIGNATURE_LENGTH},
};

#define SIGNER_COUNT (sizeof(signers) / sizeof(signers[0]))

struct bench {
	struct arena *arena;
	struct forge *keys[KIND_COUNT];
	struct jwk_set *sets[KIND_COUNT]; /* of that key alone */
};

static int make(void **state)
{
	struct arena *arena = arena_new();
	struct bench *b = arena_alloc(arena, sizeof(*b));

	b->arena = arena;
	for (int i = 0; i < KIND_COUNT; i++) {
		b->keys[i] = curves[i] == NULL ? forge_new(2048) : forge_new_on_curve(curves[i]);
		b->sets[i] = jws_fixture_parse(arena, forge_key_set(arena, b->keys[i], ""));
	}
	*state = b;
	return 0;
}

static int release(void **state)
{
	struct bench *b = *state;

	for (int i = 0; i < KIND_COUNT; i++) {
		jwk_set_free(b->sets[i]);
		forge_free(b->keys[i]);
	}
	arena_free(b->arena);
	return 0;
}

static struct text input_of(struct bench *b, const char *alg)
{
	return forge_input(b->arena, arena_printf(b->arena, "{\"alg\":\"%s\",\"kid\":\"k\"}", alg),
		TEXT("payload"));
}

static struct text sign(struct bench *b, const struct signer *signer)
{
	return forge_sign(
		b->arena, b->keys[signer->kind], signer->method, input_of(b, signer->alg));
}

/* `signature` under a header of that algorithm is refused by the key of that kind, and the good one
 * still passes after it. */
static void expect(struct bench *b, const struct signer *signer, enum kind kind,
	struct text signature, enum refusal expected)
{
	struct text input = input_of(b, signer->alg);
	struct text good = forge_join(b->arena, input, sign(b, signer));
	struct text token = forge_join(b->arena, input, signature);

	jws_fixture_expect(token, jws_fixture_judge_bare(b->arena, b->sets[kind], token), expected);
	jws_fixture_expect(
		good, jws_fixture_judge_bare(b->arena, b->sets[signer->kind], good), REFUSAL_NONE);
}

static char *copy_of(struct bench *b, struct text bytes, size_t room, struct text *ret_copy)
{
	char *copy = arena_alloc(b->arena, bytes.length + room);

	memcpy(copy, bytes.data, bytes.length);
	*ret_copy = (struct text){copy, bytes.length};
	return copy;
}

static void good_ones(void **state)
{
	struct bench *b = *state;

	for (size_t i = 0; i < SIGNER_COUNT; i++)
		expect(b, &signers[i], signers[i].kind, sign(b, &signers[i]), REFUSAL_NONE);
}

static void every_byte_counts(void **state)
{
	struct bench *b = *state;

	for (size_t i = 0; i < SIGNER_COUNT; i++) {
		struct text copy;
		char *bytes = copy_of(b, sign(b, &signers[i]), 0, &copy);
		struct text input = input_of(b, signers[i].alg);

		for (size_t at = 0; at < copy.length; at++) {
			struct text token;

			bytes[at] ^= (char)(1 << at % 8);
			token = forge_join(b->arena, input, copy);
			jws_fixture_expect(token,
				jws_fixture_judge_bare(b->arena, b->sets[signers[i].kind], token),
				REFUSAL_SIGNATURE_WRONG);
			bytes[at] ^= (char)(1 << at % 8);
		}
		expect(b, &signers[i], signers[i].kind, copy, REFUSAL_NONE);
	}
}

static void lengths_and_constants(void **state)
{
	struct bench *b = *state;

	for (size_t i = 0; i < SIGNER_COUNT; i++) {
		const struct signer *signer = &signers[i];
		struct text copy;
		char *bytes = copy_of(b, sign(b, signer), 1, &copy);
		size_t length = copy.length;

		expect(b, signer, signer->kind, text_slice(copy, 0, length - 1),
			REFUSAL_SIGNATURE_LENGTH);
		expect(b, signer, signer->kind, text_slice(copy, 1, length - 1),
			REFUSAL_SIGNATURE_LENGTH);
		expect(b, signer, signer->kind, text_slice(copy, 0, length / 2),
			REFUSAL_SIGNATURE_LENGTH);
		expect(b, signer, signer->kind, text_slice(copy, 0, 1), REFUSAL_SIGNATURE_LENGTH);
		copy.length++;
		expect(b, signer, signer->kind, copy, REFUSAL_SIGNATURE_LENGTH);
		copy.length--;
		memset(bytes, 0, length);
		expect(b, signer, signer->kind, copy, REFUSAL_SIGNATURE_WRONG);
		bytes[length - 1] = 1;
		expect(b, signer, signer->kind, copy, REFUSAL_SIGNATURE_WRONG);
		memset(bytes, 0xff, length);
		expect(b, signer, signer->kind, copy, REFUSAL_SIGNATURE_WRONG);
	}
}

static void keys_of_other_kinds(void **state)
{
	struct bench *b = *state;

	for (size_t i = 0; i < SIGNER_COUNT; i++) {
		for (int kind = 0; kind < KIND_COUNT; kind++) {
			const char *type = b->sets[kind]->keys[0].type;
			bool same_type = strcmp(type, b->sets[signers[i].kind]->keys[0].type) == 0;

			if (kind != (int)signers[i].kind)
				expect(b, &signers[i], (enum kind)kind, sign(b, &signers[i]),
					same_type ? signers[i].other_curve : REFUSAL_KEY_TYPE);
		}
	}
}

/* A good signature of one algorithm under a header that names another of the same key type. */
static void other_algorithms_of_the_key(void **state)
{
	struct bench *b = *state;

	for (size_t i = 0; i < SIGNER_COUNT; i++) {
		for (size_t j = 0; j < SIGNER_COUNT; j++) {
			if (i == j || signers[i].kind != RSA || signers[j].kind != RSA)
				continue;
			expect(b, &signers[i], RSA,
				forge_sign(b->arena, b->keys[RSA], signers[j].method,
					input_of(b, signers[i].alg)),
				REFUSAL_SIGNATURE_WRONG);
		}
	}
}

/* A key that says its algorithm is for that one (RFC 8725 §3.1). */
static void keys_for_one_algorithm(void **state)
{
	struct bench *b = *state;

	for (size_t i = 0; i < SIGNER_COUNT; i++) {
		for (size_t j = 0; j < SIGNER_COUNT; j++) {
			struct jwk_set *set;
			struct text token = forge_join(
				b->arena, input_of(b, signers[i].alg), sign(b, &signers[i]));

			if (signers[i].kind != signers[j].kind)
				continue;
			set = jws_fixture_parse(b->arena,
				forge_key_set(b->arena, b->keys[signers[i].kind],
					arena_printf(b->arena, ",\"alg\":\"%s\"", signers[j].alg)
						.data));
			jws_fixture_expect(token, jws_fixture_judge_bare(b->arena, set, token),
				i == j ? REFUSAL_NONE : REFUSAL_KEY_ALG);
			jwk_set_free(set);
		}
	}
}

/* RFC 7518 §3.5 leaves no choice of salt and mask. */
static void forms_of_pss(void **state)
{
	static const enum forge_method methods[] = {
		FORGE_PS256_LONG_SALT, FORGE_PS256_NO_SALT, FORGE_PS256_OTHER_MASK};
	struct bench *b = *state;
	const struct signer *ps256 = &signers[3];

	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		expect(b, ps256, RSA,
			forge_sign(b->arena, b->keys[RSA], methods[i], input_of(b, "PS256")),
			REFUSAL_SIGNATURE_WRONG);
}

/* r or s out of 1 … n - 1, or in each other's place. */
static void numbers_of_ecdsa(void **state)
{
	static const struct {
		const char *r, *s; /* NULL: as it was */
	} cases[] = {
		{NULL, P256_ORDER},
		{P256_ORDER, NULL},
		{P256_ORDER, P256_ORDER},
	};
	struct bench *b = *state;
	const struct signer *es256 = &signers[6];
	struct text good = sign(b, es256), copy;
	char *bytes = copy_of(b, good, 0, &copy);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		memcpy(bytes, cases[i].r == NULL ? good.data : cases[i].r, HALF_BYTES);
		memcpy(bytes + HALF_BYTES, cases[i].s == NULL ? good.data + HALF_BYTES : cases[i].s,
			HALF_BYTES);
		expect(b, es256, P256, copy, REFUSAL_SIGNATURE_WRONG);
	}
	memset(bytes, 0, HALF_BYTES);
	memcpy(bytes + HALF_BYTES, good.data + HALF_BYTES, HALF_BYTES);
	expect(b, es256, P256, copy, REFUSAL_SIGNATURE_WRONG); /* r = 0 */
	memcpy(bytes, good.data, HALF_BYTES);
	memset(bytes + HALF_BYTES, 0, HALF_BYTES);
	expect(b, es256, P256, copy, REFUSAL_SIGNATURE_WRONG); /* s = 0 */
	memcpy(bytes, good.data + HALF_BYTES, HALF_BYTES);
	memcpy(bytes + HALF_BYTES, good.data, HALF_BYTES);
	expect(b, es256, P256, copy, REFUSAL_SIGNATURE_WRONG);
}

/* What OpenSSL and X.509 use is not what JWS uses. */
static void der_signatures(void **state)
{
	struct bench *b = *state;
	const struct signer *es256 = &signers[6];
	struct text der =
		forge_sign(b->arena, b->keys[P256], FORGE_ES256_DER, input_of(b, "ES256"));

	expect(b, es256, P256, der, REFUSAL_SIGNATURE_LENGTH);
	expect(b, es256, P256, text_slice(der, 0, 2 * HALF_BYTES), REFUSAL_SIGNATURE_WRONG);
}

/* A MAC keyed with the public key's text: by its name, and under the key's own algorithm. */
static void public_keys_as_secrets(void **state)
{
	struct bench *b = *state;

	for (size_t i = 0; i < SIGNER_COUNT; i++) {
		struct forge *key = b->keys[signers[i].kind];
		struct text input = input_of(b, "HS256"), token;

		token = forge_join(b->arena, input, forge_sign(b->arena, key, FORGE_HS256, input));
		jws_fixture_expect(token,
			jws_fixture_judge_bare(b->arena, b->sets[signers[i].kind], token),
			REFUSAL_ALG_SYMMETRIC);
		expect(b, &signers[i], signers[i].kind,
			forge_sign(b->arena, key, FORGE_HS256, input_of(b, signers[i].alg)),
			REFUSAL_SIGNATURE_LENGTH);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_ones),
		cmocka_unit_test(every_byte_counts),
		cmocka_unit_test(lengths_and_constants),
		cmocka_unit_test(keys_of_other_kinds),
		cmocka_unit_test(other_algorithms_of_the_key),
		cmocka_unit_test(keys_for_one_algorithm),
		cmocka_unit_test(forms_of_pss),
		cmocka_unit_test(numbers_of_ecdsa),
		cmocka_unit_test(der_signatures),
		cmocka_unit_test(public_keys_as_secrets),
	};

	return cmocka_run_group_tests(tests, make, release);
}
