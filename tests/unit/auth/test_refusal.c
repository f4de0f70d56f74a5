#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "auth/refusal.h"

static bool is_word(const char *code)
{
	size_t length =
		strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

	return length > 0 && code[length] == '\0' && code[0] >= 'A' && code[0] <= 'Z';
}

/* RFC 6750 §3: %x20-21 / %x23-5B / %x5D-7E. */
static bool fits_a_challenge(const char *t)
{
	for (; *t != '\0'; t++) {
		if (*t < 0x20 || *t > 0x7e || *t == '"' || *t == '\\')
			return false;
	}
	return true;
}

static void every_row_is_whole(void **state)
{
	(void)state;
	for (int i = REFUSAL_NONE + 1; i < REFUSAL_COUNT; i++) {
		const struct refusal_row *row = refusal_row((enum refusal)i);
		size_t length = strlen(row->sentence);

		assert_true(is_word(row->code));
		assert_true(row->http_status == 400 || row->http_status == 401 ||
			row->http_status == 403 || row->http_status == 503);
		assert_true(length > 10 && length < 120);
		assert_true(row->sentence[0] >= 'A' && row->sentence[0] <= 'Z');
		assert_int_equal(row->sentence[length - 1], '.');
		assert_true(fits_a_challenge(row->sentence));
		assert_null(strchr(row->sentence, '|'));
		assert_true(strlen(row->remedy) > 20);
		assert_int_equal(row->remedy[strlen(row->remedy) - 1], '.');
		assert_null(strchr(row->remedy, '|'));
	}
}

static void codes_and_sentences_are_unique(void **state)
{
	(void)state;
	for (int i = REFUSAL_NONE + 1; i < REFUSAL_COUNT; i++) {
		for (int j = i + 1; j < REFUSAL_COUNT; j++) {
			const struct refusal_row *a = refusal_row((enum refusal)i);
			const struct refusal_row *b = refusal_row((enum refusal)j);

			assert_string_not_equal(a->code, b->code);
			assert_string_not_equal(a->sentence, b->sentence);
		}
	}
}

/* RFC 6750 §3.1: which error goes with which status; none where there were no credentials, and
 * none where it is not the caller's fault. */
static void errors_fit_their_status(void **state)
{
	(void)state;
	for (int i = REFUSAL_NONE + 1; i < REFUSAL_COUNT; i++) {
		const struct refusal_row *row = refusal_row((enum refusal)i);
		const char *error = row->oauth_error == NULL ? "" : row->oauth_error;

		switch (row->http_status) {
		case 400:
			assert_string_equal(error, "invalid_request");
			break;
		case 401:
			assert_true(*error == '\0' || strcmp(error, "invalid_token") == 0);
			break;
		case 403:
			assert_string_equal(error, "insufficient_scope");
			break;
		default:
			assert_string_equal(error, "");
		}
	}
}

static void rows_that_clients_know(void **state)
{
	static const struct {
		enum refusal refusal;
		const char *code;
		int status;
		const char *error;
	} cases[] = {
		{REFUSAL_TOKEN_MISSING, "TokenMissing", 401, NULL},
		{REFUSAL_SCHEME_UNSUPPORTED, "SchemeUnsupported", 401, NULL},
		{REFUSAL_TOKEN_EMPTY, "TokenEmpty", 400, "invalid_request"},
		{REFUSAL_AUTHORIZATION_REPEATED, "AuthorizationRepeated", 400, "invalid_request"},
		{REFUSAL_TOKEN_IN_URL, "TokenInUrl", 400, "invalid_request"},
		{REFUSAL_TOKEN_TOO_LONG, "TokenTooLong", 401, "invalid_token"},
		{REFUSAL_DIRECTORY_NOT_REGISTERED, "DirectoryNotRegistered", 401, "invalid_token"},
		{REFUSAL_TOKEN_EXPIRED, "TokenExpired", 401, "invalid_token"},
		{REFUSAL_APP_NOT_REGISTERED, "AppNotRegistered", 403, "insufficient_scope"},
		{REFUSAL_PERMISSION_MISSING, "PermissionMissing", 403, "insufficient_scope"},
		{REFUSAL_KEYS_UNAVAILABLE, "KeysUnavailable", 503, NULL},
		{REFUSAL_REGISTRY_UNAVAILABLE, "RegistryUnavailable", 503, NULL},
		{REFUSAL_ADMIN_KEY_MISSING, "AdminKeyMissing", 401, NULL},
		{REFUSAL_ADMIN_KEY_UNKNOWN, "AdminKeyUnknown", 401, "invalid_token"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct refusal_row *row = refusal_row(cases[i].refusal);

		assert_string_equal(row->code, cases[i].code);
		assert_int_equal(row->http_status, cases[i].status);
		if (cases[i].error == NULL)
			assert_null(row->oauth_error);
		else
			assert_string_equal(row->oauth_error, cases[i].error);
	}
}

static void the_reference_has_every_row(void **state)
{
	struct arena *arena = arena_new();
	struct text rest = refusal_reference(arena), line = TEXT_NONE;
	int rows = 0;

	(void)state;
	assert_true(text_starts_with(rest,
		TEXT("| code | status | error | meaning | what to do |\n|---|---|---|---|---|\n"
		     "| `TokenMissing` | 401 |  | Send an Entra access token in the header "
		     "Authorization: Bearer. | Add the header Authorization with the value Bearer, "
		     "a space, and the token. |\n")));
	while (text_split_next(&rest, '\n', &line))
		rows += text_starts_with(line, TEXT("| `"));
	assert_int_equal(line.length, 0);
	assert_int_equal(rows, REFUSAL_COUNT - 1);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_is_whole),
		cmocka_unit_test(codes_and_sentences_are_unique),
		cmocka_unit_test(errors_fit_their_status),
		cmocka_unit_test(rows_that_clients_know),
		cmocka_unit_test(the_reference_has_every_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
