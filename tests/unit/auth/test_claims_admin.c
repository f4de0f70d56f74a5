#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "support/arena_fixture.h"
#include "support/claims_fixture.h"
#include "support/entra.h"

#define OTHER_TID "22222222-aaaa-2222-3333-444444444444"
#define OBJECT "dddddddd-0000-4111-8222-bbbbbbbbbbbb"
#define TIMES "\"iat\":1000000,\"exp\":1003900"
#define MODERATORS CLAIMS_FIXTURE_MODERATORS
#define ADMINS CLAIMS_FIXTURE_ADMINS

/* The admin roles of an app-only token of that directory with the `members`. */
static uint32_t roles_in(struct arena *arena, const char *directory, const char *members)
{
	struct claims claims;
	struct text payload = arena_printf(arena,
		"{\"aud\":\"api://reviews\",\"ver\":\"2.0\",\"tid\":\"%s\",\"oid\":\"" OBJECT
		"\",\"sub\":\"" OBJECT "\",\"azp\":\"" OBJECT
		"\",\"iss\":\"https://login.microsoftonline.com/%s/v2.0\"," TIMES "%s}",
		directory, directory, members);
	enum refusal refusal = claims_fixture_judge(arena, payload, &claims);

	if (refusal != REFUSAL_NONE)
		fail_msg("%s: %s", refusal_row(refusal)->code, members);
	return claims.admin_roles;
}

static void roles_and_groups(void **state)
{
	static const struct {
		const char *members;
		uint32_t roles;
	} cases[] = {
		{"", 0},
		{",\"roles\":[\"Registry.Admin\"]", ADMIN_ROLE_ADMIN},
		{",\"roles\":[\"x\",\"Registry.Auditor\",\"Reviews.Moderator\"]",
			ADMIN_ROLE_MODERATOR | ADMIN_ROLE_AUDITOR},
		{",\"roles\":[\"Registry.Auditor\",\"Registry.Auditor\"]", ADMIN_ROLE_AUDITOR},
		{",\"groups\":[\"" MODERATORS "\"]", ADMIN_ROLE_MODERATOR},
		{",\"groups\":[\"AA000000-0000-0000-0000-000000000001\"]", ADMIN_ROLE_MODERATOR},
		{",\"groups\":[\"" OBJECT "\",\"" ADMINS "\"]",
			ADMIN_ROLE_ADMIN | ADMIN_ROLE_AUDITOR},
		{",\"groups\":[\"" MODERATORS "\"],\"roles\":[\"Registry.Admin\"]",
			ADMIN_ROLE_ADMIN | ADMIN_ROLE_MODERATOR},
		/* The role or the group of a delegated token is the user's. */
		{",\"scp\":\"read\",\"roles\":[\"Registry.Admin\"]", ADMIN_ROLE_ADMIN},
		{",\"scp\":\"read\",\"groups\":[\"" MODERATORS "\"]", ADMIN_ROLE_MODERATOR},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (roles_in(*state, ENTRA_TID, cases[i].members) != cases[i].roles)
			fail_msg("%s", cases[i].members);
	}
}

