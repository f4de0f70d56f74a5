/* The examples of the standards verify; with one byte changed they do not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/file.h"
#include "support/jws_fixture.h"

static const char *const names[] = {"rfc7515_a2", "rfc7515_a3", "rfc7515_a4", "rfc8037_a4"};

static struct text read_vector(struct arena *arena, const char *name, const char *suffix)
{
	const char *path = arena_printf(arena, "tests/vectors/jws/%s%s", name, suffix).data;
	struct text content = file_read(arena, path, JWK_SET_BYTES_MAX, NULL);

	if (!text_is_set(content))
		fail_msg("%s cannot be read", path);
	return content;
}

static void examples_verify(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct jwk_set *set =
			jws_fixture_parse(arena, read_vector(arena, names[i], ".keys"));
		struct text token = text_trim(read_vector(arena, names[i], ".jws"));
		struct jws jws = {0};
		char *bytes = (char *)(uintptr_t)token.data;

		jws_fixture_expect(token, jws_fixture_judge_bare(arena, set, token), REFUSAL_NONE);
		assert_int_equal(jws_parse(arena, token, &jws), REFUSAL_NONE);
		assert_true(text_equal(jws.payload, read_vector(arena, names[i], ".payload")));
		bytes[jws.signing_input.length - 3] ^= 1;
		jws_fixture_expect(
			token, jws_fixture_judge_bare(arena, set, token), REFUSAL_SIGNATURE_WRONG);
		jwk_set_free(set);
	}
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(examples_verify)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
