/*
 * backup_fixture: a migrated database in a scratch folder, and a path for a copy of it.
 *
 * Fails the running cmocka test on any error.
 */
#ifndef SUPPORT_BACKUP_FIXTURE_H
#define SUPPORT_BACKUP_FIXTURE_H

#include "db/db.h"
#include "support/scratch.h"

#define BACKUP_FIXTURE_NOW_MS INT64_C(1767225600000) /* 2026-01-01T00:00:00Z */

struct backup_fixture {
	struct scratch *scratch;
	struct fault *fault;
	const char *path, *copy;
	struct db *db; /* a connection; a test may close it, and say NULL */
};

/* For cmocka; *state is a struct backup_fixture. */
int backup_fixture_start(void **state);
int backup_fixture_end(void **state);

struct db *backup_fixture_connect(struct backup_fixture *f, const char *path);

void backup_fixture_close_database(struct backup_fixture *f);

/* Files of the folder whose names begin so. */
size_t backup_fixture_count(struct backup_fixture *f, const char *prefix);

#endif
