#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/base64url.h"
#include "base/hash.h"
#include "devissuer/dev_codes.h"
#include "support/entra.h"
#include "support/expect.h"

#define CLIENT "aaaaaaaa-0000-1111-2222-bbbbbbbbbbbb"
#define OTHER_TID "22222222-aaaa-2222-3333-444444444444"
#define AUTHORIZE "/" ENTRA_TID "/oauth2/v2.0/authorize"
#define BACK "http://127.0.0.1:9002/back"
#define VERIFIER "vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv"

#define FORM                                                                                       \
	"grant_type=authorization_code&client_id=" CLIENT "&redirect_uri=" BACK                    \
	"&code_verifier=" VERIFIER "&code="

static const char *query(struct entra *f, const char *more)
{
	struct hash digest = hash_sha256(TEXT(VERIFIER));

	return arena_printf(f->arena,
		"response_type=code&client_id=" CLIENT "&redirect_uri=" BACK
		"&scope=api://reviews/.default&state=a%%26b&code_challenge_method=S256"
		"&code_challenge=%s%s",
		base64url_encode(f->arena, hash_text(&digest)).data, more)
		.data;
}

static struct response ask(struct entra *f, const char *wanted)
{
	struct request request = {.arena = f->arena,
		.method = METHOD_GET,
		.path = TEXT(AUTHORIZE),
		.query = text_from(wanted)};
	struct response response = {0};

	dev_issuer_serve(f->issuer, &request, &response);
	return response;
}

/* The code that comes back. */
static const char *sign_in(struct entra *f, const char *more)
{
	struct response response = ask(f, query(f, more));
	struct text location = message_response_header(&response, "Location");
	const char *head = "http://127.0.0.1:9002/back?code=";
	struct text code = text_slice(location, text_from(head).length, location.length);

	assert_int_equal(response.status, 302);
	assert_true(text_starts_with(location, text_from(head)));
	expect_contains(location, "&state=a%26b&");
	return arena_cstr(f->arena, text_slice(code, 0, text_find(code, '&')));
}

static const char *form(struct entra *f, const char *code, const char *more)
{
	return arena_printf(f->arena, FORM "%s%s", code, more).data;
}

static void a_code_is_a_users_token(void **state)
{
	struct entra *f = *state;
	struct entra_token token = entra_issue(f, ENTRA_V2_TOKEN,
		form(f,
			sign_in(f,
				"&dev_user=ann@example.com&dev_roles=Registry.Admin&dev_groups=a,"
				"b"),
			""));
	const struct jsonread_node *groups = jsonread_member(token.claims, "groups");
	struct text ann = jsonread_member_text(token.claims, "oid");

	assert_true(entra_verifies_as_published(f, &token));
	entra_member(token.claims, "aud", "api://reviews");
	entra_member(token.claims, "azp", CLIENT);
	entra_member(token.claims, "azpacr", "0");
	entra_member(token.claims, "scp", "user_impersonation");
	entra_member(token.claims, "preferred_username", "ann@example.com");
	entra_text(jsonread_text(jsonread_element(jsonread_member(token.claims, "roles"), 0)),
		"Registry.Admin");
	assert_int_equal(jsonread_count(groups), 2);
	token = entra_issue(f, ENTRA_V2_TOKEN,
		form(f, sign_in(f, "&login_hint=bob@example.com"), "&client_secret=s"));
	entra_member(token.claims, "azpacr", "1");
	entra_absent(token.claims, (const char *const[]){"roles", "groups", NULL});
	assert_false(text_equal(ann, jsonread_member_text(token.claims, "oid")));
}

static void expect_refused(struct entra *f, const char *path, const char *wanted, int64_t number)
{
	struct response response = entra_send(f, METHOD_POST, path, wanted);
	const struct jsonread_node *node = entra_parse(f, response.body);
	double code = 0;

	assert_int_equal(response.status, 400);
	entra_member(node, "error", "invalid_grant");
	jsonread_number(jsonread_element(jsonread_member(node, "error_codes"), 0), &code);
	assert_int_equal((int64_t)code, number);
}

static void a_code_works_once(void **state)
{
	struct entra *f = *state;
	const char *once = form(f, sign_in(f, "&dev_user=a"), "");

	entra_issue(f, ENTRA_V2_TOKEN, once);
	expect_refused(f, ENTRA_V2_TOKEN, once, 70008);
	expect_refused(f, ENTRA_V2_TOKEN, form(f, "made-up", ""), 70008);
}

