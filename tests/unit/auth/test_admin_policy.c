#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "auth/admin_policy.h"
#include "base/buffer.h"
#include "support/arena_fixture.h"

#define A "1f3c5d7e-0000-4000-8000-00000000000a"
#define B "1f3c5d7e-0000-4000-8000-00000000000b"
#define C "1f3c5d7e-0000-4000-8000-00000000000c"

static uint32_t find(const struct admin_policy_list *list, const char *id)
{
	struct guid guid;

	assert_true(guid_parse_strict(text_from(id), &guid));
	return admin_policy_find(list, guid);
}

static void a_group_has_the_roles_of_its_settings(void **state)
{
	const struct admin_policy_options options = {
		.admin_groups = C, .moderator_groups = B ", " A "," C, .auditor_groups = " " B " "};
	struct admin_policy policy = admin_policy_read(*state, &options);

	assert_int_equal(policy.groups.count, 3);
	assert_int_equal(find(&policy.groups, A), ADMIN_ROLE_MODERATOR);
	assert_int_equal(find(&policy.groups, B), ADMIN_ROLE_MODERATOR | ADMIN_ROLE_AUDITOR);
	assert_int_equal(find(&policy.groups, C), ADMIN_ROLE_ADMIN | ADMIN_ROLE_MODERATOR);
	assert_int_equal(find(&policy.directories, A), 0);
}

static void nothing_is_configured(void **state)
{
	struct admin_policy policy = admin_policy_read(*state, &(struct admin_policy_options){0});

	assert_int_equal(find(&policy.directories, A), 0);
	assert_int_equal(find(&policy.groups, A), 0);
	assert_true(policy.any_client);
}

/* An id in capitals is the same id; what is no id lets nobody in. */
static void words_of_a_list(void **state)
{
	static const struct {
		const char *words;
		size_t count;
		bool any;
	} cases[] = {
		{"", 0, true},
		{" ,, ", 0, true},
		{A, 1, false},
		{"1F3C5D7E-0000-4000-8000-00000000000A", 1, false},
		{A " " A, 1, false},
		{B "," A, 2, false},
		{"contoso", 0, false},
		{"{" A "}", 0, false},
		{"00000000-0000-0000-0000-000000000000", 0, false},
		{"x " A, 1, false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct admin_policy_options options = {
			.clients = cases[i].words, .directories = cases[i].words};
		struct admin_policy policy = admin_policy_read(*state, &options);

		if (policy.any_client != cases[i].any || policy.clients.count != cases[i].count ||
			policy.directories.count != cases[i].count)
			fail_msg("%s", cases[i].words);
		assert_true(cases[i].count == 0 || find(&policy.clients, A) != 0);
	}
}

static void sixty_four_and_no_more(void **state)
{
	struct buffer list = buffer_make(*state, 10000);
	struct admin_policy_options options;
	struct admin_policy policy;

	for (int i = 65; i >= 1; i--)
		buffer_printf(&list, "1f3c5d7e-0000-4000-8000-%012d ", i);
	options = (struct admin_policy_options){
		.directories = arena_cstr(*state, buffer_text(&list))};
	policy = admin_policy_read(*state, &options);
	assert_int_equal(policy.directories.count, 64);
	assert_int_equal(
		find(&policy.directories, "1f3c5d7e-0000-4000-8000-000000000065"), ADMIN_ROLE_ANY);
	assert_int_equal(
		find(&policy.directories, "1f3c5d7e-0000-4000-8000-000000000002"), ADMIN_ROLE_ANY);
	assert_int_equal(find(&policy.directories, "1f3c5d7e-0000-4000-8000-000000000001"), 0);
}

static void app_roles_are_compared_to_the_letter(void **state)
{
	(void)state;
	assert_int_equal(admin_policy_app_role(TEXT("Registry.Admin")), ADMIN_ROLE_ADMIN);
	assert_int_equal(admin_policy_app_role(TEXT("Reviews.Moderator")), ADMIN_ROLE_MODERATOR);
	assert_int_equal(admin_policy_app_role(TEXT("Registry.Auditor")), ADMIN_ROLE_AUDITOR);
	assert_int_equal(admin_policy_app_role(TEXT("registry.admin")), 0);
	assert_int_equal(admin_policy_app_role(TEXT("Registry.Admin ")), 0);
	assert_int_equal(admin_policy_app_role(TEXT("")), 0);
	assert_int_equal(admin_policy_app_role(TEXT_NONE), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ARENA_FIXTURE_TEST(a_group_has_the_roles_of_its_settings),
		ARENA_FIXTURE_TEST(nothing_is_configured),
		ARENA_FIXTURE_TEST(words_of_a_list),
		ARENA_FIXTURE_TEST(sixty_four_and_no_more),
		ARENA_FIXTURE_TEST(app_roles_are_compared_to_the_letter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
