/*
 * libjwt must accept every token that our verification accepts, and neither may accept a modified
 * token (docs/decisions/0001).
 */
#include <jwt.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/base64url.h"
#include "support/jws_fixture.h"

#define SEED UINT64_C(0x5eed0f0005eed001)
#define GOOD_TOKENS 250
#define ROUNDS_EACH 2

struct bench {
	struct arena *arena; /* of one round */
	const struct jws_fixture *good;
	struct forge *other;
	struct text pem;
	uint64_t random;
	int theirs; /* tampered tokens that libjwt lets in */
};

/* xorshift64: the same numbers on every machine. */
static size_t pick(struct bench *b, size_t below)
{
	b->random ^= b->random << 13;
	b->random ^= b->random >> 7;
	b->random ^= b->random << 17;
	return (size_t)(b->random >> 11) % below;
}

static bool ours(struct bench *b, struct text token)
{
	return jws_fixture_judge(b->arena, b->good->set, token) == REFUSAL_NONE;
}

static bool theirs(struct bench *b, struct text token)
{
	jwt_t *jwt = NULL;
	bool good = jwt_decode(&jwt, arena_cstr(b->arena, token),
			    (const unsigned char *)b->pem.data, (int)b->pem.length) == 0 &&
		jwt_get_alg(jwt) == JWT_ALG_RS256;

	jwt_free(jwt);
	return good;
}

/* A token in its parts. */
struct parts {
	struct text header, payload, signature; /* decoded */
	struct text segments[3];
	struct text token;
};

static const char *const headers[] = {
	"{\"alg\":\"RS256\",\"kid\":\"k\"}",
	"{\"typ\":\"JWT\",\"alg\":\"RS256\",\"kid\":\"k\"}",
	"{\"typ\":\"jwt\",\"alg\":\"RS256\",\"kid\":\"k\",\"x5t\":\"k\"}",
	"{ \"kid\" : \"k\" , \"alg\" : \"RS256\" , \"x\" : [1, 2.5, null, {}] }",
};

static struct parts make_parts(struct bench *b)
{
	struct parts p = {.header = text_from(headers[pick(b, 4)])};
	struct text rest;

	p.payload = arena_printf(b->arena, "{\"sub\":\"%zx\",\"n\":%zu,\"pad\":\"%0*d\"}",
		pick(b, SIZE_MAX), pick(b, 1000000), (int)(1 + pick(b, 1500)), 0);
	p.token = forge_token(b->arena, b->good->key, p.header, p.payload);
	rest = p.token;
	for (int i = 0; i < 3; i++)
		assert_true(text_split_next(&rest, '.', &p.segments[i]));
	assert_int_equal(base64url_decode(b->arena, p.segments[2], &p.signature), BASE64URL_GOOD);
	return p;
}

static struct text join(struct bench *b, struct text header, struct text payload, struct text sig)
{
	return forge_join(b->arena, forge_input(b->arena, header, payload), sig);
}

static struct text flip_bit(struct bench *b, struct text t)
{
	struct text copy = arena_text(b->arena, t);
	size_t bit = pick(b, t.length * 8);

	((char *)(uintptr_t)copy.data)[bit / 8] ^= (char)(1 << bit % 8);
	return copy;
}

static struct text flip_signature(struct bench *b, const struct parts *p)
{
	return join(b, p->header, p->payload, flip_bit(b, p->signature));
}

static struct text flip_header(struct bench *b, const struct parts *p)
{
	return join(b, flip_bit(b, p->header), p->payload, p->signature);
}

static struct text flip_payload(struct bench *b, const struct parts *p)
{
	return join(b, p->header, flip_bit(b, p->payload), p->signature);
}

static struct text flip_character(struct bench *b, const struct parts *p)
{
	return flip_bit(b, p->token);
}

static struct text insert_byte(struct bench *b, const struct parts *p)
{
	size_t at = pick(b, p->token.length + 1);
	/* Not NUL: libjwt takes a C string. */
	int byte = (int)(1 + pick(b, 255));

	return arena_printf(b->arena, "%.*s%c%s", (int)at, p->token.data, byte, p->token.data + at);
}

static struct text delete_byte(struct bench *b, const struct parts *p)
{
	size_t at = pick(b, p->token.length);

	return arena_printf(b->arena, "%.*s%s", (int)at, p->token.data, p->token.data + at + 1);
}

static struct text swap_segments(struct bench *b, const struct parts *p)
{
	static const size_t orders[][3] = {{1, 0, 2}, {0, 2, 1}, {2, 1, 0}, {1, 2, 0}, {2, 0, 1}};
	const size_t *order = orders[pick(b, 5)];

	return arena_printf(b->arena, "%.*s.%.*s.%.*s", (int)p->segments[order[0]].length,
		p->segments[order[0]].data, (int)p->segments[order[1]].length,
		p->segments[order[1]].data, (int)p->segments[order[2]].length,
		p->segments[order[2]].data);
}

