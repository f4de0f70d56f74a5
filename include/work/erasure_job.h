/*
 * erasure_job: a background job that erases a person's data.
 *
 * An open job keeps the person's ids in its options. The transaction that finishes the job replaces
 * them with a keyed hash, which turns the job into a receipt.
 */
#ifndef WORK_ERASURE_JOB_H
#define WORK_ERASURE_JOB_H

#include "reviews/data_subject_store.h"
#include "work/job_run.h"

#define ERASURE_JOB_KIND "erasure"

/* Most items in one request. */
#define ERASURE_JOB_ITEMS 1000

struct erasure_item {
	enum data_subject_kind kind;
	struct text review_id;
};

struct erasure {
	struct data_subject person;
	struct erasure_item *items;
	size_t item_count; /* 0: erase all of the person's data */
};

/* Return the new job's options and its counts as JSON, in the fault's arena. On a failure they set
 * the fault. */
struct text erasure_job_options(
	struct fault *fault, struct text subject_key, const struct erasure *erasure);
struct text erasure_job_counts(struct fault *fault, const int64_t counts[DATA_SUBJECT_KINDS]);

/* The functions of struct job_kind. */
enum status erasure_job_run(struct job_run *run, struct fault *fault);
struct text erasure_job_abridge(struct fault *fault, struct text options);

#endif