static void a_code_is_for_who_asked_for_it(void **state)
{
#define GRANT "grant_type=authorization_code&"
	static const struct {
		const char *path, *form;
		int64_t number;
	} cases[] = {
		{ENTRA_V2_TOKEN,
			GRANT "client_id=" CLIENT "&redirect_uri=" BACK
			      "&code_verifier=another&code=",
			501481},
		{ENTRA_V2_TOKEN, GRANT "client_id=" CLIENT "&redirect_uri=" BACK "&code=", 501481},
		{ENTRA_V2_TOKEN,
			GRANT "client_id=" CLIENT "&redirect_uri=" BACK "2&code_verifier=" VERIFIER
			      "&code=",
			500112},
		{ENTRA_V2_TOKEN,
			GRANT "client_id=" OTHER_TID "&redirect_uri=" BACK
			      "&code_verifier=" VERIFIER "&code=",
			70000},
		{"/" OTHER_TID "/oauth2/v2.0/token", FORM, 700005},
	};
#undef GRANT
	struct entra *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *code = sign_in(f, "&dev_user=a");

		expect_refused(f, cases[i].path,
			arena_printf(f->arena, "%s%s", cases[i].form, code).data, cases[i].number);
		/* Spent all the same. */
		expect_refused(f, ENTRA_V2_TOKEN, form(f, code, ""), 70008);
	}
}

static void a_page_where_nobody_says_who(void **state)
{
	struct entra *f = *state;
	struct response response = ask(f, query(f, "&x=<b>\""));

	assert_int_equal(response.status, 200);
	expect_contains(response.body, "&amp;dev_roles=Registry.Admin\"");
	expect_contains(response.body, "state=a%26b&#38;");
	expect_contains(response.body, "&#60;b&#62;&#34;");
	assert_false(expect_has(response.body, TEXT("<b>")));
}

static void the_user_can_be_chosen_beforehand(void **state)
{
	struct entra *f = *state;
	struct entra_token token;

	assert_int_equal(entra_send(f, METHOD_POST, "/control/user",
				 "dev_user=eve&dev_roles=Registry.Auditor")
				 .status,
		204);
	token = entra_issue(f, ENTRA_V2_TOKEN, form(f, sign_in(f, ""), ""));
	entra_member(token.claims, "preferred_username", "eve");
	token = entra_issue(f, ENTRA_V2_TOKEN, form(f, sign_in(f, "&dev_user=ann"), ""));
	entra_member(token.claims, "preferred_username", "ann");
	entra_absent(token.claims, (const char *const[]){"roles", NULL});
	entra_send(f, METHOD_POST, "/control/reset", "");
	assert_int_equal(ask(f, query(f, "")).status, 200);
}

static void errors_come_back(void **state)
{
	struct entra *f = *state;
	struct response response = ask(f, query(f, "&dev_error=access_denied"));

	assert_int_equal(response.status, 302);
	assert_true(text_starts_with(message_response_header(&response, "Location"),
		TEXT("http://127.0.0.1:9002/back?error=access_denied&state=a%26b")));
}

static void requests_that_are_none(void **state)
{
	static const char *const queries[] = {"", "client_id=" CLIENT,
		"client_id=x&response_type=code&redirect_uri=" BACK
		"&code_challenge=c&code_challenge_method=S256",
		"client_id=" CLIENT "&response_type=token&redirect_uri=" BACK
		"&code_challenge=c&code_challenge_method=S256",
		"client_id=" CLIENT "&response_type=code&redirect_uri=javascript:1"
		"&code_challenge=c&code_challenge_method=S256",
		"client_id=" CLIENT "&response_type=code&redirect_uri=" BACK
		"&code_challenge=c&code_challenge_method=plain",
		"client_id=" CLIENT "&response_type=code&redirect_uri=" BACK};
	struct entra *f = *state;

	for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++)
		assert_int_equal(ask(f, queries[i]).status, 400);
}

static void codes_end(void **state)
{
	struct entra *f = *state;
	struct dev_codes *codes = dev_codes_new();
	struct text first = dev_codes_add(codes, f->arena, TEXT("a"), 0);
	struct text second = dev_codes_add(codes, f->arena, TEXT("b"), 1);

	expect_text(dev_codes_redeem(codes, f->arena, first, DEV_CODES_LIFETIME_MS), NULL);
	expect_text(dev_codes_redeem(codes, f->arena, second, DEV_CODES_LIFETIME_MS), "b");
	expect_text(dev_codes_redeem(codes, f->arena, second, DEV_CODES_LIFETIME_MS), NULL);
	first = dev_codes_add(codes, f->arena, TEXT("a"), 0);
	for (int i = 1; i < DEV_CODES_MAX; i++)
		second = dev_codes_add(codes, f->arena, TEXT("b"), i);
	dev_codes_add(codes, f->arena, TEXT("c"), DEV_CODES_MAX);
	expect_text(dev_codes_redeem(codes, f->arena, first, 1), NULL);
	expect_text(dev_codes_redeem(codes, f->arena, second, 1), "b");
	dev_codes_free(codes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ENTRA_TEST(a_code_is_a_users_token),
		ENTRA_TEST(a_code_works_once),
		ENTRA_TEST(a_code_is_for_who_asked_for_it),
		ENTRA_TEST(a_page_where_nobody_says_who),
		ENTRA_TEST(the_user_can_be_chosen_beforehand),
		ENTRA_TEST(errors_come_back),
		ENTRA_TEST(requests_that_are_none),
		ENTRA_TEST(codes_end),
	};

	return cmocka_run_group_tests(tests, entra_make, entra_free);
}
