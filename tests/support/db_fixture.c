#include "support/db_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct db *db_fixture_connect(struct db_fixture *f, bool read_only)
{
	struct db_options options = f->options;
	struct db *db = NULL;

	options.read_only = read_only;
	assert_int_equal(db_open(&db, &options, f->fault), STATUS_OK);
	return db;
}

int db_fixture_start(void **state)
{
	struct scratch *scratch;
	struct db_fixture *f;

	if (scratch_start(state) != 0)
		return -1;
	scratch = *state;
	f = arena_alloc(scratch->arena, sizeof(*f));
	*f = (struct db_fixture){.scratch = scratch,
		.fault = &scratch->fault,
		.options = {.path = scratch_path(scratch, "db")}};
	f->db = db_fixture_connect(f, false);
	*state = f;
	return 0;
}

int db_fixture_start_with(void **state, struct text script)
{
	struct db_fixture *f;

	if (db_fixture_start(state) != 0)
		return -1;
	f = *state;
	return db_script(f->db, script, f->fault) == STATUS_OK ? 0 : -1;
}

int db_fixture_end(void **state)
{
	struct db_fixture *f = *state;

	db_close(f->db);
	*state = f->scratch;
	return scratch_end(state);
}
