/* Limits on the size of exported files, per caller and in total, and the space that expired and
 * revoked files return. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "api/core/call.h"
#include "base/jsonread.h"
#include "support/expect.h"
#include "support/service_client.h"
#include "support/service_fixture.h"
#include "work/export_writer.h"

#define TEXT_BYTES 18000
#define IMPORT "/v2.0/reviews:import?source=shop"

/* One caller may use 1 MiB. */
static const char *const narrow[] = {
	"reviews.export-room-mib=2", "reviews.import-max-mib=100", NULL};

static void import(struct service_fixture *f, int from, int to)
{
	struct buffer body = buffer_make(f->arena, (size_t)(to - from) * (TEXT_BYTES + 200) + 10);
	char *letters = arena_alloc(f->arena, TEXT_BYTES + 1);

	memset(letters, 'x', TEXT_BYTES);
	for (int i = from; i < to; i++)
		buffer_printf(&body,
			"%s{\"externalId\": \"e%d\", \"productId\": \"p1\", \"rating\": 4, "
			"\"reviewText\": \"%s\"}",
			i == from ? "[" : ",", i, letters);
	buffer_add(&body, TEXT("]"));
	service_client_expect(f, 200, "POST", IMPORT, arena_cstr(f->arena, buffer_text(&body)));
}

static struct response export(struct service_fixture *f)
{
	return service_client_get(f,
		arena_printf(f->arena, "/v2.0/export/reviews/?tenantId=%s",
			service_environment_id(f->service, f->arena).data)
			.data);
}

static const char *path_of(struct service_fixture *f, const struct response *answer)
{
	struct text id =
		jsonread_member_text(jsonread_parse(f->arena, answer->body, NULL), "exportId");

	assert_true(text_is_set(id));
	return arena_printf(f->arena, "/v2.0/exports/%s", arena_cstr(f->arena, id)).data;
}

static bool has_ended(const struct jsonread_node *export)
{
	return !text_equal(jsonread_member_text(export, "state"), TEXT("writing"));
}

static struct text await_end(struct service_fixture *f, const char *path)
{
	return jsonread_member_text(service_client_await(f, path, has_ended), "state");
}

static void exported_files_are_bounded(void **state)
{
	struct service_fixture *f =
		service_fixture_open_with(&(struct service_fixture_options){.settings = narrow});
	struct response answer;
	const char *first, *second;

	(void)state;
	service_fixture_admit(f);
	import(f, 0, 100);
	answer = export(f);
	assert_int_equal(answer.status, 200);
	first = path_of(f, &answer);
	expect_text(await_end(f, first), "ready");
	answer = export(f);
	assert_int_equal(answer.status, 429);
	expect_text(message_response_header(&answer, "x-ms-error-code"), "ExportRoomUsed");
	/* Existing files can be read, and a revoked file returns its space. */
	assert_int_equal(service_client_get(f, first).status, 200);
	assert_int_equal(service_client_send(f, "DELETE", first, NULL).status, 204);
	/* An export that proves too large while it is written fails and leaves no file. */
	import(f, 100, 2 * (int)(EXPORT_WRITER_STEP_BYTES / TEXT_BYTES));
	answer = export(f);
	assert_int_equal(answer.status, 200);
	second = path_of(f, &answer);
	expect_text(await_end(f, second), "failed");
	assert_int_equal(export(f).status, 200);
	service_fixture_close(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exported_files_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
