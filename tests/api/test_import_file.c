/*
 * Files of flows that are too large to decode in memory.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/base64url.h"
#include "base/buffer.h"
#include "support/expect.h"
#include "support/service_client.h"

#define IMPORT "/v2.0/reviews:import?source=s&dryRun=true"
#define ITEMS 30000
#define BYTES_MAX ((size_t)16 * 1024 * 1024)

static int start(void **state)
{
	static const char *const settings[] = {"reviews.import-max-mib=16", NULL};
	struct service_fixture *f =
		service_fixture_open_with(&(struct service_fixture_options){.settings = settings});

	service_fixture_admit(f);
	*state = f;
	return 0;
}

/* Returns a request body with an NDJSON file of ITEMS lines. `ending` follows the base64. */
static struct text make_body(struct service_fixture *f, const char *ending)
{
	struct buffer lines = buffer_make(f->arena, BYTES_MAX);
	struct buffer body = buffer_make(f->arena, BYTES_MAX);
	struct text encoded;

	for (int i = 0; i < ITEMS; i++)
		buffer_printf(
			&lines, "{\"externalId\":\"e%05d\",\"productId\":\"p\",\"rating\":5}\n", i);
	encoded = base64url_encode(f->arena, buffer_text(&lines));
	buffer_add(&body, TEXT("{\"$content-type\":\"application/x-ndjson\",\"$content\":\""));
	/* The first character, escaped. */
	buffer_printf(&body, "\\u%04x", (unsigned int)encoded.data[0]);
	buffer_add(&body, text_slice(encoded, 1, encoded.length));
	buffer_add(&body, text_from(ending));
	buffer_add(&body, TEXT("\"}"));
	assert_false(body.full);
	return buffer_text(&body);
}

static struct response import(struct service_fixture *f, int status, const char *ending)
{
	return service_client_answer(
		f, f->arena, status, "POST", IMPORT, "application/json", make_body(f, ending));
}

static void a_large_file_is_imported_whole(void **state)
{
	struct service_fixture *f = *state;
	struct response answer = import(f, 200, "");
	const struct jsonread_node *result = jsonread_parse(f->arena, answer.body, NULL);

	assert_int_equal(jsonread_member_int(result, "total"), ITEMS);
	assert_int_equal(jsonread_member_int(result, "created"), ITEMS);
}

static void a_flaw_at_the_end_is_found(void **state)
{
	static const char *const endings[] = {"*", "=", "\\u002a", "AAAAA"};
	struct service_fixture *f = *state;

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		struct response answer = import(f, 400, endings[i]);

		expect_contains(answer.body, "$content must be the file in base64.");
	}
}

static void a_file_that_cannot_be_kept(void **state)
{
	struct service_fixture *f = *state;

	f->config.server_temporary_dir = "/nowhere";
	expect_text(jsonread_member_text(
			    jsonread_parse(f->arena, import(f, 503, "").body, NULL), "code"),
		"BodyNotKept");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_large_file_is_imported_whole, start, service_fixture_end),
		cmocka_unit_test_setup_teardown(
			a_flaw_at_the_end_is_found, start, service_fixture_end),
		cmocka_unit_test_setup_teardown(
			a_file_that_cannot_be_kept, start, service_fixture_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
