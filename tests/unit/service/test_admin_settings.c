#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "service/service.h"
#include "support/expect.h"
#include "support/scratch.h"

#define A "1f3c5d7e-0000-4000-8000-00000000000a"
#define B "1f3c5d7e-0000-4000-8000-00000000000b"
#define ZERO "00000000-0000-0000-0000-000000000000"

static enum status check(struct scratch *f, const char *const *settings, size_t count)
{
	struct config config;
	struct text warning;

	fault_clear(&f->fault);
	if (config_load(&config, NULL, settings, count, &f->fault) != STATUS_OK)
		fail_msg("%s", f->fault.errors[0].message.data);
	return service_check_config(&config, &warning, &f->fault);
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
			"admin.directories contains contoso.com, which is not a GUID."},
		{"admin.directories=" A " " ZERO, "admin.directories",
			"admin.directories contains " ZERO ", which is not a GUID."},
		{"admin.clients={" A "}", "admin.clients",
			"admin.clients contains {" A "}, which is not a GUID."},
		{"admin.admin-groups=Admins", "admin.admin-groups",
			"admin.admin-groups contains Admins, which is not a GUID."},
		{"admin.moderator-groups=" A ";", "admin.moderator-groups",
			"admin.moderator-groups contains " A ";, which is not a GUID."},
		{"admin.auditor-groups=x", "admin.auditor-groups",
			"admin.auditor-groups contains x, which is not a GUID."},
	};
	struct scratch *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(check(f, &cases[i].setting, 1), STATUS_INVALID);
		assert_int_equal(f->fault.error_count, 1);
		expect_error(&f->fault, 0, cases[i].target, "InvalidSetting", cases[i].message);
	}
}

#define SIGN_IN "admin.sign-in-client-id=" A, "admin.sign-in-directory=" B, "admin.directories=" B

static void good_sign_ins(void **state)
{
	static const char *const plain[] = {SIGN_IN, "auth.audiences=api://x"};
	static const char *const listed[] = {SIGN_IN, "admin.clients=" B " " A,
		"admin.sign-in-scope=api://x/.default",
		"admin.sign-in-client-secret-file=config/words/any.txt"};
	static const char *const unused[] = {"admin.sign-in-directory=x"};

	assert_int_equal(check(*state, plain, 4), STATUS_OK);
	assert_int_equal(check(*state, listed, 6), STATUS_OK);
	assert_int_equal(check(*state, unused, 1), STATUS_OK);
}

/* What would let nobody in is not let through. */
static void sign_ins_that_cannot_be(void **state)
{
	static const struct {
		const char *setting, *target, *message;
	} cases[] = {
		{"admin.sign-in-client-id=app", "admin.sign-in-client-id",
			"admin.sign-in-client-id must be a GUID, or empty."},
		{"admin.clients=" B, "admin.sign-in-client-id",
			"admin.sign-in-client-id must be one of admin.clients, unless "
			"admin.clients is empty."},
		{"admin.sign-in-directory=" A, "admin.sign-in-directory",
			"admin.sign-in-directory must be one of admin.directories."},
		{"admin.sign-in-directory=", "admin.sign-in-directory",
			"admin.sign-in-directory must be one of admin.directories."},
		{"admin.sign-in-scope=", "admin.sign-in-scope",
			"admin.sign-in-scope needs a value, unless auth.audiences has one."},
		{"admin.sign-in-client-secret-file=/nowhere", "admin.sign-in-client-secret-file",
			"admin.sign-in-client-secret-file cannot be read: No such file or "
			"directory."},
		{"admin.sign-in-client-secret-file=/dev/null", "admin.sign-in-client-secret-file",
			"admin.sign-in-client-secret-file cannot be read: Invalid argument."},
	};
	struct scratch *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *settings[] = {
			SIGN_IN, "admin.sign-in-scope=api://x/.default", cases[i].setting};

		assert_int_equal(check(f, settings, 5), STATUS_INVALID);
		assert_int_equal(f->fault.error_count, 1);
		expect_error(&f->fault, 0, cases[i].target, "InvalidSetting", cases[i].message);
	}
}

static void people_sign_in_at_entra(void **state)
{
	static const char *const settings[][7] = {
		{SIGN_IN, "auth.audiences=api://x", "issuer.own.url=https://own.example",
			"issuer.own.directories=" B, "auth.cloud=global"},
		{SIGN_IN, "auth.audiences=api://x", "issuer.own.url=https://own.example",
			"issuer.own.directories=" A, "auth.cloud=none"},
	};
	struct scratch *f = *state;

	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		assert_int_equal(check(f, settings[i], 7), STATUS_INVALID);
		assert_int_equal(f->fault.error_count, 1);
		expect_error(&f->fault, 0, "admin.sign-in-directory", "InvalidSetting",
			"admin.sign-in-directory must be an Entra directory.");
	}
}

static void the_scope_is_that_of_the_first_audience(void **state)
{
	static const struct {
		const char *settings[2];
		size_t count;
		const char *scope;
	} cases[] = {
		{{"auth.audiences= api://a, api://b"}, 1, "api://a/.default"},
		{{"auth.audiences=a", "admin.sign-in-scope=x"}, 2, "x"},
		{{""}, 0, ""},
	};
	struct scratch *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct config config;

		assert_int_equal(
			config_load(&config, NULL, cases[i].settings, cases[i].count, &f->fault),
			STATUS_OK);
		assert_string_equal(config.admin_sign_in_scope, cases[i].scope);
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
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(good_lists),
		SCRATCH_TEST(words_that_are_no_ids),
		SCRATCH_TEST(good_sign_ins),
		SCRATCH_TEST(sign_ins_that_cannot_be),
		SCRATCH_TEST(people_sign_in_at_entra),
		SCRATCH_TEST(the_scope_is_that_of_the_first_audience),
		SCRATCH_TEST(every_fault_at_once),
		SCRATCH_TEST(sixty_four_and_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