static void what_grants_nothing(void **state)
{
	static const char *const cases[] = {
		/* Names are compared to the letter. */
		",\"roles\":[\"registry.admin\",\"REGISTRY.ADMIN\",\" Registry.Admin\"]",
		",\"roles\":[\"Registry.Admin Reviews.Moderator\"]",
		",\"roles\":[\"Registry.Administrator\",\"Registry\",\"\"]",
		/* Only texts of a list count. */
		",\"roles\":\"Registry.Admin\"",
		",\"roles\":{\"0\":\"Registry.Admin\"}",
		",\"roles\":[[\"Registry.Admin\"],{\"a\":\"Registry.Admin\"},null,true,1,1.5]",
		",\"roles\":null",
		",\"roles\":7",
		",\"roles\":[]",
		",\"groups\":\"" ADMINS "\"",
		",\"groups\":{\"" ADMINS "\":\"" ADMINS "\"}",
		",\"groups\":[[\"" ADMINS "\"],{\"id\":\"" ADMINS "\"},null,false,1e300]",
		",\"groups\":null",
		",\"groups\":true",
		",\"groups\":[\"{" ADMINS "}\",\"" ADMINS " \",\"aa0000000000000000000000000002\"]",
		",\"groups\":[\"00000000-0000-0000-0000-000000000000\"]",
		/* Group overage: the groups would have to be asked for elsewhere. */
		",\"hasgroups\":true",
		",\"_claim_names\":{\"groups\":\"src1\"},\"_claim_sources\":{\"src1\":"
		"{\"endpoint\":\"https://evil.example/" ADMINS "\",\"groups\":[\"" ADMINS "\"]}}",
		/* The one claim's values in the other, and claims that are none of these. */
		",\"roles\":[\"" ADMINS "\"],\"groups\":[\"Registry.Admin\"]",
		",\"wids\":[\"" ADMINS "\"],\"scp\":\"Registry.Admin\"",
		",\"role\":[\"Registry.Admin\"],\"group\":[\"" ADMINS "\"]",
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (roles_in(*state, ENTRA_TID, cases[i]) != 0)
			fail_msg("%s", cases[i]);
	}
}

/* Any directory may assign an API's app roles to its users; ours are the configured ones'. */
static void another_directory_grants_nothing(void **state)
{
	static const char members[] = ",\"roles\":[\"Registry.Admin\"],\"groups\":[\"" ADMINS "\"]";

	assert_int_equal(
		roles_in(*state, ENTRA_TID, members), ADMIN_ROLE_ADMIN | ADMIN_ROLE_AUDITOR);
	assert_int_equal(roles_in(*state, OTHER_TID, members), 0);
}

/* As many as fit in a token, and more. */
static void very_many_groups(void **state)
{
	struct arena *arena = *state;
	struct buffer out = buffer_make(arena, 1024 * 1024);

	buffer_add(&out, TEXT(",\"groups\":["));
	for (int i = 0; i < 5000; i++)
		buffer_printf(&out, "\"bb000000-0000-0000-0000-%012d\",", i);
	buffer_add(&out, TEXT("\"" MODERATORS "\"]"));
	assert_int_equal(roles_in(arena, ENTRA_TID, arena_cstr(arena, buffer_text(&out))),
		ADMIN_ROLE_MODERATOR);
}

/* Names in another case would make two readers of one token disagree. */
static void claims_in_another_case(void **state)
{
	static const char *const names[] = {"Roles", "ROLES", "Groups", "gROUPS"};
	struct claims claims;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_int_equal(
			claims_fixture_judge(*state,
				arena_printf(*state, "{\"%s\":[\"" ADMINS "\"]}", names[i]),
				&claims),
			REFUSAL_MEMBER_REPEATED);
}

static void tokens_of_a_provider(void **state)
{
	static const struct {
		const char *members;
		uint32_t roles;
	} cases[] = {
		{"\"roles\":[\"Reviews.Moderator\"]", ADMIN_ROLE_MODERATOR},
		{"\"groups\":[\"" ADMINS "\",\"staff\"]", ADMIN_ROLE_ADMIN | ADMIN_ROLE_AUDITOR},
		{"\"scope\":\"Registry.Admin\"", 0},
	};
	struct claims claims;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(
			claims_fixture_judge(*state,
				arena_printf(*state,
					"{\"iss\":\"" CLAIMS_FIXTURE_PROVIDER
					"\",\"aud\":\"api://reviews\",\"client_id\":\"web\","
					"\"sub\":\"u\",\"org\":\"acme\"," TIMES ",%s}",
					cases[i].members),
				&claims),
			REFUSAL_NONE);
		assert_int_equal(claims.admin_roles, cases[i].roles);
		assert_false(claims.app_only);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ARENA_FIXTURE_TEST(roles_and_groups),
		ARENA_FIXTURE_TEST(what_grants_nothing),
		ARENA_FIXTURE_TEST(another_directory_grants_nothing),
		ARENA_FIXTURE_TEST(very_many_groups),
		ARENA_FIXTURE_TEST(claims_in_another_case),
		ARENA_FIXTURE_TEST(tokens_of_a_provider),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
