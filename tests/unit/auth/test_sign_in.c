#include "auth/sign_in.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/base64url.h"
#include "base/file.h"
#include "base/hash.h"
#include "http/message.h"
#include "support/expect.h"
#include "support/set_clock.h"
#include "support/temp_dir.h"

#define TID "11111111-aaaa-2222-3333-444444444444"
#define CLIENT "aaaaaaaa-0000-1111-2222-bbbbbbbbbbbb"
#define ENTRA "https://login.microsoftonline.com"
#define METADATA ENTRA "/" TID "/v2.0/.well-known/openid-configuration"
#define REDIRECT TEXT("https://a.example/sign-in/callback")
#define TRANSACTION TEXT("transaction")
#define REFRESH_MS 3600000
#define KEY TEXT("0123456789abcdef0123456789abcdef")

#define DOCUMENT(authorization_, token_)                                                           \
	"{\"issuer\":\"" ENTRA "/" TID "/v2.0\",\"jwks_uri\":\"" ENTRA "/k\","                     \
	"\"authorization_endpoint\":\"" authorization_ "\",\"token_endpoint\":\"" token_ "\"}"
#define GOOD_DOCUMENT DOCUMENT(ENTRA "/authorize", ENTRA "/token")

/* A directory that answers what a test wants, and remembers what it was asked. */
struct bench {
	struct arena *arena;
	const char *dir;
	struct log log; /* drops every line */
	struct issuer entra;
	struct sign_in_options options;
	struct sign_in *sign_in;
	const char *document; /* NULL: there is no answer */
	struct set_clock steady;
	int metadata_count, token_count;
	int token_status;
	const char *token_answer;
	struct text form;
	struct sign_in_redemption inner; /* to be redeemed while the directory is asked */
	enum refusal inner_refusal;
	int depth;
};

static void answer(struct arena *arena, int status, const char *body, struct fetch_result *result)
{
	result->status = body == NULL ? 0 : status;
	result->good = result->status == 200;
	result->body = arena_text(arena, text_from(body));
	result->why = TEXT("it is not there");
}

static void once(void *context, const struct fetch_request *request, struct arena *arena,
	struct fetch_result *ret_result)
{
	struct bench *b = context;

	*ret_result = (struct fetch_result){0};
	if (strcmp(request->url, METADATA) == 0 && !text_is_set(request->form)) {
		b->metadata_count++;
		answer(arena, 200, b->document, ret_result);
	} else if (strcmp(request->url, ENTRA "/token") == 0 && text_is_set(request->form)) {
		b->token_count++;
		b->form = arena_text(b->arena, request->form);
		if (b->depth-- > 0)
			b->inner_refusal = sign_in_redeem(b->sign_in, &b->inner);
		answer(arena, b->token_status, b->token_answer, ret_result);
	} else {
		fail_msg("%s was not to be asked", request->url);
	}
}

static void open_sign_in(struct bench *b)
{
	sign_in_free(b->sign_in);
	b->options = (struct sign_in_options){.fetch = {.context = b, .once = once},
		.log = &b->log,
		.steady = &b->steady.clock,
		.entra = &b->entra,
		.client_id = CLIENT,
		.secret_file = b->options.secret_file == NULL ? "" : b->options.secret_file,
		.scope = TEXT("api://reviews/.default"),
		.state_key = KEY,
		.verifier_key = TEXT("fedcba9876543210fedcba9876543210"),
		.refresh_interval_ms = REFRESH_MS};
	assert_true(guid_parse_strict(TEXT(TID), &b->options.directory));
	b->sign_in = sign_in_new(&b->options);
}

