#include "support/jws_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

int jws_fixture_make(void **state)
{
	struct arena *arena = arena_new();
	struct jws_fixture *f = arena_alloc(arena, sizeof(*f));
	struct text why = TEXT_NONE;

	f->arena = arena;
	f->key = forge_new(2048);
	f->set = jwk_set_parse(arena, forge_key_set(arena, f->key, ""), &why);
	f->input = forge_input(arena, TEXT(JWS_FIXTURE_HEADER), TEXT(JWS_FIXTURE_PAYLOAD));
	f->signature = forge_sign(arena, f->key, FORGE_RS256, f->input);
	f->token = forge_join(arena, f->input, f->signature);
	*state = f;
	return f->set == NULL ? -1 : 0;
}

int jws_fixture_free(void **state)
{
	struct jws_fixture *f = *state;

	jwk_set_free(f->set);
	forge_free(f->key);
	arena_free(f->arena);
	return 0;
}

static enum refusal verify(const struct jwk_set *set, const struct jws *jws, enum refusal refusal)
{
	const struct jwk *key;

	if (refusal == REFUSAL_NONE)
		refusal = jws_select_key(set, jws, &key);
	return refusal == REFUSAL_NONE ? jws_verify(jws, key) : refusal;
}

enum refusal jws_fixture_judge(struct arena *arena, const struct jwk_set *set, struct text token)
{
	struct jws jws = {0};
	enum refusal refusal = jws_parse(arena, token, &jws);

	if (refusal == REFUSAL_NONE)
		refusal = jws_check_allowed(&jws, ALGORITHM_BIT(ALGORITHM_RS256));
	if (refusal == REFUSAL_NONE)
		refusal = jws_check_type(&jws, jws_types_entra, false);
	if (refusal == REFUSAL_NONE && !text_is_set(jws.kid))
		refusal = REFUSAL_KID_MISSING;
	return verify(set, &jws, refusal);
}

enum refusal jws_fixture_judge_bare(
	struct arena *arena, const struct jwk_set *set, struct text token)
{
	struct jws jws = {0};

	return verify(set, &jws, jws_parse(arena, token, &jws));
}

void jws_fixture_expect_token(struct jws_fixture *f, struct text token, enum refusal expected)
{
	struct arena *arena = arena_new();

	jws_fixture_expect(token, jws_fixture_judge(arena, f->set, token), expected);
	jws_fixture_expect(f->token, jws_fixture_judge(arena, f->set, f->token), REFUSAL_NONE);
	arena_free(arena);
}

struct jwk_set *jws_fixture_parse(struct arena *arena, struct text document)
{
	struct text why = TEXT_NONE;
	struct jwk_set *set = jwk_set_parse(arena, document, &why);

	if (set == NULL)
		fail_msg("%.*s", (int)why.length, why.data);
	assert_false(text_is_set(why));
	return set;
}

void jws_fixture_expect_flaw(struct jws_fixture *f, struct text document, enum refusal flaw)
{
	struct jwk_set *set = jws_fixture_parse(f->arena, document);
	const struct jwk *key = jwk_set_find(set, TEXT("k"));

	assert_int_equal(set->count, 1);
	assert_non_null(key);
	jws_fixture_expect(document, key->flaw, flaw);
	if (flaw == REFUSAL_NONE)
		assert_non_null(key->pkey);
	jwk_set_free(set);
}

void jws_fixture_expect(struct text what, enum refusal actual, enum refusal expected)
{
	if (actual == expected)
		return;
	fail_msg("%.*s gets %s, not %s", (int)what.length, what.data,
		actual == REFUSAL_NONE ? "in" : refusal_row(actual)->code,
		expected == REFUSAL_NONE ? "in" : refusal_row(expected)->code);
}
