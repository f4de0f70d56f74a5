/*
 * erasure_job: a background job that erases the data of a person.
 *
 * The options of an unfinished job contain the person's identifiers. The transaction that finishes
 * the job deletes the identifiers and keeps a keyed hash of the person's user id. The record of the
 * finished job is a receipt that does not name the person.
 */
#ifndef WORK_ERASURE_JOB_H
#define WORK_ERASURE_JOB_H

#include "reviews/data_subject_store.h"
#include "work/job_run.h"

#define ERASURE_JOB_KIND "erasure"

/* Maximum number of items in one request. */
#define ERASURE_JOB_ITEMS 1000

struct erasure_item {
	enum data_subject_kind kind;
	struct text review_id;
};

struct erasure {
	struct data_subject person;
	struct erasure_item *items;
	size_t item_count; /* 0: all data of the person is erased */
};

/* Returns the options of a new job as JSON, in the fault's arena. `subject_key` is the key for
 * data_subject_store_hash(). On failure, sets the fault and returns an absent text. */
struct text erasure_job_options(
	struct fault *fault, struct text subject_key, const struct erasure *erasure);

/* Returns the numbers of erased items as JSON, in the fault's arena. On failure, sets the fault and
 * returns an absent text. */
struct text erasure_job_counts(struct fault *fault, const int64_t counts[DATA_SUBJECT_KINDS]);

/* The functions run() and abridge() of erasure jobs (struct job_kind). */
enum status erasure_job_run(struct job_run *run, struct fault *fault);
struct text erasure_job_abridge(struct fault *fault, struct text options);

#endif