static int start(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));

	if (b == NULL)
		return -1;
	b->arena = arena_new();
	b->dir = temp_dir_make(b->arena);
	b->log = (struct log){.fd = 2, .threshold = (enum log_level)(LOG_ERROR + 1)};
	/* The shared keys, and keys of one's own, are for tokens: people sign in at a directory. */
	b->entra = (struct issuer){.kind = ISSUER_ENTRA,
		.name = "entra",
		.cloud = cloud_find(TEXT("global")),
		.shared_keys = true,
		.signing_key_app_id = CLIENT};
	set_clock_init(&b->steady, 1000);
	b->document = GOOD_DOCUMENT;
	b->token_status = 200;
	b->token_answer = "{\"access_token\":\"a.b.c\",\"token_type\":\"Bearer\"}";
	open_sign_in(b);
	*state = b;
	return 0;
}

static int end(void **state)
{
	struct bench *b = *state;

	sign_in_free(b->sign_in);
	temp_dir_remove(b->dir);
	arena_free(b->arena);
	free(b);
	return 0;
}

static enum refusal find_url(struct bench *b, struct text *ret_url)
{
	*ret_url = TEXT_NONE;
	return sign_in_url(b->sign_in, b->arena, TRANSACTION, REDIRECT, ret_url);
}

static struct sign_in_redemption make_redemption(struct bench *b)
{
	return (struct sign_in_redemption){.arena = b->arena,
		.transaction = TRANSACTION,
		.code = TEXT("c/d+e"),
		.redirect_uri = REDIRECT};
}

/* Value of a parameter, decoded; absent when it is not there. */
static struct text parameter(struct bench *b, struct text form, const char *wanted)
{
	struct text name, value;
	bool malformed;

	while (message_next_pair(b->arena, &form, &name, &value, &malformed)) {
		if (text_equal(name, text_from(wanted)))
			return value;
	}
	return TEXT_NONE;
}

/* They must come out the same in every process that serves the environment. */
static void state_is_derived_from_the_transaction(void **state)
{
	struct bench *b = *state;
	struct text first = sign_in_begin_transaction(b->arena);

	expect_text(sign_in_state(b->sign_in, b->arena, TRANSACTION),
		"gP8s_J6PcUv7nZtGnBE_ehlhXgQ2T38rXL4tFDq0nH8");
	assert_int_equal(first.length, 43);
	assert_false(text_equal(first, sign_in_begin_transaction(b->arena)));
	assert_false(text_equal(sign_in_state(b->sign_in, b->arena, first),
		sign_in_state(b->sign_in, b->arena, TRANSACTION)));
}

static void the_url_asks_for_a_code_with_a_challenge(void **state)
{
	struct bench *b = *state;
	struct text url, query;

	assert_int_equal(find_url(b, &url), REFUSAL_NONE);
	assert_true(text_starts_with(url, TEXT(ENTRA "/authorize?client_id=" CLIENT "&")));
	query = text_slice(url, text_find(url, '?') + 1, url.length);
	expect_text(parameter(b, query, "response_type"), "code");
	expect_text(parameter(b, query, "response_mode"), "query");
	expect_text(parameter(b, query, "prompt"), "select_account");
	expect_text(parameter(b, query, "scope"), "api://reviews/.default");
	expect_text(parameter(b, query, "redirect_uri"), "https://a.example/sign-in/callback");
	expect_bytes(
		parameter(b, query, "state"), sign_in_state(b->sign_in, b->arena, TRANSACTION));
	expect_text(parameter(b, query, "code_challenge_method"), "S256");
	expect_text(parameter(b, query, "client_secret"), NULL);
}

static void an_endpoint_may_have_a_query(void **state)
{
	struct bench *b = *state;
	struct text url;

	b->document = DOCUMENT(ENTRA "/authorize?p=1", ENTRA "/token");
	assert_int_equal(find_url(b, &url), REFUSAL_NONE);
	assert_true(text_starts_with(url, TEXT(ENTRA "/authorize?p=1&client_id=")));
}

