/* Expiry of sessions, throttling of sign-ins, and settings that change during a session. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "api/session/admin_identity.h"
#include "base/jsonread.h"
#include "service/admin_settings.h"
#include "support/expect.h"
#include "support/service_client.h"
#include "support/set_clock.h"
#include "upkeep/database_open.h"
#include "work/housekeeping.h"

#define CALLER SERVICE_FIXTURE_URL "/admin/v1/caller"
#define SESSION SERVICE_FIXTURE_URL "/session"
#define LIFETIME_MS (600 * CLOCK_MS_PER_S)

static const char *const short_lived[] = {
	"admin.session-lifetime-s=600", "limits.admin-refusals=3", NULL};

/* The clock of the service. */
static struct set_clock standing;

static struct service_fixture *open_fixture(void)
{
	set_clock_init(&standing, clock_now_ms(&clock_system));
	return service_fixture_open_with(&(struct service_fixture_options){
		.settings = short_lived, .clock = &standing.clock});
}

/* `cookie` and `body` may be absent. */
static struct response send(struct service_fixture *f, const char *method, const char *url,
	struct text cookie, struct text body)
{
	struct http_case_request request = {
		.method = text_from(method), .url = text_from(url), .body = body};
	struct response answer = {0};

	if (text_is_set(cookie))
		request.headers[request.header_count++] =
			(struct message_header){TEXT("Cookie"), cookie};
	if (text_is_set(body))
		request.headers[request.header_count++] =
			(struct message_header){TEXT("Content-Type"), TEXT("application/json")};
	assert_true(f->transport.send(f->transport.context, f->arena, &request, &answer));
	return answer;
}

static struct response sign_in(struct service_fixture *f, const char *key)
{
	return send(
		f, "POST", SESSION, TEXT_NONE, arena_printf(f->arena, "{\"key\": \"%s\"}", key));
}

/* Signs in and returns the cookie of the new session. */
static struct text begin(struct service_fixture *f)
{
	struct response answer = sign_in(f, arena_cstr(f->arena, f->admin_key));
	struct text cookie = message_response_header(&answer, "Set-Cookie");

	assert_int_equal(answer.status, 200);
	expect_contains(cookie, "Max-Age=600");
	return text_slice(cookie, 0, text_find(cookie, ';'));
}

static const char *code_of(struct service_fixture *f, struct text cookie)
{
	struct response answer = send(f, "GET", CALLER, cookie, TEXT_NONE);

	return arena_cstr(f->arena,
		answer.status == 200 ? TEXT("")
				     : message_response_header(&answer, "x-ms-error-code"));
}

static int64_t count_sessions(struct service_fixture *f)
{
	return service_client_number(f, "SELECT count(*) FROM admin_session");
}

static void a_session_ends_whatever_it_is_used_for(void **state)
{
	struct service_fixture *f = open_fixture();
	struct text cookie = begin(f);

	(void)state;
	standing.now_ms += LIFETIME_MS - 1;
	assert_string_equal(code_of(f, cookie), "");
	assert_int_equal(count_sessions(f), 1);
	standing.now_ms += 1;
	assert_string_equal(code_of(f, cookie), "SessionExpired");
	housekeeping_run(f->service->housekeeping);
	assert_int_equal(count_sessions(f), 0);
	service_fixture_close(f);
}

/* Guesses are throttled; a valid key and an existing session are still accepted. */
static void guesses_are_throttled(void **state)
{
	struct service_fixture *f = open_fixture();
	struct text cookie = begin(f);
	struct response answer;

	(void)state;
	for (int i = 0; i < 3; i++)
		assert_int_equal(sign_in(f, "s2sadm_guess").status, 401);
	answer = sign_in(f, "s2sadm_guess");
	assert_int_equal(answer.status, 429);
	expect_text(message_response_header(&answer, "x-ms-error-code"), "TooManyRefusals");
	assert_string_equal(code_of(f, cookie), "");
	assert_string_equal(code_of(f, TEXT("s2s-session=guess")), "SessionExpired");
	begin(f);
	service_fixture_close(f);
}

/* Adds a session as a sign-in by token creates it. */
static struct text add_token_session(struct service_fixture *f, struct text policy)
{
	struct fault fault = fault_make(f->arena);
	struct session session = {.caller_id = {{1}},
		.actor = {.kind = AUDIT_BY_TOKEN, .name = TEXT("user")},
		.roles = ADMIN_ROLE_AUDITOR,
		.policy = policy,
		.created_at_ms = standing.now_ms,
		.expires_at_ms = standing.now_ms + LIFETIME_MS};
	struct text secret;
	struct db *db;
	struct database_open_report about;

