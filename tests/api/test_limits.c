/* Rate limits, storage of usage, and expiry. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "api/core/call.h"
#include "base/jsonread.h"
#include "registry/idempotent_response.h"
#include "support/expect.h"
#include "support/service_client.h"
#include "support/set_clock.h"
#include "work/housekeeping.h"

#define APPS "/admin/v1/app-registrations"
#define DELETED "/admin/v1/deleted-app-registrations"
#define DAY_MS (24 * 3600 * CLOCK_MS_PER_S)

static const char *const low[] = {"limits.calls-per-s=1", "limits.burst=4", NULL};
static const char *const slow[] = {"limits.admin-refusals=3", NULL};
static const char *const together[] = {
	"limits.all-calls-per-s=1", "limits.all-burst=5", "limits.calls-per-s=0", NULL};

/* The clock of the service. */
static struct set_clock standing;

static struct service_fixture *open_with(const char *const *settings, const struct clock *clock)
{
	set_clock_init(&standing, clock_now_ms(&clock_system));
	return service_fixture_open_with(
		&(struct service_fixture_options){.settings = settings, .clock = clock});
}

static void use(struct service_fixture *f, struct text secret)
{
	f->authorization = arena_printf(f->arena, "Bearer %s", arena_cstr(f->arena, secret));
}

static const struct jsonread_node *parse(struct service_fixture *f, const struct response *answer)
{
	return jsonread_parse(f->arena, answer->body, NULL);
}

static struct text member(
	struct service_fixture *f, const struct response *answer, const char *name)
{
	return jsonread_member_text(parse(f, answer), name);
}

static int64_t count_in(struct service_fixture *f, const struct response *answer, const char *name)
{
	double number = -1;

	jsonread_number(jsonread_member(parse(f, answer), name), &number);
	return (int64_t)number;
}

static int64_t seconds(const struct response *answer, const char *header)
{
	int64_t value = -1;

	text_to_int64(message_response_header(answer, header), &value);
	return value;
}

static void expect_code(struct service_fixture *f, struct response answer, const char *code)
{
	expect_text(member(f, &answer, "code"), code);
	expect_text(message_response_header(&answer, "x-ms-error-code"), code);
}

static void expect_waits(struct service_fixture *f, struct response answer, const char *code)
{
	assert_int_equal(answer.status, 429);
	expect_code(f, answer, code);
	assert_in_range(seconds(&answer, "Retry-After"), 1, 5);
	expect_text(member(f, &answer, "title"), "Too Many Requests");
}

/* Calls until a call is refused, and returns how many were accepted: more than the burst if a
 * second passed meanwhile. */
static int64_t call_until_refused(struct service_fixture *f, int64_t burst)
{
	struct response answer = service_client_get(f, "/v2.0/caller");
	int64_t passed = 0;

	for (; answer.status == 200 && passed < 100; passed++) {
		assert_int_equal(seconds(&answer, "RateLimit-Limit"), burst);
		assert_true(seconds(&answer, "RateLimit-Remaining") >= burst - 2 - passed);
		assert_true(seconds(&answer, "RateLimit-Remaining") < burst);
		answer = service_client_get(f, "/v2.0/caller");
	}
	expect_waits(f, answer, "RateLimitExceeded");
	assert_int_equal(seconds(&answer, "RateLimit-Remaining"), 0);
	assert_in_range(passed, burst - 1, 99);
	return passed;
}

static void a_caller_has_its_burst(void **state)
{
	struct service_fixture *f = open_with(low, NULL);
	const struct jsonread_node *list;
	struct response answer;
	int64_t passed;
	double calls = 0;

	(void)state;
	service_fixture_admit(f);
	passed = call_until_refused(f, 4);
	/* The admin key has a limit of its own. */
	use(f, f->admin_key);
	answer = service_client_get(f, APPS);
	assert_int_equal(answer.status, 200);
	/* Refused calls do not count as usage. */
	list = jsonread_member(parse(f, &answer), "value");
	assert_true(
		jsonread_number(jsonread_member(jsonread_element(list, 0), "callCount"), &calls));
	assert_int_equal((int64_t)calls, passed);
	service_fixture_close(f);
}

static void all_together_have_theirs(void **state)
{
	struct service_fixture *f = open_with(together, NULL);
	struct response answer;

	(void)state;
	/* The registration took one call. */
	service_fixture_admit(f);
	call_until_refused(f, 5);
	use(f, f->admin_key);
	answer = service_client_get(f, APPS);
	if (answer.status == 200)
		answer = service_client_get(f, APPS);
	expect_waits(f, answer, "RateLimitExceeded");
	service_fixture_close(f);
}

