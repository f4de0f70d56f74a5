#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "service/service.h"
#include "support/expect.h"
#include "support/scratch.h"

#define D1 "1f3c5d7e-0000-4000-8000-000000000001"
#define D2 "1f3c5d7e-0000-4000-8000-000000000002"
#define A_URL "issuer.a.url=https://id.example/a"
#define A_ONE "issuer.a.directories=" D1
#define B_URL "issuer.b.url=https://id.example/b"
#define SETTINGS_MAX 6

static enum status check(struct scratch *f, const char *const settings[SETTINGS_MAX])
{
	struct config config;
	struct text warning;
	size_t count = 0;

	while (count < SETTINGS_MAX && settings[count] != NULL)
		count++;
	fault_clear(&f->fault);
	if (config_load(&config, NULL, settings, count, &f->fault) != STATUS_OK)
		fail_msg("%s", f->fault.errors[0].message.data);
	return service_check_config(&config, &warning, &f->fault);
}

static void good_configurations(void **state)
{
	static const char *const cases[][SETTINGS_MAX] = {
		{NULL},
		{"auth.cloud=china", "auth.key-discovery=common", NULL},
		{"auth.signing-key-app-id={" D1 "}", NULL},
		{"auth.cloud=custom", "auth.authority=https://login.example", "auth.issuer-v1=a",
			"auth.issuer-v2=b", NULL},
		{"auth.cloud=custom", "auth.authority=http://localhost:4000", "auth.issuer-v1=a",
			"auth.issuer-v2=b", "auth.allow-loopback-http=true", NULL},
		{A_URL, A_ONE, NULL},
		{"auth.cloud=none", A_URL, A_ONE, NULL},
		{A_URL "/", A_ONE, "issuer.a.algorithms=RS256 PS384, EdDSA", NULL},
		{A_URL, "issuer.a.directory-claim=org", "issuer.a.directories=" D1 ", x=y=" D2,
			NULL},
		/* Two values may stand for one directory. */
		{A_URL, "issuer.a.directory-claim=org", "issuer.a.directories=x=" D1 " y=" D1,
			NULL},
		{A_URL, A_ONE, B_URL, "issuer.b.directories=" D2, NULL},
		{"auth.allow-loopback-http=true", "issuer.a.url=http://127.0.0.1:4000/openid",
			A_ONE, NULL},
	};
	struct scratch *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(check(f, cases[i]), STATUS_OK);
}

#define LOOPBACK                                                                                   \
	"plain http is for a loopback address with auth.allow-loopback-http = true, in "           \
	"development."
#define NOT_A_URL "issuer.a.url must be an https URL without blanks, query or fragment; " LOOPBACK
#define NO_ALGORITHM                                                                               \
	"issuer.a.algorithms must list one or more of RS256 RS384 RS512 PS256 PS384 PS512 ES256 "  \
	"ES384 ES512 EdDSA."
#define ONE_GUID                                                                                   \
	"issuer.a.directories must be exactly one GUID when issuer.a.directory-claim is "          \
	"empty."

