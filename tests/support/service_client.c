#include "support/service_client.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "db/db.h"
#include "service/service.h"
#include "support/wait.h"

struct response service_client_send(
	struct service_fixture *f, const char *method, const char *path, const char *body)
{
	return service_fixture_send(f, f->arena, method, path,
		body == NULL ? NULL : "application/json", text_from(body));
}

struct response service_client_get(struct service_fixture *f, const char *path)
{
	return service_client_send(f, "GET", path, NULL);
}

struct response service_client_answer(struct service_fixture *f, struct arena *arena, int status,
	const char *method, const char *path, const char *type, struct text body)
{
	struct response answer = service_fixture_send(f, arena, method, path, type, body);

	if (answer.status != status)
		fail_msg("%s %s: %d in place of %d: %.*s", method, path, answer.status, status,
			(int)answer.body.length, answer.body.data);
	return answer;
}

const struct jsonread_node *service_client_expect(struct service_fixture *f, int status,
	const char *method, const char *path, const char *body)
{
	struct response answer = service_client_answer(f, f->arena, status, method, path,
		body == NULL ? NULL : "application/json", text_from(body));

	return jsonread_parse(f->arena, answer.body, NULL);
}

struct text service_client_export(
	struct service_fixture *f, struct arena *arena, const char *format)
{
	const char *environment = service_environment_id(f->service, arena).data;
	const char *path = arena_printf(
		arena, "/v2.0/export/reviews/?tenantId=%s&format=%s", environment, format)
				   .data;
	struct response answer = service_client_answer(f, arena, 200, "GET", path, NULL, TEXT_NONE);
	struct text link =
		jsonread_member_text(jsonread_parse(arena, answer.body, NULL), "blobSasUrl");

	assert_true(text_is_set(link));
	path = arena_cstr(arena, text_slice(link, sizeof(SERVICE_FIXTURE_URL) - 1, link.length));
	return service_client_answer(f, arena, 200, "GET", path, NULL, TEXT_NONE).body;
}

void service_client_submit(struct service_fixture *f, struct arena *arena,
	const struct service_client_submission *submission)
{
	const char *path = arena_printf(arena,
		"/v2.0/reviews/product/p%u/user?tenantId=%s&locale=en-us&encodedUser=u%u&market=%s",
		submission->product, service_environment_id(f->service, arena).data,
		submission->user, submission->market)
				   .data;

	service_client_answer(f, arena, 200, "POST", path, "application/json",
		arena_printf(arena,
			"{\"Rating\": \"%u\", \"Title\": \"t\", \"ReviewText\": \"%s\", "
			"\"ProductName\": \"\"}",
			submission->rating, submission->text));
}

struct awaited {
	struct service_fixture *f;
	const char *path;
	int status;
	bool (*is_over)(const struct jsonread_node *body);
	const struct jsonread_node *body;
};

static bool has_come(void *context)
{
	struct awaited *awaited = context;
	struct response answer = service_client_get(awaited->f, awaited->path);

	if (answer.status != awaited->status)
		return false;
	awaited->body = jsonread_parse(awaited->f->arena, answer.body, NULL);
	return awaited->is_over == NULL || awaited->is_over(awaited->body);
}

const struct jsonread_node *service_client_await(struct service_fixture *f, const char *path,
	bool (*is_over)(const struct jsonread_node *body))
{
	struct awaited awaited = {.f = f, .path = path, .status = 200, .is_over = is_over};

	if (!wait_until(has_come, &awaited, WAIT_PATIENCE_MS))
		fail_msg("%s does not end", path);
	return awaited.body;
}

bool service_client_await_status(
	struct service_fixture *f, const char *path, int status, int64_t max_wait_ms)
{
	struct awaited awaited = {.f = f, .path = path, .status = status};

	return wait_until(has_come, &awaited, max_wait_ms);
}

struct text service_client_become_admin(struct service_fixture *f)
{
	struct text before = f->authorization;

	f->authorization = arena_printf(f->arena, "Bearer %s", arena_cstr(f->arena, f->admin_key));
	return before;
}

struct text service_client_text(struct service_fixture *f, const char *sql)
{
	struct fault fault = fault_make(f->arena);
	struct db *db = service_fixture_connect(f);
	struct text text = TEXT_NONE;
	struct db_cursor rows;

	db_query_literal(&rows, db, sql, DB_NO_ARGS);
	if (db_next(&rows))
		text = arena_text(f->arena, db_text(&rows, 0));
	assert_int_equal(db_end(&rows, &fault), STATUS_OK);
	db_close(db);
	return text;
}

int64_t service_client_number(struct service_fixture *f, const char *sql)
{
	struct fault fault = fault_make(f->arena);
	struct db *db = service_fixture_connect(f);
	struct db_cursor rows;
	int64_t number = 0;

	db_query_literal(&rows, db, sql, DB_NO_ARGS);
	assert_true(db_next(&rows));
	number = db_int(&rows, 0);
	assert_int_equal(db_end(&rows, &fault), STATUS_OK);
	db_close(db);
	return number;
}