/* RFC 7636 §4.6. */
static void the_verifier_is_that_of_the_challenge(void **state)
{
	struct bench *b = *state;
	struct sign_in_redemption redemption = make_redemption(b);
	struct text url, verifier;
	struct hash digest;

	assert_int_equal(find_url(b, &url), REFUSAL_NONE);
	assert_int_equal(sign_in_redeem(b->sign_in, &redemption), REFUSAL_NONE);
	expect_text(redemption.token, "a.b.c");
	verifier = parameter(b, b->form, "code_verifier");
	assert_int_equal(verifier.length, 43);
	digest = hash_sha256(verifier);
	expect_bytes(parameter(b, text_slice(url, text_find(url, '?') + 1, url.length),
			     "code_challenge"),
		base64url_encode(b->arena, hash_text(&digest)));
	assert_false(text_equal(verifier, sign_in_state(b->sign_in, b->arena, TRANSACTION)));
	expect_text(parameter(b, b->form, "grant_type"), "authorization_code");
	expect_text(parameter(b, b->form, "client_id"), CLIENT);
	expect_text(parameter(b, b->form, "code"), "c/d+e");
	expect_text(parameter(b, b->form, "redirect_uri"), "https://a.example/sign-in/callback");
	expect_text(parameter(b, b->form, "client_secret"), NULL);
}

static void the_secret_is_read_for_each_code(void **state)
{
	struct bench *b = *state;
	struct sign_in_redemption redemption = make_redemption(b);

	b->options.secret_file = arena_printf(b->arena, "%s/secret", b->dir).data;
	open_sign_in(b);
	assert_int_equal(sign_in_redeem(b->sign_in, &redemption), REFUSAL_SIGN_IN_UNAVAILABLE);
	assert_int_equal(b->token_count, 0);
	assert_true(file_replace(b->arena, b->options.secret_file, TEXT("first&=\n")));
	assert_int_equal(sign_in_redeem(b->sign_in, &redemption), REFUSAL_NONE);
	expect_text(parameter(b, b->form, "client_secret"), "first&=");
	assert_true(file_replace(b->arena, b->options.secret_file, TEXT("second")));
	assert_int_equal(sign_in_redeem(b->sign_in, &redemption), REFUSAL_NONE);
	expect_text(parameter(b, b->form, "client_secret"), "second");
}

static void answers_without_a_token(void **state)
{
	static const struct {
		int status;
		const char *body;
		enum refusal refusal;
		const char *error;
	} cases[] = {
		{400, "{\"error\":\"invalid_grant\",\"error_codes\":[70008]}",
			REFUSAL_SIGN_IN_REFUSED, "invalid_grant"},
		{401, "{\"error\":\"invalid_client\"}", REFUSAL_SIGN_IN_REFUSED, "invalid_client"},
		{400, "{\"error\":\"<script>\"}", REFUSAL_SIGN_IN_REFUSED, "server_error"},
		{500, "{\"error\":\"invalid_grant\"}", REFUSAL_SIGN_IN_UNAVAILABLE, NULL},
		{400, "<html>", REFUSAL_SIGN_IN_UNAVAILABLE, NULL},
		{400, "{\"error\":5}", REFUSAL_SIGN_IN_UNAVAILABLE, NULL},
		{200, "{\"access_token\":\"\"}", REFUSAL_SIGN_IN_UNAVAILABLE, NULL},
		{200, "{\"access_token\":[]}", REFUSAL_SIGN_IN_UNAVAILABLE, NULL},
		{200, "{}", REFUSAL_SIGN_IN_UNAVAILABLE, NULL},
		{200, "a.b.c", REFUSAL_SIGN_IN_UNAVAILABLE, NULL},
		{302, "", REFUSAL_SIGN_IN_UNAVAILABLE, NULL},
		{0, NULL, REFUSAL_SIGN_IN_UNAVAILABLE, NULL},
	};
	struct bench *b = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sign_in_redemption redemption = make_redemption(b);

		b->token_status = cases[i].status;
		b->token_answer = cases[i].body;
		assert_int_equal(sign_in_redeem(b->sign_in, &redemption), cases[i].refusal);
		expect_text(text_from(redemption.error), cases[i].error);
	}
	assert_int_equal(b->metadata_count, 1);
}

