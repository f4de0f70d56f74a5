/*
 * jws_fixture: a key, the key set that publishes it, and a valid token signed with it.
 *
 * Fails the running cmocka test, naming the token, when a token gets an unexpected result.
 */
#ifndef SUPPORT_JWS_FIXTURE_H
#define SUPPORT_JWS_FIXTURE_H

#include "auth/jws.h"
#include "support/forge.h"

#define JWS_FIXTURE_HEADER "{\"alg\":\"RS256\",\"kid\":\"k\"}"
/* 26 bytes: in base64url its last character has 2 unused bits, the header's has 4. */
#define JWS_FIXTURE_PAYLOAD "{\"tid\":\"ab\",\"admin\":false}"

struct jws_fixture {
	struct arena *arena;
	struct forge *key; /* 2048 bits */
	struct jwk_set *set; /* of that key, as "k" */
	struct text input; /* of the good token */
	struct text signature; /* its bytes */
	struct text token; /* both */
};

/* For a cmocka group; *state is a struct jws_fixture. */
int jws_fixture_make(void **state);
int jws_fixture_free(void **state);

/* Why the token is refused under the set, its signature included: by the rules for Entra, and as a
 * bare JWS. */
enum refusal jws_fixture_judge(struct arena *arena, const struct jwk_set *set, struct text token);
enum refusal jws_fixture_judge_bare(
	struct arena *arena, const struct jwk_set *set, struct text token);

/* The fixture's set refuses the token as expected, and the good token still passes after it. */
void jws_fixture_expect_token(struct jws_fixture *f, struct text token, enum refusal expected);

/* A key set; fails the test when it is none. */
struct jwk_set *jws_fixture_parse(struct arena *arena, struct text document);

/* The one key of that set, "k", has exactly this flaw. */
void jws_fixture_expect_flaw(struct jws_fixture *f, struct text document, enum refusal flaw);

/* `what` was judged as expected. */
void jws_fixture_expect(struct text what, enum refusal actual, enum refusal expected);

#endif
