#include "support/backup_fixture.h"

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "db/migrate.h"

struct db *backup_fixture_connect(struct backup_fixture *f, const char *path)
{
	struct db *db = NULL;

	assert_int_equal(
		db_open(&db, &(struct db_options){.path = path, .busy_timeout_ms = 5000}, f->fault),
		STATUS_OK);
	return db;
}

void backup_fixture_close_database(struct backup_fixture *f)
{
	db_close(f->db);
	f->db = NULL;
}

int backup_fixture_start(void **state)
{
	struct scratch *scratch;
	struct backup_fixture *f;
	size_t applied;

	if (scratch_start(state) != 0)
		return -1;
	scratch = *state;
	f = arena_alloc(scratch->arena, sizeof(*f));
	*f = (struct backup_fixture){.scratch = scratch,
		.fault = &scratch->fault,
		.path = scratch_path(scratch, "db"),
		.copy = scratch_path(scratch, "copy")};
	f->db = backup_fixture_connect(f, f->path);
	assert_int_equal(migrate_run(f->db, BACKUP_FIXTURE_NOW_MS, &applied, f->fault), STATUS_OK);
	*state = f;
	return 0;
}

int backup_fixture_end(void **state)
{
	struct backup_fixture *f = *state;

	db_close(f->db);
	*state = f->scratch;
	return scratch_end(state);
}

size_t backup_fixture_count(struct backup_fixture *f, const char *prefix)
{
	const char *path = scratch_path(f->scratch, prefix);
	glob_t found;
	size_t count;

	glob(arena_printf(f->scratch->arena, "%s*", path).data, 0, NULL, &found);
	count = found.gl_pathc;
	globfree(&found);
	return count;
}