static void faults_and_the_settings_they_name(void **state)
{
	static const struct {
		const char *settings[SETTINGS_MAX];
		const char *target, *message;
	} cases[] = {
		{{"auth.cloud=custom", "auth.authority=http://login.example", "auth.issuer-v1=a",
			 "auth.issuer-v2=b", NULL},
			"auth.authority", "auth.authority must be an https URL; " LOOPBACK},
		{{"auth.cloud=custom", "auth.authority=http://127.0.0.1:4000", "auth.issuer-v1=a",
			 "auth.issuer-v2=b", NULL},
			"auth.authority", "auth.authority must be an https URL; " LOOPBACK},
		{{"auth.signing-key-app-id=mine", NULL}, "auth.signing-key-app-id",
			"auth.signing-key-app-id must be a GUID, or empty."},
		{{"issuer.a.url=http://id.example", A_ONE, NULL}, "issuer.a.url", NOT_A_URL},
		{{"issuer.a.url=http://127.0.0.1/", A_ONE, NULL}, "issuer.a.url", NOT_A_URL},
		{{"issuer.a.url=https://", A_ONE, NULL}, "issuer.a.url", NOT_A_URL},
		{{"issuer.a.url=https:///a", A_ONE, NULL}, "issuer.a.url", NOT_A_URL},
		{{"issuer.a.url=https://id.example?a", A_ONE, NULL}, "issuer.a.url", NOT_A_URL},
		{{"issuer.a.url=https://id.example#a", A_ONE, NULL}, "issuer.a.url", NOT_A_URL},
		{{"issuer.a.url=https://id.example/a b", A_ONE, NULL}, "issuer.a.url", NOT_A_URL},
		{{"issuer.a.url=id.example", A_ONE, NULL}, "issuer.a.url", NOT_A_URL},
		{{A_URL, A_ONE, "issuer.a.algorithms=RS256, HS256", NULL}, "issuer.a.algorithms",
			NO_ALGORITHM},
		{{A_URL, A_ONE, "issuer.a.algorithms=rs256", NULL}, "issuer.a.algorithms",
			NO_ALGORITHM},
		{{A_URL, A_ONE, "issuer.a.algorithms=none", NULL}, "issuer.a.algorithms",
			NO_ALGORITHM},
		{{A_URL, A_ONE, "issuer.a.algorithms=,", NULL}, "issuer.a.algorithms",
			NO_ALGORITHM},
		{{A_URL, "issuer.a.directories=" D1 " " D2, NULL}, "issuer.a.directories",
			ONE_GUID},
		{{A_URL, "issuer.a.directories=x=" D1, NULL}, "issuer.a.directories", ONE_GUID},
		{{A_URL, "issuer.a.directories=,", NULL}, "issuer.a.directories",
			"issuer.a.directories contains no directory."},
		{{A_URL, "issuer.a.directories=contoso", NULL}, "issuer.a.directories",
			"issuer.a.directories contains contoso, which is neither a GUID nor "
			"VALUE=GUID."},
		{{A_URL, "issuer.a.directories=00000000-0000-0000-0000-000000000000", NULL},
			"issuer.a.directories",
			"issuer.a.directories contains 00000000-0000-0000-0000-000000000000, "
			"which is neither a GUID nor VALUE=GUID."},
		{{A_URL, "issuer.a.directory-claim=org", "issuer.a.directories==" D1, NULL},
			"issuer.a.directories",
			"issuer.a.directories contains =" D1
			", which is neither a GUID nor VALUE=GUID."},
		{{A_URL, "issuer.a.directory-claim=org", "issuer.a.directories=x=" D1 " x=" D2,
			 NULL},
			"issuer.a.directories", "issuer.a.directories contains x twice."},
		{{A_URL, A_ONE, "issuer.b.url=https://id.example/a", "issuer.b.directories=" D2,
			 NULL},
			"issuer.b.url", "issuer.b.url is also the URL of issuer.a."},
		{{A_URL, A_ONE, B_URL, "issuer.b.directory-claim=org",
			 "issuer.b.directories=x=1F3C5D7E-0000-4000-8000-000000000001", NULL},
			"issuer.b.directories",
			"issuer.b.directories contains " D1 ", which issuer.a contains too. A "
			"directory can have only one issuer."},
	};
	struct scratch *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(check(f, cases[i].settings), STATUS_INVALID);
		assert_int_equal(f->fault.error_count, 1);
		expect_error(&f->fault, 0, cases[i].target, "InvalidSetting", cases[i].message);
	}
}

static void every_fault_at_once(void **state)
{
	static const char *const settings[SETTINGS_MAX] = {"auth.signing-key-app-id=x",
		"issuer.a.url=u", "issuer.a.algorithms=none", "issuer.a.directories=d e", NULL};
	struct scratch *f = *state;

	assert_int_equal(check(f, settings), STATUS_INVALID);
	assert_int_equal(f->fault.error_count, 5);
}

static void sixty_four_directories_and_no_more(void **state)
{
	struct scratch *f = *state;
	const char *settings[SETTINGS_MAX] = {A_URL, "issuer.a.directory-claim=org", NULL};
	struct buffer list = buffer_make(f->arena, 10000);

	buffer_add(&list, TEXT("issuer.a.directories="));
	for (int i = 1; i <= 64; i++)
		buffer_printf(&list, "1f3c5d7e-0000-4000-8000-%012d ", i);
	settings[2] = arena_cstr(f->arena, buffer_text(&list));
	assert_int_equal(check(f, settings), STATUS_OK);
	buffer_add(&list, TEXT("1f3c5d7e-0000-4000-8000-000000000065 x"));
	settings[2] = arena_cstr(f->arena, buffer_text(&list));
	assert_int_equal(check(f, settings), STATUS_INVALID);
	assert_int_equal(f->fault.error_count, 1);
	expect_error(&f->fault, 0, "issuer.a.directories", "InvalidSetting",
		"issuer.a.directories contains more than 64 directories.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(good_configurations),
		SCRATCH_TEST(faults_and_the_settings_they_name),
		SCRATCH_TEST(every_fault_at_once),
		SCRATCH_TEST(sixty_four_directories_and_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
