/*
 * jws_lines JWKS-FILE: verifies tokens from standard input, one per line, like
 * `s2s-registry jws-verify`. Prints a line for each: the refusal code, or "good" and the payload in
 * base64url.
 */
#include <stdio.h>
#include <stdlib.h>

#include "auth/jws.h"
#include "base/base64url.h"
#include "base/file.h"

static enum refusal judge(
	struct arena *arena, const struct jwk_set *set, struct text token, struct jws *jws)
{
	const struct jwk *key = NULL;
	enum refusal refusal = jws_parse(arena, token, jws);

	if (refusal == REFUSAL_NONE)
		refusal = jws_select_key(set, jws, &key);
	return refusal == REFUSAL_NONE ? jws_verify(jws, key) : refusal;
}

static void answer(struct arena *arena, const struct jwk_set *set, struct text token)
{
	struct jws jws = {0};
	enum refusal refusal = judge(arena, set, token, &jws);

	if (refusal == REFUSAL_NONE)
		printf("good %s\n", base64url_encode(arena, jws.payload).data);
	else
		puts(refusal_row(refusal)->code);
}

static void run(const struct jwk_set *set)
{
	struct arena *arena = arena_new();
	char *line = NULL;
	size_t size_bytes = 0;
	ssize_t length;

	while ((length = getline(&line, &size_bytes, stdin)) > 0) {
		answer(arena, set, (struct text){line, (size_t)length - 1});
		arena_reset(arena);
	}
	free(line);
	arena_free(arena);
}

int main(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct text document = TEXT_NONE, why = TEXT_NONE;
	struct jwk_set *set;

	if (argc == 2)
		document = file_read(arena, argv[1], JWK_SET_BYTES_MAX, NULL);
	set = text_is_set(document) ? jwk_set_parse(arena, document, &why) : NULL;
	if (set == NULL)
		fputs("usage: jws_lines JWKS-FILE (the file must contain keys)\n", stderr);
	else
		run(set);
	arena_free(arena);
	jwk_set_free(set);
	return set != NULL && fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
