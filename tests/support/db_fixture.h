/*
 * db_fixture: an empty database in its own folder, and a connection that writes to it.
 *
 * Fails the running cmocka test when the database cannot be opened.
 */
#ifndef SUPPORT_DB_FIXTURE_H
#define SUPPORT_DB_FIXTURE_H

#include "db/db.h"
#include "support/scratch.h"

struct db_fixture {
	struct scratch *scratch;
	struct fault *fault; /* the scratch's */
	struct db_options options; /* no wait for a lock */
	struct db *db;
};

/* For cmocka; *state is a struct db_fixture. */
int db_fixture_start(void **state);

/* Like db_fixture_start(), and runs the script in the new database. */
int db_fixture_start_with(void **state, struct text script);

/* Ends either. */
int db_fixture_end(void **state);

/* Another connection to the same database. */
struct db *db_fixture_connect(struct db_fixture *f, bool read_only);

#endif
