/*
 * group_fixture: a group commit on a table of numbers, and jobs that insert one number each.
 *
 * Fails the running cmocka test when a step fails that should succeed.
 */
#ifndef SUPPORT_GROUP_FIXTURE_H
#define SUPPORT_GROUP_FIXTURE_H

#include <stdatomic.h>

#include "db/group.h"
#include "support/scratch.h"

struct group_fixture {
	struct scratch *scratch;
	struct fault *fault;
	struct db_options options;
	struct db *reader;
	struct group *group;
};

/* Inserts its number; a number that is there already makes it fail. */
struct group_insert {
	struct group_job job;
	int64_t number;
	enum status outcome; /* what run() says although the insert was good */
	struct group_fixture *fixture; /* for done() */
	enum status told;
	int64_t seen; /* rows that the reader sees in done() */
	int place; /* how many were told before */
	atomic_int *finished;
};

#define GROUP_FIXTURE_JOBS 30

/* A cmocka set-up of the database alone, and its end with whatever was opened since. */
int group_fixture_prepare(void **state);
int group_fixture_end(void **state);

/* Opens the reader and starts the group. */
void group_fixture_start(struct group_fixture *f, const struct group_accumulator *accumulator);

struct db *group_fixture_open(struct group_fixture *f);
int64_t group_fixture_count(struct db *db, struct fault *fault);

/* run() of a group_insert, also where that is the first member. */
enum status group_fixture_insert(struct group_job *job, struct db *db, struct fault *fault);

/* run() of a job that ends the whole transaction, as SQLite does by itself on a full disk: when 500
 * is there. */
enum status group_fixture_break(struct group_job *job, struct db *db, struct fault *fault);

/* Inserts one number, and waits for it. */
enum status group_fixture_insert_one(struct group_fixture *f, int64_t number, enum status outcome);

/* GROUP_FIXTURE_JOBS jobs of 0, 1, 2, …; those whose number divides by three fail, after they have
 * written. */
void group_fixture_make_jobs(
	struct group_fixture *f, struct group_insert *jobs, atomic_int *finished);

/* Submits them so that they come into one commit, and waits for them. */
void group_fixture_submit(struct group_fixture *f, struct group_insert *jobs);

#endif
