/*
 * job_fixture: stores jobs in one call, in the database of a registry_fixture.
 *
 * Fails the running cmocka test when a change fails that should succeed.
 */
#ifndef SUPPORT_JOB_FIXTURE_H
#define SUPPORT_JOB_FIXTURE_H

#include "reviews/job_store.h"
#include "support/registry_fixture.h"

#define JOB_FIXTURE_ID(digit_) "018bcfe5-6800-7000-8000-00000000000" digit_

/* An import that waits; the id is borrowed. */
struct job job_fixture_make(const char *id);

/* Ends the writer's transaction, in which that was the outcome. */
void job_fixture_commit(struct registry_fixture *f, enum status status);

/* Each in a committed transaction of the writer. */
void job_fixture_add(struct registry_fixture *f, struct job job);
void job_fixture_take(struct registry_fixture *f, struct job *job, const char *owner);

#endif
