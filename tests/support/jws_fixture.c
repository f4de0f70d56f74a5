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

enum refusal jws_fixture_judge(struct arena *arena, const struct jwk_set *set, struct text token)
{
	struct jws jws = {0};
	enum refusal refusal = jws_parse(arena, token, &jws);
	const struct jwk *key;

	if (refusal != REFUSAL_NONE)
		return refusal;
	key = jwk_set_find(set, jws.kid);
	return key == NULL ? REFUSAL_KID_UNKNOWN : jws_verify(&jws, key);
}

void jws_fixture_expect(struct text what, enum refusal actual, enum refusal expected)
{
	if (actual == expected)
		return;
	fail_msg("%.*s gets %s, not %s", (int)what.length, what.data,
		actual == REFUSAL_NONE ? "in" : refusal_row(actual)->code,
		expected == REFUSAL_NONE ? "in" : refusal_row(expected)->code);
}
