/*
 * erasure_job: the erasure of a person's data, behind its request.
 *
 * Promises: what names the person stands in the job's options as long as it is open, and is
 * replaced by a keyed hash in the transaction that ends it: the job is a receipt then.
 */
#ifndef WORK_ERASURE_JOB_H
#define WORK_ERASURE_JOB_H

#include "reviews/data_subject_store.h"
#include "work/job_run.h"

#define ERASURE_JOB_KIND "erasure"

/* Items of one request. */
#define ERASURE_JOB_ITEMS 1000

struct erasure_item {
	enum data_subject_kind kind;
	struct text review_id;
};

struct erasure {
	struct data_subject person;
	struct erasure_item *items;
	size_t item_count; /* 0: everything */
};

/* The job's options, and its counts at the start, as JSON. */
struct text erasure_job_options(
	struct fault *fault, struct text subject_key, const struct erasure *erasure);
struct text erasure_job_counts(struct fault *fault, const int64_t counts[DATA_SUBJECT_KINDS]);

/* The kind's functions. */
enum status erasure_job_run(struct job_run *run, struct fault *fault);
struct text erasure_job_abridge(struct fault *fault, struct text options);

#endif
