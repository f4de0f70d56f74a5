/* Selection of the key that verifies a JWS; a key with a flaw is never used. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/jws_fixture.h"

/* A set of keys; each with the members behind it, e.g. ",\"kid\":\"a\"". NULL ends the list. */
static struct jwk_set *set_of(struct arena *arena, const struct forge *key, ...)
{
	struct text list = TEXT("");
	va_list args;

	va_start(args, key);
	while (key != NULL) {
		const char *more = va_arg(args, const char *);

		list = arena_printf(arena, "%.*s%s{%s%s}", (int)list.length, list.data,
			list.length == 0 ? "" : ",", forge_members(arena, key).data, more);
		key = va_arg(args, const struct forge *);
	}
	va_end(args);
	return jws_fixture_parse(
		arena, arena_printf(arena, "{\"keys\":[%.*s]}", (int)list.length, list.data));
}

static void expect(
	struct jws_fixture *f, struct jwk_set *set, const char *header, enum refusal expected)
{
	struct text token = forge_token(f->arena, f->key, text_from(header), TEXT("p"));

	jws_fixture_expect(
		text_from(header), jws_fixture_judge_bare(f->arena, set, token), expected);
	jws_fixture_expect(
		f->token, jws_fixture_judge_bare(f->arena, f->set, f->token), REFUSAL_NONE);
	jwk_set_free(set);
}

#define NAMED "{\"alg\":\"RS256\",\"kid\":\"k\"}"
#define NAMELESS "{\"alg\":\"RS256\"}"

static void by_name(void **state)
{
	struct jws_fixture *f = *state;
	struct forge *other = forge_new(2048), *point = forge_new_on_curve("P-256");

	expect(f,
		set_of(f->arena, other, ",\"kid\":\"a\"", f->key, ",\"kid\":\"k\"", point,
			",\"kid\":\"p\"", NULL),
		NAMED, REFUSAL_NONE);
	/* Never another one than the token names, though it would fit. */
	expect(f, set_of(f->arena, f->key, ",\"kid\":\"a\"", NULL), NAMED, REFUSAL_KID_UNKNOWN);
	expect(f, set_of(f->arena, f->key, "", NULL), NAMED, REFUSAL_KID_UNKNOWN);
	expect(f, set_of(f->arena, f->key, ",\"kid\":\"K\"", NULL), NAMED, REFUSAL_KID_UNKNOWN);
	expect(f, set_of(f->arena, other, ",\"kid\":\"k\"", f->key, ",\"kid\":\"a\"", NULL), NAMED,
		REFUSAL_SIGNATURE_WRONG);
	expect(f, set_of(f->arena, point, ",\"kid\":\"k\"", f->key, ",\"kid\":\"a\"", NULL), NAMED,
		REFUSAL_KEY_TYPE);
	expect(f, set_of(f->arena, f->key, ",\"kid\":\"k\"", f->key, ",\"kid\":\"k\"", NULL), NAMED,
		REFUSAL_KEY_REPEATED);
	forge_free(other);
	forge_free(point);
}

static void without_a_name(void **state)
{
	struct jws_fixture *f = *state;
	struct forge *other = forge_new(2048), *point = forge_new_on_curve("P-256");

	expect(f, set_of(f->arena, f->key, "", NULL), NAMELESS, REFUSAL_NONE);
	expect(f, set_of(f->arena, f->key, ",\"kid\":\"a\"", NULL), NAMELESS, REFUSAL_NONE);
	expect(f, set_of(f->arena, other, "", NULL), NAMELESS, REFUSAL_SIGNATURE_WRONG);
	expect(f, set_of(f->arena, point, "", NULL), NAMELESS, REFUSAL_KID_MISSING);
	expect(f, set_of(f->arena, f->key, ",\"alg\":\"RS512\"", NULL), NAMELESS,
		REFUSAL_KID_MISSING);
	expect(f, set_of(f->arena, f->key, ",\"use\":\"enc\"", NULL), NAMELESS,
		REFUSAL_KID_MISSING);
	expect(f, set_of(f->arena, f->key, "", other, "", NULL), NAMELESS, REFUSAL_KID_MISSING);
	/* Of these sets one key fits. */
	expect(f,
		set_of(f->arena, point, "", f->key, "", other, ",\"alg\":\"PS256\"", other,
			",\"use\":\"enc\"", NULL),
		NAMELESS, REFUSAL_NONE);
	forge_free(other);
	forge_free(point);
}

/* The curve tells keys apart as well. */
static void without_a_name_by_curve(void **state)
{
	struct jws_fixture *f = *state;
	struct forge *key = forge_new_on_curve("P-384"), *other = forge_new_on_curve("P-256");
	struct jwk_set *set = set_of(f->arena, other, "", key, "", f->key, "", NULL);
	struct text input = forge_input(f->arena, TEXT("{\"alg\":\"ES384\"}"), TEXT("p"));
	struct text token =
		forge_join(f->arena, input, forge_sign(f->arena, key, FORGE_ES384, input));

	jws_fixture_expect(token, jws_fixture_judge_bare(f->arena, set, token), REFUSAL_NONE);
	jwk_set_free(set);
	forge_free(key);
	forge_free(other);
}

/* The flaw is the answer, whatever the signature would say. */
static void flawed_keys(void **state)
{
	static const struct {
		const char *more;
		enum refusal refusal;
	} cases[] = {
		{",\"kid\":\"k\",\"use\":\"enc\"", REFUSAL_KEY_USE},
		{",\"kid\":\"k\",\"key_ops\":[\"sign\"]", REFUSAL_KEY_USE},
		{",\"kid\":\"k\",\"alg\":\"RS255\"", REFUSAL_KEY_ALG},
		{",\"kid\":\"k\",\"alg\":\"RS512\"", REFUSAL_KEY_ALG},
		{",\"kid\":\"k\",\"d\":\"AQ\"", REFUSAL_KEY_PRIVATE},
		{",\"kid\":\"k\"},{\"kty\":\"oct\",\"k\":\"AQ\"", REFUSAL_KEY_SET_MIXED},
		{",\"kid\":\"k\"},{\"kid\":\"k\"", REFUSAL_KEY_REPEATED},
	};
	struct jws_fixture *f = *state;
	struct forge *small = forge_new(1024);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect(f, set_of(f->arena, f->key, cases[i].more, NULL), NAMED, cases[i].refusal);
	expect(f, set_of(f->arena, small, ",\"kid\":\"k\"", NULL), NAMED, REFUSAL_KEY_SIZE);
	expect(f,
		jws_fixture_parse(f->arena,
			TEXT("{\"keys\":[{\"kid\":\"k\",\"kty\":\"RSA\",\"e\":\"AQAB\"}]}")),
		NAMED, REFUSAL_KEY_MALFORMED);
	forge_free(small);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_name),
		cmocka_unit_test(without_a_name),
		cmocka_unit_test(without_a_name_by_curve),
		cmocka_unit_test(flawed_keys),
	};

	return cmocka_run_group_tests(tests, jws_fixture_make, jws_fixture_free);
}
