#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "api/service.h"
#include "base/buffer.h"
#include "support/expect.h"
#include "support/scratch.h"

#define A "1f3c5d7e-0000-4000-8000-00000000000a"
#define B "1f3c5d7e-0000-4000-8000-00000000000b"
#define ZERO "00000000-0000-0000-0000-000000000000"

static enum status check(struct scratch *f, const char *const *settings, size_t count)
{
	struct config config;

	fault_clear(&f->fault);
	if (config_load(&config, NULL, settings, count, &f->fault) != STATUS_OK)
		fail_msg("%s", f->fault.errors[0].message.data);
	return service_check_config(&config, &f->fault);
}

static void good_lists(void **state)
{
	static const char *const settings[] = {"admin.directories=" A, "admin.clients=" A "," B,
		"admin.admin-groups=1F3C5D7E-0000-4000-8000-00000000000A",
		"admin.moderator-groups= " B " , " B, "admin.auditor-groups=,"};

	assert_int_equal(check(*state, settings, 5), STATUS_OK);
}

static void words_that_are_no_ids(void **state)
{
	static const struct {
		const char *setting, *target, *message;
	} cases[] = {
		{"admin.directories=contoso.com", "admin.directories",
			"admin.directories has contoso.com, which is no GUID."},
		{"admin.directories=" A " " ZERO, "admin.directories",
			"admin.directories has " ZERO ", which is no GUID."},
		{"admin.clients={" A "}", "admin.clients",
			"admin.clients has {" A "}, which is no GUID."},
		{"admin.admin-groups=Admins", "admin.admin-groups",
			"admin.admin-groups has Admins, which is no GUID."},
		{"admin.moderator-groups=" A ";", "admin.moderator-groups",
			"admin.moderator-groups has " A ";, which is no GUID."},
		{"admin.auditor-groups=x", "admin.auditor-groups",
			"admin.auditor-groups has x, which is no GUID."},
	};
	struct scratch *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(check(f, &cases[i].setting, 1), STATUS_INVALID);
		assert_int_equal(f->fault.error_count, 1);
		expect_error(&f->fault, 0, cases[i].target, "InvalidSetting", cases[i].message);
	}
}

/* With those of the issuers. */
static void every_fault_at_once(void **state)
{
	static const char *const settings[] = {"auth.signing-key-app-id=x", "admin.directories=a b",
		"admin.clients=c", "admin.auditor-groups=d"};
	struct scratch *f = *state;

	assert_int_equal(check(f, settings, 4), STATUS_INVALID);
	assert_int_equal(f->fault.error_count, 5);
}

static void sixty_four_and_no_more(void **state)
{
	struct scratch *f = *state;
	struct buffer list = buffer_make(f->arena, 10000);
	const char *setting;

	buffer_add(&list, TEXT("admin.admin-groups="));
	for (int i = 1; i <= 64; i++)
		buffer_printf(&list, "1f3c5d7e-0000-4000-8000-%012d ", i);
	setting = arena_cstr(f->arena, buffer_text(&list));
	assert_int_equal(check(f, &setting, 1), STATUS_OK);
	buffer_add(&list, TEXT("x"));
	setting = arena_cstr(f->arena, buffer_text(&list));
	assert_int_equal(check(f, &setting, 1), STATUS_INVALID);
	assert_int_equal(f->fault.error_count, 1);
	expect_error(&f->fault, 0, "admin.admin-groups", "InvalidSetting",
		"admin.admin-groups has more than 64 ids.");
}

int main(void)
{
#define TEST(name_) cmocka_unit_test_setup_teardown(name_, scratch_start, scratch_end)
	const struct CMUnitTest tests[] = {
		TEST(good_lists),
		TEST(words_that_are_no_ids),
		TEST(every_fault_at_once),
		TEST(sixty_four_and_no_more),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
