#include "support/settings_fixture.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct app settings_fixture_entry(int pair, const char *name)
{
	struct app app = app_make();

	app.client_app_id.bytes[0] = 0xc1;
	app.client_app_id.bytes[15] = (uint8_t)(pair / 2);
	app.directory_tenant_id.bytes[0] = 0xd1;
	app.directory_tenant_id.bytes[15] = (uint8_t)(pair % 2);
	app.name = text_from(name);
	return app;
}

struct settings settings_fixture_read(struct registry_fixture *f)
{
	struct settings settings = {.count = 99};

	if (settings_read(f->reader, &settings, &f->fault) != STATUS_OK)
		fail_msg("%s", f->fault.detail.data);
	return settings;
}

struct settings_plan settings_fixture_save(struct registry_fixture *f, bool require_moderator,
	struct app *apps, size_t count, int64_t now_ms)
{
	const struct registry_change change = {now_ms, TEXT("saver")};
	const struct settings_draft draft = {require_moderator, apps, count};
	struct settings *current = arena_alloc(f->arena, sizeof(*current));
	struct settings_plan plan = {0};

	fault_clear(&f->fault);
	assert_int_equal(db_begin(f->writer, DB_WRITE, &f->fault), STATUS_OK);
	assert_int_equal(settings_read(f->writer, current, &f->fault), STATUS_OK);
	if (settings_plan(f->writer, current, &draft, &plan, &f->fault) != STATUS_OK)
		fail_msg("%s",
			f->fault.error_count > 0 ? f->fault.errors[0].message.data
						 : f->fault.detail.data);
	if (!settings_is_same(&plan) &&
		settings_apply(f->writer, &plan, &change, &f->fault) != STATUS_OK)
		fail_msg("%s", f->fault.detail.data);
	assert_int_equal(db_commit(f->writer, &f->fault), STATUS_OK);
	return plan;
}

void settings_fixture_expect(struct registry_fixture *f, const struct app *apps, size_t count)
{
	struct settings now = settings_fixture_read(f);

	assert_int_equal(now.count, count);
	for (size_t i = 0; i < count; i++) {
		size_t found = 0;

		for (size_t j = 0; j < now.count; j++)
			found += app_same(&apps[i], &now.apps[j]) &&
				(guid_is_zero(apps[i].id) ||
					guid_equal(apps[i].id, now.apps[j].id));
		assert_int_equal(found, 1);
	}
}
