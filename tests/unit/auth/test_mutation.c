/*
 * Property: no mutation of a valid token is accepted.
 *
 * 97,000 times, the test changes the text of a valid token: in one of its segments, at a dot, in
 * the bytes of its header, payload or signature, or with members of another valid token. 3,000
 * times, the header or a claim gets a wrong value and the issuer's own key signs it again. The
 * mutations form two sequences, each half of the total; an argument selects the second one. Both
 * are the same in every run, and a failure prints the seed of its mutation. After every hundredth
 * mutation the valid token must be accepted.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/base64url.h"
#include "support/dice.h"
#include "support/guard_fixture.h"

#define TEXT_MUTATIONS 48500
#define SIGNED_MUTATIONS 1500
#define SEED UINT64_C(20251124)

/* Added to SEED. */
static uint32_t sequence;

struct mutation {
	struct guard_fixture *fixture;
	struct arena *arena; /* of one mutation */
	struct app_list *apps;
	struct text good, other; /* two good tokens, of two keys' worth of difference */
	uint64_t state;
};

/* SplitMix64's step: small, and good enough to choose with. */
static uint64_t next(struct mutation *m)
{
	uint64_t z = (m->state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static size_t below(struct mutation *m, size_t count)
{
	return (size_t)(next(m) % count);
}

static enum refusal ask(struct mutation *m, struct text token)
{
	struct auth_request auth = {.arena = m->arena,
		.token = token,
		.apps = m->apps,
		.now_ms = clock_now_ms(&m->fixture->keys.time.clock)};
	enum refusal refusal = REFUSAL_NONE;
	enum auth_result answer = guard_authenticate(m->fixture->guard, &auth, &refusal);

	assert_true(answer != AUTH_PENDING);
	assert_true((answer == AUTH_OK) == (refusal == REFUSAL_NONE));
	return refusal;
}

static void cut_segments(struct text token, struct text segments[3])
{
	for (int i = 0; i < 3; i++)
		text_split_next(&token, '.', &segments[i]);
}

static struct text join(struct arena *arena, const struct text segments[3])
{
	return arena_printf(arena, "%.*s.%.*s.%.*s", (int)segments[0].length, segments[0].data,
		(int)segments[1].length, segments[1].data, (int)segments[2].length,
		segments[2].data);
}

/* One byte of `t` becomes another, goes, comes twice, or is where the text ends. */
static struct text change_byte(struct mutation *m, struct text t)
{
	size_t at = below(m, t.length);
	int before = (int)at, after = (int)(t.length - at - 1);
	const char *rest = t.data + at + 1;

	switch (below(m, 4)) {
	case 0:
		return arena_printf(m->arena, "%.*s%c%.*s", before, t.data,
			(int)(1 + below(m, 255)), after, rest);
	case 1:
		return arena_printf(m->arena, "%.*s%.*s", before, t.data, after, rest);
	case 2:
		return arena_printf(m->arena, "%.*s%c%.*s", before + 1, t.data,
			t.data[below(m, t.length)], after, rest);
	default:
		return text_slice(t, 0, at);
	}
}

static struct text change_text(struct mutation *m)
{
	return change_byte(m, m->good);
}

/* A bit of a segment's bytes, in an encoding that stays canonical. */
static struct text change_bit(struct mutation *m)
{
	struct text segments[3], bytes;
	size_t which = below(m, 3);
	char *raw;

	cut_segments(m->good, segments);
	assert_int_equal(base64url_decode(m->arena, segments[which], &bytes), BASE64URL_GOOD);
	raw = (char *)(uintptr_t)arena_text(m->arena, bytes).data;
	raw[below(m, bytes.length)] ^= (char)(1 << below(m, 8));
	segments[which] = base64url_encode(m->arena, (struct text){raw, bytes.length});
	return join(m->arena, segments);
}

/* Segments of two good tokens, in any order: never all three of one. */
static struct text mix_segments(struct mutation *m)
{
	struct text of[2][3], mixed[3];
	bool whole;

	cut_segments(m->good, of[0]);
	cut_segments(m->other, of[1]);
	for (int i = 0; i < 3; i++)
		mixed[i] = of[below(m, 2)][below(m, 3)];
	whole = text_equal(mixed[0], of[0][0]) &&
		((text_equal(mixed[1], of[0][1]) && text_equal(mixed[2], of[0][2])) ||
			(text_equal(mixed[1], of[1][1]) && text_equal(mixed[2], of[1][2])));
	return whole ? change_text(m) : join(m->arena, mixed);
}

/* Another value for a member of header or payload, under the old signature. */
static struct text change_member(struct mutation *m)
{
	static const char *const values[] = {"null", "true", "0", "-1", "1e300", "\"\"", "\"x\"",
		"[]", "{}", "\"none\"", "\"RS512\"", "9999999999"};
	struct text segments[3], json, changed;
	size_t which = below(m, 2), colon;

	cut_segments(m->good, segments);
	base64url_decode(m->arena, segments[which], &json);
	/* Behind some colon the value is replaced by another one and a second member. */
	colon = below(m, json.length);
	while (colon < json.length && json.data[colon] != ':')
		colon++;
	if (colon == json.length)
		return change_text(m);
	changed = arena_printf(m->arena, "%.*s%s,\"x%zu\":%.*s", (int)colon + 1, json.data,
		values[below(m, sizeof(values) / sizeof(values[0]))], below(m, 100),
		(int)(json.length - colon - 1), json.data + colon + 1);
	segments[which] = base64url_encode(m->arena, changed);
	return join(m->arena, segments);
}

static struct text mutate(struct mutation *m)
{
	static struct text (*const ways[])(struct mutation * m) = {
		change_text, change_bit, mix_segments, change_member};

	return ways[below(m, sizeof(ways) / sizeof(ways[0]))](m);
}

static void expect_refusal(struct mutation *m, struct text token, uint64_t seed)
{
	if (ask(m, token) == REFUSAL_NONE && !text_equal(token, m->good) &&
		!text_equal(token, m->other))
		fail_msg("seed %llu: %.*s is let in", (unsigned long long)seed, (int)token.length,
			token.data);
}

static void begin(struct mutation *m, struct guard_fixture *f)
{
	struct app app = registry_fixture_app(REGISTRY_FIXTURE_CLIENT, ENTRA_TID);

	app.accepts_user_tokens = false;
	registry_fixture_insert(&f->registry, &app);
	*m = (struct mutation){.fixture = f, .arena = arena_new(), .state = SEED + sequence};
	m->good = guard_fixture_token(f, "");
	m->other = guard_fixture_token(f, "&dev_lifetime_s=1200");
	/* Fetches the keys; from now on nothing waits. */
	guard_fixture_expect(f, m->good, REFUSAL_NONE);
	guard_fixture_expect(f, m->other, REFUSAL_NONE);
	m->apps = app_list_ref(f->apps, f->registry.pool, &f->registry.fault);
	assert_non_null(m->apps);
}

static void end(struct mutation *m)
{
	app_list_unref(m->apps);
	arena_free(m->arena);
}

static void no_changed_text_passes(void **state)
{
	struct mutation m;

	begin(&m, *state);
	for (int i = 0; i < TEXT_MUTATIONS; i++) {
		uint64_t seed = m.state;

		expect_refusal(&m, mutate(&m), seed);
		if (i % 100 == 0)
			assert_int_equal(ask(&m, m.good), REFUSAL_NONE);
		arena_reset(m.arena);
	}
	end(&m);
}

/* Values that are wrong for every one of the claims below. */
static const char *const wrong_values[] = {"true", "false", "-1", "1e300", "\"\"", "\"x\"", "[]",
	"{}", "[\"\"]", "[null]", "\"11111111-aaaa-2222-3333-44444444444\"",
	"\"{11111111-aaaa-2222-3333-444444444444}\"", "\"99999999-aaaa-2222-3333-444444444444\"",
	"\" 11111111-aaaa-2222-3333-444444444444\"", "\"1700000000\"", "\"2.00\"", "\"01\"",
	"\"https://login.microsoftonline.com/common/v2.0\"", "[[\"api://reviews\"]]",
	"\"API://REVIEWS\"", "\"api://reviews/\"", "\"api://review\"", "\"user\"", "\"App\""};

static const char *const claims[] = {"aud", "iss", "exp", "iat", "nbf", "azp", "azpacr", "oid",
	"sub", "tid", "ver", "scp", "idtyp", "appid"};

/* Parameters that a header must not have, and those that it must have right. */
static const char *const parameters[] = {
	"alg", "kid", "crit", "b64", "jwk", "jku", "x5u", "x5c", "zip", "cty", "typ"};

#define PICK(m_, list_) ((list_)[below((m_), sizeof(list_) / sizeof((list_)[0]))])

static void no_wrong_claim_passes_signed(void **state)
{
	struct guard_fixture *f = *state;
	struct mutation m;

	begin(&m, f);
	for (int i = 0; i < SIGNED_MUTATIONS; i++) {
		uint64_t seed = m.state;
		bool header = below(&m, 3) == 0;
		const char *name = header ? PICK(&m, parameters) : PICK(&m, claims);
		struct text more = arena_printf(m.arena, "&dev_%s={\"%s\":%s}",
			header ? "header" : "claims", name, PICK(&m, wrong_values));

		expect_refusal(&m, guard_fixture_token(f, more.data), seed);
		arena_reset(m.arena);
	}
	assert_int_equal(ask(&m, m.good), REFUSAL_NONE);
	end(&m);
}

#define MUTATION_TEST(name_)                                                                       \
	cmocka_unit_test_setup_teardown(name_, guard_fixture_start, guard_fixture_end)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		MUTATION_TEST(no_changed_text_passes),
		MUTATION_TEST(no_wrong_claim_passes_signed),
	};

	sequence = dice_sequence(argc, argv);
	return cmocka_run_group_tests(tests, guard_fixture_make, guard_fixture_free);
}
