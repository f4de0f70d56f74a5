#include "support/registry_fixture.h"
#include "support/expect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "db/migrate.h"
#include "registry/app_store.h"
#include "support/entra.h"
#include "support/temp_dir.h"

static void check(struct registry_fixture *f, enum status status)
{
	if (status == STATUS_OK)
		return;
	fail_msg("status %d: %s", (int)status, f->fault.detail.data);
}

struct db *registry_fixture_connect(struct registry_fixture *f)
{
	struct db *db = NULL;

	check(f, db_open(&db, &f->options, &f->fault));
	return db;
}

void registry_fixture_open(struct registry_fixture *f)
{
	size_t applied = 0;

	f->arena = arena_new();
	f->fault = fault_make(f->arena);
	f->dir = temp_dir_make(f->arena);
	f->options =
		(struct db_options){.path = arena_printf(f->arena, "%s/registry.db", f->dir).data,
			.busy_timeout_ms = 5000};
	f->writer = registry_fixture_connect(f);
	check(f, migrate_run(f->writer, REGISTRY_FIXTURE_NOW_MS, &applied, &f->fault));
	assert_true(applied >= 1);
	f->reader = registry_fixture_connect(f);
	f->pool = pool_new(&f->options);
}

void registry_fixture_close(struct registry_fixture *f)
{
	pool_free(f->pool);
	db_close(f->reader);
	db_close(f->writer);
	temp_dir_remove(f->dir);
	arena_free(f->arena);
}

int registry_fixture_start(void **state)
{
	struct registry_fixture *f = calloc(1, sizeof(*f));

	if (f == NULL)
		return -1;
	registry_fixture_open(f);
	*state = f;
	return 0;
}

int registry_fixture_end(void **state)
{
	registry_fixture_close(*state);
	free(*state);
	return 0;
}

struct guid registry_fixture_guid(const char *text)
{
	struct guid guid;

	if (!guid_parse_strict(text_from(text), &guid))
		fail_msg("%s is no GUID", text);
	return guid;
}

struct app registry_fixture_app(const char *client_app_id, const char *directory_tenant_id)
{
	struct app app = app_make();

	app.id = guid_new(REGISTRY_FIXTURE_NOW_MS);
	app.name = TEXT("Reviews sync");
	app.client_app_id = registry_fixture_guid(client_app_id);
	app.directory_tenant_id = registry_fixture_guid(directory_tenant_id);
	app.created_at_ms = app.last_modified_at_ms = REGISTRY_FIXTURE_NOW_MS;
	app.created_by = app.last_modified_by = TEXT("admin-key:test");
	return app;
}

void registry_fixture_insert(struct registry_fixture *f, struct app *app)
{
	check(f, db_begin(f->writer, DB_WRITE, &f->fault));
	check(f, app_store_insert(f->writer, app, &f->fault));
	check(f, db_commit(f->writer, &f->fault));
}

struct app registry_fixture_add(
	struct registry_fixture *f, const char *client_app_id, const char *directory_tenant_id)
{
	struct app app = registry_fixture_app(client_app_id, directory_tenant_id);

	registry_fixture_insert(f, &app);
	return app;
}

void registry_fixture_update(struct registry_fixture *f, struct app *app)
{
	check(f, db_begin(f->writer, DB_WRITE, &f->fault));
	check(f, app_store_update(f->writer, app, &f->fault));
	check(f, db_commit(f->writer, &f->fault));
}

void registry_fixture_delete(struct registry_fixture *f, struct guid id)
{
	const struct registry_change change = {REGISTRY_FIXTURE_NOW_MS + 1, TEXT("test")};

	check(f, db_begin(f->writer, DB_WRITE, &f->fault));
	check(f, app_store_delete(f->writer, id, &change, &f->fault));
	check(f, db_commit(f->writer, &f->fault));
}

void registry_fixture_same(struct registry_fixture *f, const struct app *a, const struct app *b)
{
	struct jsonwrite left = jsonwrite_make(f->arena, 65536),
			 right = jsonwrite_make(f->arena, 65536);

	app_write(&left, a);
	app_write(&right, b);
	entra_text(buffer_text(&left.buffer), arena_cstr(f->arena, buffer_text(&right.buffer)));
}

struct app registry_fixture_get(struct registry_fixture *f, struct guid id)
{
	struct app app = {0};

	assert_int_equal(app_store_get(f->reader, id, &app, &f->fault), STATUS_OK);
	return app;
}

int64_t registry_fixture_revision(struct registry_fixture *f)
{
	struct registry_state state = {.revision = -1};

	assert_int_equal(registry_state_read(f->reader, &state, &f->fault), STATUS_OK);
	return state.revision;
}

int64_t registry_fixture_count_usage(struct registry_fixture *f)
{
	struct db_cursor rows;
	int64_t count;

	db_query(&rows, f->reader, "SELECT count(*) FROM caller_usage", DB_NO_ARGS);
	assert_true(db_next(&rows));
	count = db_int(&rows, 0);
	assert_int_equal(db_end(&rows, &f->fault), STATUS_OK);
	return count;
}

void registry_fixture_refused(struct registry_fixture *f, enum status status, struct guid existing)
{
	assert_int_equal(status, STATUS_CONFLICT);
	assert_string_equal(f->fault.code, "AppRegistrationExists");
	expect_text(f->fault.detail,
		arena_printf(f->arena,
			"App registration %s already has this clientAppId and directoryTenantId; "
			"change that one.",
			guid_text(f->arena, existing).data)
			.data);
	fault_clear(&f->fault);
}