static void endpoints_that_are_none(void **state)
{
	static const char *const documents[] = {NULL, "", "{}",
		DOCUMENT(ENTRA ".evil.example/authorize", ENTRA "/token"),
		DOCUMENT(ENTRA "/authorize", "https://evil.example/token"),
		DOCUMENT("javascript:alert(1)", ENTRA "/token"),
		DOCUMENT(ENTRA "/a b", ENTRA "/token"), DOCUMENT(ENTRA "/authorize", "")};
	struct bench *b = *state;

	for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++) {
		struct text url;

		open_sign_in(b);
		b->document = documents[i];
		b->metadata_count = 0;
		assert_int_equal(find_url(b, &url), REFUSAL_SIGN_IN_UNAVAILABLE);
		/* Not asked again so soon, whoever wants it. */
		assert_int_equal(find_url(b, &url), REFUSAL_SIGN_IN_UNAVAILABLE);
		assert_int_equal(b->metadata_count, 1);
	}
}

static void endpoints_are_kept_while_the_directory_is_away(void **state)
{
	struct bench *b = *state;
	struct text url;

	assert_int_equal(find_url(b, &url), REFUSAL_NONE);
	b->steady.now_ms += REFRESH_MS - 1;
	assert_int_equal(find_url(b, &url), REFUSAL_NONE);
	assert_int_equal(b->metadata_count, 1);
	b->document = NULL;
	b->steady.now_ms += 1;
	assert_int_equal(find_url(b, &url), REFUSAL_NONE);
	assert_int_equal(find_url(b, &url), REFUSAL_NONE);
	assert_int_equal(b->metadata_count, 2);
	b->document = DOCUMENT(ENTRA "/elsewhere", ENTRA "/token");
	b->steady.now_ms += 5000;
	assert_int_equal(find_url(b, &url), REFUSAL_NONE);
	assert_int_equal(b->metadata_count, 3);
	assert_true(text_starts_with(url, TEXT(ENTRA "/elsewhere?")));
}

/* Strangers can bring codes that are none. */
static void few_codes_are_redeemed_at_a_time(void **state)
{
	struct bench *b = *state;
	struct sign_in_redemption redemption = make_redemption(b);

	b->inner = make_redemption(b);
	b->depth = 1;
	assert_int_equal(sign_in_redeem(b->sign_in, &redemption), REFUSAL_NONE);
	assert_int_equal(b->inner_refusal, REFUSAL_NONE);
	assert_int_equal(b->token_count, 2);
	b->depth = 2;
	assert_int_equal(sign_in_redeem(b->sign_in, &redemption), REFUSAL_NONE);
	assert_int_equal(b->token_count, 4);
	assert_int_equal(sign_in_redeem(b->sign_in, &redemption), REFUSAL_NONE);
}

static void errors_are_those_of_the_standards(void **state)
{
	(void)state;
	assert_string_equal(sign_in_error(TEXT("access_denied")), "access_denied");
	assert_string_equal(sign_in_error(TEXT("consent_required")), "consent_required");
	assert_string_equal(sign_in_error(TEXT("Access_Denied")), "server_error");
	assert_string_equal(sign_in_error(TEXT("x&a=b")), "server_error");
	assert_string_equal(sign_in_error(TEXT_NONE), "server_error");
}

int main(void)
{
#define TEST(name_) cmocka_unit_test_setup_teardown(name_, start, end)
	const struct CMUnitTest tests[] = {
		TEST(state_is_derived_from_the_transaction),
		TEST(the_url_asks_for_a_code_with_a_challenge),
		TEST(an_endpoint_may_have_a_query),
		TEST(the_verifier_is_that_of_the_challenge),
		TEST(the_secret_is_read_for_each_code),
		TEST(answers_without_a_token),
		TEST(endpoints_that_are_none),
		TEST(endpoints_are_kept_while_the_directory_is_away),
		TEST(few_codes_are_redeemed_at_a_time),
		cmocka_unit_test(errors_are_those_of_the_standards),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
