#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/jsonread.h"
#include "support/expect.h"
#include "support/service_fixture.h"
#include "support/wait.h"

struct bench {
	struct service_fixture *f;
	size_t seen; /* bytes of the log that were read */
};

static bool is_checked(void *context)
{
	return service_fixture_count_events(context, "search-index-checked") > 0;
}

static int start(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));

	b->f = service_fixture_open();
	/* The only log line that does not belong to a call. */
	assert_true(wait_until(is_checked, b->f, WAIT_PATIENCE_MS));
	*state = b;
	return 0;
}

static int end(void **state)
{
	struct bench *b = *state;

	service_fixture_close(b->f);
	free(b);
	return 0;
}

/* Returns the log lines written since the last read. */
static struct text read_log(struct bench *b)
{
	struct text all = service_fixture_log(b->f), more = text_slice(all, b->seen, all.length);

	b->seen = all.length;
	return more;
}

/* Sends a call with that Authorization and returns its log line, which must not contain the token.
 */
static const struct jsonread_node *call(struct bench *b, struct text bearer)
{
	struct text line, lines, rest = text_slice(bearer, strlen("Bearer "), bearer.length);
	struct text segment;
	const struct jsonread_node *node;

	read_log(b);
	b->f->authorization = bearer;
	service_fixture_send(
		b->f, b->f->arena, "GET", "/v2.0/ratings?cursor=secret", NULL, TEXT_NONE);
	lines = read_log(b);
	assert_true(lines.length > 1 && lines.data[lines.length - 1] == '\n');
	line = text_slice(lines, 0, lines.length - 1);
	/* No value can start a second line. */
	assert_int_equal(text_find(line, '\n'), line.length);
	assert_null(strstr(lines.data, "secret"));
	while (text_split_next(&rest, '.', &segment))
		assert_null(strstr(lines.data, arena_cstr(b->f->arena, segment)));
	node = jsonread_parse(b->f->arena, line, NULL);
	assert_int_equal(jsonread_type(node), JSONREAD_OBJECT);
	return node;
}

static void expect_member(const struct jsonread_node *line, const char *name, const char *expected)
{
	expect_text(jsonread_member_text(line, name), expected);
}

static void expect_sight(const struct jsonread_node *line, const char *code)
{
	expect_member(line, "code", code);
	assert_true(jsonread_member_text(line, "kid").length > 0);
	expect_member(line, "iss", SERVICE_FIXTURE_ISSUER_URL "/" HTTP_CASE_DIRECTORY "/v2.0");
	expect_member(line, "tid", HTTP_CASE_DIRECTORY);
	expect_member(line, "client", HTTP_CASE_APP);
}

static struct text admin(struct bench *b)
{
	return arena_printf(b->f->arena, "Bearer %s", arena_cstr(b->f->arena, b->f->admin_key));
}

static void send_admin(
	struct bench *b, const char *method, const char *path, const char *type, const char *body)
{
	struct response answer;

	b->f->authorization = admin(b);
	answer = service_fixture_send(b->f, b->f->arena, method, path, type, text_from(body));
	assert_int_equal(answer.status / 100, 2);
}

#define ID "66666666-6666-4666-8666-666666666666"
#define PATH "/admin/v1/app-registrations/" ID
#define JSON "application/json"
#define REGISTER(more_)                                                                            \
	"{\"name\":\"a\",\"clientAppId\":\"" HTTP_CASE_APP                                         \
	"\",\"directoryTenantId\":\"" HTTP_CASE_DIRECTORY "\"" more_ "}"

/* The line names the token's client for each kind of refusal: before validation, by the registry,
 * by permission, and after the registration was deleted while the token was cached. */
static void every_refusal_says_whose_token(void **state)
{
	struct bench *b = *state;
	struct text bearer = service_fixture_bearer(b->f, "");

	expect_sight(call(b, bearer), "DirectoryNotRegistered");
	send_admin(b, "PUT", PATH, JSON, REGISTER(",\"permissions\":[\"Reviews.Submit\"]"));
	expect_sight(call(b, bearer), "PermissionMissing");
	send_admin(b, "PUT", PATH, JSON, REGISTER(",\"enabled\":false"));
	expect_sight(call(b, bearer), "AppDisabled");
	expect_sight(call(b, service_fixture_bearer(b->f, "&dev_lifetime_s=-9999")), "NbfAfterExp");
}

/* Only the log says that the client app is registered with another directory, not the response. */
static void the_hint_is_for_the_log(void **state)
{
	struct bench *b = *state;
	const struct jsonread_node *line;

	send_admin(b, "PUT", PATH, JSON,
		"{\"name\":\"a\",\"clientAppId\":\"" HTTP_CASE_APP
		"\",\"directoryTenantId\":\"" HTTP_CASE_OTHER_DIRECTORY "\"}");
	send_admin(b, "POST", "/admin/v1/app-registrations", JSON,
		"{\"name\":\"b\",\"clientAppId\":\"" HTTP_CASE_API
		"\",\"directoryTenantId\":\"" HTTP_CASE_DIRECTORY "\"}");
	line = call(b, service_fixture_bearer(b->f, ""));
	expect_sight(line, "AppNotRegistered");
	expect_member(line, "hint", "the client app is registered with another directory");
}

/* Quotes, line breaks and control characters of a token are escaped in log values. */
static void what_tokens_say_is_escaped(void **state)
{
	struct bench *b = *state;
	const struct jsonread_node *line = call(b,
		service_fixture_bearer(b->f,
			"&dev_header={\"kid\":\"k\\n{\\\"code\\\":1}\"}"
			"&dev_claims={\"iss\":\"i\\r\\n\\u001b[31m\",\"azp\":\"\\\",\\\"x\"}"));

	expect_member(line, "code", "DirectoryNotRegistered");
	expect_member(line, "kid", "k\n{\"code\":1}");
	expect_member(line, "iss", "i\r\n\x1b[31m");
	expect_member(line, "client", "\",\"x");
}

int main(void)
{
#define TEST(name_) cmocka_unit_test_setup_teardown(name_, start, end)
	const struct CMUnitTest tests[] = {
		TEST(every_refusal_says_whose_token),
		TEST(the_hint_is_for_the_log),
		TEST(what_tokens_say_is_escaped),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