	assert_int_equal(
		database_open_migrated(&db, &f->config, DATABASE_OPEN_CACHE_KIB, &about, &fault),
		STATUS_OK);
	assert_int_equal(session_store_insert(db, &session, &secret, &fault), STATUS_OK);
	db_close(db);
	return arena_printf(f->arena, "s2s-session=%s", secret.data);
}

static void a_token_session_ends_with_what_let_it_in(void **state)
{
	struct service_fixture *f = open_fixture();
	struct call call = {.arena = f->arena, .service = f->service};
	struct text policy, cookie;

	(void)state;
	call.admin.kind = AUDIT_BY_TOKEN;
	policy = admin_identity_session(&call, 0).policy;
	assert_int_equal(policy.length, 64);
	cookie = add_token_session(f, policy);
	assert_string_equal(code_of(f, cookie), "");
	assert_string_equal(code_of(f, add_token_session(f, TEXT("other"))), "SessionExpired");
	/* As after a restart with other settings. */
	f->config.admin_auditor_groups = "88888888-8888-4888-8888-000000000009";
	f->service->admin_settings_digest = admin_settings_digest(&f->config, f->arena);
	assert_string_equal(code_of(f, cookie), "SessionExpired");
	service_fixture_close(f);
}

static void what_is_not_configured_is_not_offered(void **state)
{
	static const char *const none[] = {"admin.sign-in-client-id=", NULL};
	struct service_fixture *f =
		service_fixture_open_with(&(struct service_fixture_options){.settings = none});
	struct response answer = send(f, "GET", SESSION, TEXT_NONE, TEXT_NONE);

	(void)state;
	expect_text(answer.body, "{\"signedIn\":false,\"methods\":[\"adminKey\"]}\n");
	answer = send(f, "GET", SERVICE_FIXTURE_URL "/sign-in/entra", TEXT_NONE, TEXT_NONE);
	assert_int_equal(answer.status, 404);
	expect_text(message_response_header(&answer, "x-ms-error-code"), "SignInNotOffered");
	answer = send(f, "GET", SERVICE_FIXTURE_URL "/sign-in/callback?code=x&state=y", TEXT_NONE,
		TEXT_NONE);
	assert_int_equal(answer.status, 404);
	service_fixture_close(f);
}

/* With https, cookies have the prefix __Host-, so that related hosts cannot set them. */
static void cookies_by_https(void **state)
{
	static const char *const https[] = {"server.public-url=https://a.example/reviews", NULL};
	struct service_fixture *f =
		service_fixture_open_with(&(struct service_fixture_options){.settings = https});
	struct response answer = sign_in(f, arena_cstr(f->arena, f->admin_key));
	struct text cookie = message_response_header(&answer, "Set-Cookie");

	(void)state;
	assert_int_equal(answer.status, 200);
	assert_true(text_starts_with(cookie, TEXT("__Host-s2s-session=")));
	expect_contains(cookie, "; Path=/; Max-Age=28800; HttpOnly; SameSite=Strict; Secure");
	assert_string_equal(code_of(f, text_slice(cookie, 0, text_find(cookie, ';'))), "");
	answer = send(f, "GET", SERVICE_FIXTURE_URL "/sign-in/entra", TEXT_NONE, TEXT_NONE);
	cookie = message_response_header(&answer, "Set-Cookie");
	assert_true(text_starts_with(cookie, TEXT("__Host-s2s-sign-in=")));
	expect_contains(cookie, "; Path=/; Max-Age=600; HttpOnly; SameSite=Lax; Secure");
	expect_contains(message_response_header(&answer, "Location"),
		"&redirect_uri=https%3A%2F%2Fa.example%2Freviews%2Fsign-in%2Fcallback&");
	answer = send(f, "GET", SERVICE_FIXTURE_URL "/sign-in/callback", TEXT_NONE, TEXT_NONE);
	expect_text(message_response_header(&answer, "Location"),
		"https://a.example/reviews/sign-in?error=SignInStateInvalid");
	service_fixture_close(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_session_ends_whatever_it_is_used_for),
		cmocka_unit_test(guesses_are_throttled),
		cmocka_unit_test(a_token_session_ends_with_what_let_it_in),
		cmocka_unit_test(what_is_not_configured_is_not_offered),
		cmocka_unit_test(cookies_by_https),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