static struct text add_tail(struct bench *b, const struct parts *p)
{
	static const char *const tails[] = {
		".", "=", "==", "====", ".e30", ".a.b", " ", "\n", "+", "/", "!", "\x7f"};

	return arena_printf(
		b->arena, "%s%s", p->token.data, tails[pick(b, sizeof(tails) / sizeof(tails[0]))]);
}

static struct text sign_as(
	struct bench *b, const struct parts *p, const char *header, enum forge_method method)
{
	struct text input = forge_input(b->arena, text_from(header), p->payload);

	return forge_join(b->arena, input, forge_sign(b->arena, b->good->key, method, input));
}

static struct text confuse_algorithm(struct bench *b, const struct parts *p)
{
	return sign_as(b, p, "{\"alg\":\"HS256\",\"kid\":\"k\"}", FORGE_HS256);
}

static struct text other_algorithm(struct bench *b, const struct parts *p)
{
	return sign_as(b, p, p->header.data, pick(b, 2) == 0 ? FORGE_RS512 : FORGE_PS256);
}

static struct text other_key(struct bench *b, const struct parts *p)
{
	return forge_token(b->arena, b->other, p->header, p->payload);
}

/* Signed well, under headers that must not get in. */
static struct text bad_header(struct bench *b, const struct parts *p)
{
	static const char *const bad[] = {
		"{\"alg\":\"rs256\",\"kid\":\"k\"}",
		"{\"alg\":\"none\",\"kid\":\"k\"}",
		"{\"alg\":\"none\",\"alg\":\"RS256\",\"kid\":\"k\"}",
		"{\"alg\":\"RS256\",\"kid\":\"j\",\"kid\":\"k\"}",
		"{\"alg\":\"RS256\",\"kid\":\"k\",\"crit\":[\"exp\"]}",
		"{\"alg\":\"RS256\",\"kid\":\"k\",\"crit\":[\"b64\"],\"b64\":false}",
		"{\"alg\":\"RS256\",\"kid\":\"k\",\"typ\":\"at+jwt\"}",
		"{\"alg\":\"RS256\",\"kid\":\"k\",\"typ\":5}",
		"{\"alg\":\"RS256\",\"kid\":\"k\",\"jwk\":{}}",
		"{\"alg\":\"RS256\",\"kid\":\"k\",\"zip\":\"DEF\"}",
		"{\"alg\":\"RS256\"}",
		"[]",
	};

	return sign_as(b, p, bad[pick(b, sizeof(bad) / sizeof(bad[0]))], FORGE_RS256);
}

static const struct {
	const char *name;
	struct text (*apply)(struct bench *b, const struct parts *p);
} mutations[] = {
	{"a bit of the signature", flip_signature},
	{"a bit of the header", flip_header},
	{"a bit of the payload", flip_payload},
	{"a bit of the text", flip_character},
	{"a byte more", insert_byte},
	{"a byte less", delete_byte},
	{"segments in another order", swap_segments},
	{"a tail", add_tail},
	{"HS256 with the public key", confuse_algorithm},
	{"another algorithm's signature", other_algorithm},
	{"another key", other_key},
	{"a bad header", bad_header},
};

static void check_mutations(struct bench *b, const struct parts *p)
{
	for (size_t i = 0; i < sizeof(mutations) / sizeof(mutations[0]) * ROUNDS_EACH; i++) {
		struct text token = mutations[i / ROUNDS_EACH].apply(b, p);
		bool they_do = theirs(b, token);

		if (ours(b, token))
			fail_msg("let in with %s: %.*s", mutations[i / ROUNDS_EACH].name,
				(int)token.length, token.data);
		b->theirs += they_do;
	}
}

static void libjwt_agrees(void **state)
{
	const struct jws_fixture *good = *state;
	struct bench b = {.good = good,
		.other = forge_new(2048),
		.pem = forge_public_pem(good->arena, good->key),
		.random = SEED};

	print_message("seed %#llx\n", (unsigned long long)SEED);
	for (int i = 0; i < GOOD_TOKENS; i++) {
		struct parts p;

		b.arena = arena_new();
		p = make_parts(&b);
		assert_true(ours(&b, p.token));
		if (!theirs(&b, p.token))
			fail_msg("libjwt refuses %s", p.token.data);
		check_mutations(&b, &p);
		arena_free(b.arena);
	}
	forge_free(b.other);
	/* Otherwise the mutations would not try what libjwt is too lenient with. */
	print_message("libjwt lets %d tampered tokens in\n", b.theirs);
	assert_true(b.theirs > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(libjwt_agrees)};

	return cmocka_run_group_tests(tests, jws_fixture_make, jws_fixture_free);
}
