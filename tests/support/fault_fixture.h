/*
 * fault_fixture: a small database with a table `t` of numbers, for tests in which calls of SQLite
 * fail (fault_vfs), and functions that read its state without our code.
 *
 * The environment variable FAULTS_EVERY sets the distance between the calls that fail; 1 makes each
 * call fail once, which takes some minutes. Fails the running cmocka test when a step fails that
 * should succeed.
 */
#ifndef SUPPORT_FAULT_FIXTURE_H
#define SUPPORT_FAULT_FIXTURE_H

#include <sqlite3.h>

#include "db/db.h"
#include "support/fault_vfs.h"
#include "support/scratch.h"

#define FAULT_FIXTURE_REVIEWS 30 /* half of them by the user "u" */
#define FAULT_FIXTURE_PAGE_BYTES 4096

struct fault_fixture {
	struct scratch *scratch;
	const char *path, *copy; /* the database, and a copy for one trial */
	uint64_t digest; /* of the database */
};

/* For cmocka; *state is a struct fault_fixture. fault_vfs_install() comes before. */
int fault_fixture_start(void **state);
int fault_fixture_end(void **state);

void fault_fixture_make_copy(struct fault_fixture *f);
void fault_fixture_remove_copy(struct fault_fixture *f);

/* FAULTS_EVERY, or `otherwise`. */
int64_t fault_fixture_every(int64_t otherwise);

/* So many reviews with the external ids PREFIX0 and on; part of a transaction. */
enum status fault_fixture_add_reviews(
	struct db *db, const char *prefix, int count, struct fault *fault);

/* The copy, opened without anything of ours, and closed. */
sqlite3 *fault_fixture_open_copy(struct fault_fixture *f);
void fault_fixture_close(sqlite3 *db);

/* The one number that a statement answers; all rows of all tables; integrity_check. */
int64_t fault_fixture_number(sqlite3 *db, const char *sql);
uint64_t fault_fixture_digest(sqlite3 *db);
void fault_fixture_expect_whole(sqlite3 *db);

#endif