static void guess(struct service_fixture *f)
{
	use(f, TEXT("s2sadm_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
}

static const struct jsonread_node *refusals(struct service_fixture *f, size_t expected)
{
	const struct jsonread_node *list;
	struct response answer;

	use(f, f->admin_key);
	answer = service_client_get(f, "/admin/v1/audit-events?filter=operation+eq+Refuse");
	list = jsonread_member(parse(f, &answer), "value");
	assert_int_equal(jsonread_count(list), expected);
	return jsonread_element(list, 0);
}

static void guesses_are_slowed_down(void **state)
{
	struct service_fixture *f = open_with(slow, NULL);
	struct response answer;
	double count = 0;

	(void)state;
	guess(f);
	for (int i = 0; i < 3; i++)
		expect_code(f, service_client_get(f, APPS), "AdminKeyUnknown");
	for (int i = 0; i < 2; i++)
		expect_waits(f, service_client_get(f, APPS), "TooManyRefusals");
	/* A call without a key is not a guess. */
	f->authorization = TEXT("");
	assert_int_equal(service_client_get(f, APPS).status, 401);
	/* A valid key is still accepted. Throttled calls are not in the audit trail yet. */
	use(f, f->admin_key);
	assert_int_equal(service_client_get(f, APPS).status, 200);
	refusals(f, 3);
	guess(f);
	answer = service_client_get(f, APPS);
	expect_waits(f, answer, "TooManyRefusals");
	sleep((unsigned int)seconds(&answer, "Retry-After"));
	expect_code(f, service_client_get(f, APPS), "AdminKeyUnknown");
	/* This refusal and the four before it. */
	assert_true(jsonread_number(jsonread_member(refusals(f, 4), "refusedCount"), &count));
	assert_int_equal((int64_t)count, 5);
	service_fixture_close(f);
}

/* A valid key without the role always gets 403, but not every refusal becomes an audit event. */
static void roles_are_no_guesses(void **state)
{
	struct service_fixture *f = open_with(slow, NULL);
	struct response answer;

	(void)state;
	use(f, f->admin_key);
	answer = service_client_send(f, "POST", "/admin/v1/admin-keys",
		"{\"name\": \"auditor\", \"roles\": [\"Registry.Auditor\"]}");
	use(f, member(f, &answer, "key"));
	for (int i = 0; i < 6; i++) {
		answer = service_client_send(f, "POST", APPS, "{}");
		assert_int_equal(answer.status, 403);
		expect_code(f, answer, "AdminRoleInsufficient");
	}
	refusals(f, 3);
	service_fixture_close(f);
}

/* Returns the path of service_fixture_admit()'s registration, and switches to the admin's key. */
static struct text admitted_path(struct service_fixture *f, const char *list)
{
	const struct jsonread_node *entries;
	struct response answer;

	use(f, f->admin_key);
	answer = service_client_get(f, list);
	entries = jsonread_member(parse(f, &answer), "value");
	assert_int_equal(jsonread_count(entries), 1);
	return arena_printf(f->arena, "%s/%s", list,
		jsonread_member_text(jsonread_element(entries, 0), "id").data);
}

static void usage_goes_to_the_database(void **state)
{
	struct service_fixture *f = open_with(NULL, &standing.clock);
	struct text path, last, etag;
	struct response answer;
	struct guid id;

	(void)state;
	service_fixture_admit(f);
	for (int i = 0; i < 3; i++)
		assert_int_equal(service_client_get(f, "/v2.0/caller").status, 200);
	path = admitted_path(f, APPS);
	answer = service_client_get(f, path.data);
	last = member(f, &answer, "lastUsedAt");
	etag = message_response_header(&answer, "ETag");
	assert_int_equal(count_in(f, &answer, "callCount"), 3);
	expect_text(last, clock_text(f->arena, standing.now_ms).data);
	assert_true(guid_parse_strict(member(f, &answer, "id"), &id));
	housekeeping_run(f->service->housekeeping);
	assert_int_equal(rate_limiter_peek(f->service->rate_limiter, id).calls, 0);
	answer = service_client_get(f, path.data);
	assert_int_equal(count_in(f, &answer, "callCount"), 3);
	expect_text(member(f, &answer, "lastUsedAt"), last.data);
	expect_text(message_response_header(&answer, "ETag"), etag.data);
	service_fixture_close(f);
}

static void what_was_removed_is_purged(void **state)
{
	struct service_fixture *f = open_with(NULL, &standing.clock);
	const struct jsonread_node *list;
	struct text live, removed;
	struct response answer;

	(void)state;
	service_fixture_admit(f);
	live = admitted_path(f, APPS);
	assert_int_equal(service_client_send(f, "DELETE", live.data, NULL).status, 204);
	removed = admitted_path(f, DELETED);
	standing.now_ms += 30 * DAY_MS - 1;
	housekeeping_run(f->service->housekeeping);
	assert_int_equal(service_client_get(f, removed.data).status, 200);
	standing.now_ms += 2;
	housekeeping_run(f->service->housekeeping);
	expect_code(f, service_client_get(f, removed.data), "AppRegistrationNotFound");
	answer = service_client_get(f, "/admin/v1/audit-events?filter=operation+eq+Purge");
	list = jsonread_member(parse(f, &answer), "value");
	assert_int_equal(jsonread_count(list), 1);
	expect_text(
		jsonread_member_text(jsonread_member(jsonread_element(list, 0), "actor"), "kind"),
		"service");
	service_fixture_close(f);
}

static struct response create_with_key(struct service_fixture *f)
{
	struct http_case_request request = {.method = TEXT("POST"),
		.url = TEXT(SERVICE_FIXTURE_URL APPS),
		.headers = {{TEXT("Authorization"), f->authorization},
			{TEXT("Content-Type"), TEXT("application/json")},
			{TEXT("Idempotency-Key"), TEXT("run-1")}},
		.header_count = 3,
		.body = TEXT("{\"name\": \"Contoso\", \"clientAppId\": \"" HTTP_CASE_API
			     "\", \"directoryTenantId\": \"" HTTP_CASE_DIRECTORY "\"}")};
	struct response answer = {0};

	f->transport.send(f->transport.context, f->arena, &request, &answer);
	return answer;
}

/* The tolerance for a client's clock that is ahead is added to the day. */
static void kept_answers_last_a_day(void **state)
{
	struct service_fixture *f = open_with(NULL, &standing.clock);
	struct response answer;

	(void)state;
	use(f, f->admin_key);
	assert_int_equal(create_with_key(f).status, 201);
	standing.now_ms += IDEMPOTENT_RESPONSE_LIFETIME_MS;
	housekeeping_run(f->service->housekeeping);
	answer = create_with_key(f);
	assert_int_equal(answer.status, 201);
	expect_text(message_response_header(&answer, "Idempotency-Replayed"), "true");
	/* Expired, whether or not housekeeping has run. */
	standing.now_ms += 1;
	expect_code(f, create_with_key(f), "AppRegistrationExists");
	housekeeping_run(f->service->housekeeping);
	expect_code(f, create_with_key(f), "AppRegistrationExists");
	service_fixture_close(f);
}

static void a_key_expires_by_the_clock(void **state)
{
	struct service_fixture *f = open_with(NULL, &standing.clock);
	struct response answer;

	(void)state;
	use(f, f->admin_key);
	answer = service_client_send(f, "POST", "/admin/v1/admin-keys",
		arena_printf(f->arena,
			"{\"name\": \"short\", \"roles\": [\"Registry.Admin\"], \"expiresAt\": "
			"\"%s\"}",
			clock_text(f->arena, standing.now_ms + 1000).data)
			.data);
	assert_int_equal(answer.status, 201);
	use(f, member(f, &answer, "key"));
	standing.now_ms += 999;
	assert_int_equal(service_client_get(f, APPS).status, 200);
	standing.now_ms += 1;
	expect_code(f, service_client_get(f, APPS), "AdminKeyExpired");
	service_fixture_close(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_caller_has_its_burst),
		cmocka_unit_test(all_together_have_theirs),
		cmocka_unit_test(guesses_are_slowed_down),
		cmocka_unit_test(roles_are_no_guesses),
		cmocka_unit_test(usage_goes_to_the_database),
		cmocka_unit_test(what_was_removed_is_purged),
		cmocka_unit_test(kept_answers_last_a_day),
		cmocka_unit_test(a_key_expires_by_the_clock),
	};

	return cmocka_run_group_tests_name("limits", tests, NULL, NULL);
}
