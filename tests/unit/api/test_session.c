/* Origin checks and CSRF tokens of sessions. */
#include "api/session/session.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/call_fixture.h"
#include "support/expect.h"

#define SECRET TEXT("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")

struct row {
	const char *public_url, *host, *site, *origin;
	bool is_own;
};

static const struct row rows[] = {
	/* Headers of browsers for requests of the service's pages. */
	{"http://127.0.0.1:80", "127.0.0.1:80", "same-origin", "http://127.0.0.1:80", true},
	{"https://a.example", "a.example", "same-origin", "https://a.example", true},
	{"https://a.example/reviews", "a.example", "same-origin", "https://a.example", true},
	{"https://a.example", "A.EXAMPLE", "same-origin", "https://a.example", true},
	/* A GET; a typed address; an old browser. */
	{"https://a.example", "a.example", "same-origin", NULL, true},
	{"https://a.example", "a.example", "none", NULL, true},
	{"https://a.example", "a.example", NULL, NULL, true},
	{"https://a.example", "a.example", NULL, "https://a.example", true},
	/* A proxy that changes Host; a proxy that keeps Host, without a public URL. */
	{"https://a.example", "backend:8080", "same-origin", "https://a.example", true},
	{"http://127.0.0.1:80", "a.example", "same-origin", "https://a.example", true},
	{"http://127.0.0.1:80", "a.example", NULL, "http://a.example", true},
	/* Requests of other sites. */
	{"https://a.example", "a.example", "cross-site", NULL, false},
	{"https://a.example", "a.example", "same-site", NULL, false},
	{"https://a.example", "a.example", "", NULL, false},
	{"https://a.example", "a.example", "same-origin", "https://b.example", false},
	{"https://a.example", "a.example", NULL, "https://b.a.example", false},
	{"https://a.example", "a.example", NULL, "https://a.example.b", false},
	{"https://a.example", "a.example", NULL, "https://a.example:444", false},
	{"https://a.example", "a.example", NULL, "null", false},
	{"https://a.example", "a.example", NULL, "", false},
	{"https://a.example", NULL, NULL, "https://", false},
	{"https://a.example", "", NULL, "https://", false},
	/* An attacker who can modify http traffic must not reach the https site. */
	{"https://a.example", "a.example", NULL, "http://a.example", false},
};

static void where_a_request_comes_from(void **state)
{
	struct call_fixture *f = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];
		struct message_header headers[3];
		size_t count = 0;

		if (row->host != NULL)
			headers[count++] =
				(struct message_header){TEXT("Host"), text_from(row->host)};
		if (row->site != NULL)
			headers[count++] = (struct message_header){
				TEXT("Sec-Fetch-Site"), text_from(row->site)};
		if (row->origin != NULL)
			headers[count++] =
				(struct message_header){TEXT("Origin"), text_from(row->origin)};
		f->service.public_url = row->public_url;
		f->request.headers = headers;
		f->request.header_count = count;
		assert_int_equal(session_check_origin(&f->call),
			row->is_own ? REFUSAL_NONE : REFUSAL_CROSS_SITE_REQUEST);
	}
}

static enum refusal check(struct call_fixture *f, enum message_method method, struct text token)
{
	struct message_header header = {TEXT("X-CSRF-Token"), token};

	f->request.method = method;
	f->request.headers = &header;
	f->request.header_count = text_is_set(token);
	return session_check_request(&f->call, SECRET);
}

static void what_changes_something_needs_the_token(void **state)
{
	static const enum message_method changing[] = {
		METHOD_POST, METHOD_PUT, METHOD_PATCH, METHOD_DELETE, METHOD_OTHER};
	struct call_fixture *f = *state;
	struct text token = session_csrf_token(f->arena, SECRET);

	assert_int_equal(check(f, METHOD_GET, TEXT_NONE), REFUSAL_NONE);
	assert_int_equal(check(f, METHOD_HEAD, TEXT_NONE), REFUSAL_NONE);
	for (size_t i = 0; i < sizeof(changing) / sizeof(changing[0]); i++) {
		assert_int_equal(check(f, changing[i], token), REFUSAL_NONE);
		assert_int_equal(check(f, changing[i], TEXT_NONE), REFUSAL_CSRF_TOKEN_INVALID);
		assert_int_equal(check(f, changing[i], TEXT("")), REFUSAL_CSRF_TOKEN_INVALID);
		assert_int_equal(check(f, changing[i], SECRET), REFUSAL_CSRF_TOKEN_INVALID);
		assert_int_equal(check(f, changing[i], text_slice(token, 0, 42)),
			REFUSAL_CSRF_TOKEN_INVALID);
	}
}

/* The token must be the same in every process and version. */
static void the_token_is_derived_from_the_secret(void **state)
{
	struct call_fixture *f = *state;

	expect_text(session_csrf_token(f->arena, SECRET),
		"JZlTVWI-WnjZAvxEy4kZCE93j9ivB7qmYC9bEIOx648");
	assert_false(text_equal(
		session_csrf_token(f->arena, SECRET), session_csrf_token(f->arena, TEXT("B"))));
}

static void the_cookie_is_for_https_where_the_service_is(void **state)
{
	struct call_fixture *f = *state;
	struct message_header header = {
		TEXT("Cookie"), TEXT("s2s-session=plain; __Host-s2s-session=secure")};
	struct session session = {.expires_at_ms = 90500};

	f->request.headers = &header;
	f->request.header_count = 1;
	f->call.now_ms = 500;
	f->service.public_url = "http://127.0.0.1:80";
	expect_text(session_secret(&f->call), "plain");
	session_set_cookie(&f->call, &session, SECRET);
	f->service.public_url = "https://a.example";
	expect_text(session_secret(&f->call), "secure");
	session_set_cookie(&f->call, &session, TEXT("B"));
	session_clear_cookie(&f->call);
	expect_text(f->response.headers[0].value,
		"s2s-session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA; Path=/; Max-Age=90; "
		"HttpOnly; SameSite=Strict");
	expect_text(f->response.headers[1].value,
		"__Host-s2s-session=B; Path=/; Max-Age=90; HttpOnly; SameSite=Strict; Secure");
	expect_text(f->response.headers[2].value,
		"__Host-s2s-session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict; Secure");
}

#define ON_CALL(test_) cmocka_unit_test_setup_teardown(test_, call_fixture_start, call_fixture_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_CALL(where_a_request_comes_from),
		ON_CALL(what_changes_something_needs_the_token),
		ON_CALL(the_token_is_derived_from_the_secret),
		ON_CALL(the_cookie_is_for_https_where_the_service_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
