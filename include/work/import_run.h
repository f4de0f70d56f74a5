/*
 * import_run: stores the items of an import in batches.
 *
 * Import requests, import jobs and the import command use this module. Each batch is one
 * transaction. Other writers therefore wait for at most one batch. The import rejects invalid and
 * conflicting items. A rejected item does not affect other items. The calling thread reads the next
 * batch while the writer thread stores the current batch. After a batch fails, no further batch is
 * stored. If the document is a mapped file, memory use does not grow with the size of the document.
 */
#ifndef WORK_IMPORT_RUN_H
#define WORK_IMPORT_RUN_H

#include "db/group.h"
#include "reviews/import.h"
#include "reviews/review_store.h"

/* Limits of a batch. A batch ends with the item that reaches one of the limits. */
#define IMPORT_RUN_ITEMS 250 /* number of items, if there are other writers */
#define IMPORT_RUN_ITEMS_ALONE 4000 /* number of items, if there are no other writers */
#define IMPORT_RUN_BYTES ((size_t)4 * 1024 * 1024) /* size in the document */
#define IMPORT_RUN_MEMORY_BYTES ((size_t)12 * 1024 * 1024) /* size in memory */

struct import_run_counts {
	int64_t total, rejected;
	int64_t outcomes[REVIEW_UNCHANGED + 1];
};

/* The items of one transaction. outcomes[i] is set only if items[i] is not rejected. */
struct import_run_batch {
	struct import_item *items;
	enum review_outcome *outcomes;
	size_t count;
	size_t position; /* offset in the document at which the batch ends */
	size_t ignored_count; /* number of ignored fields in the document up to `position` */
	/* Counts from the start of the document to the end of this batch. */
	struct import_run_counts counts;
	void *note_result; /* set by note() for use by sink() */
};

struct import_run {
	struct import *import;
	struct text mapped; /* the document if it is a mapped file, else absent */
	struct group *group; /* commits the batches */
	size_t batch_items; /* maximum number of items in a batch */
	bool dry_run; /* if true, store the items of each batch for validation, and then roll the
			 items back */
	/* Number of items to skip. The job stored these items before it was interrupted. `counts`
	 * must include the skipped items. */
	int64_t skip;
	void *context;

	/* The writer thread calls note() in the transaction of each batch, after the items of the
	 * batch were stored. The transaction commits what note() writes, even in a dry run. May be
	 * NULL. */
	enum status (*note)(struct import_run *importing, struct import_run_batch *batch,
		struct db *db, struct fault *fault);

	/* import_run_execute() calls sink() after the commit of each batch. The writer thread may
	 * be storing the next batch at that time. sink() returns false to stop the import. */
	bool (*sink)(struct import_run *importing, const struct import_run_batch *batch);

	/* Totals of all batches. While import_run_execute() runs, only the writer thread may use
	 * `counts` and `failed`. */
	struct import_run_counts counts;
	bool failed; /* a batch could not be stored */

	bool stopped; /* sink() returned false before the end of the document */
};

/* Imports the document to its end, or until sink() returns false. If a batch fails, sets the fault
 * and returns the status of the fault. */
enum status import_run_execute(struct import_run *importing, struct fault *fault);

/* Writes the result of item `index` of the batch as a JSON object of at most
 * IMPORT_RUN_RESULT_BYTES_MAX bytes. */
void import_run_write_item(struct jsonwrite *out, const struct import_run *importing,
	const struct import_run_batch *batch, size_t index);
#define IMPORT_RUN_RESULT_BYTES_MAX (2 * FAULT_JSON_BYTES_MAX)

/* Writes the members created, updated, unchanged and rejected into an open JSON object. */
void import_run_write_counts(struct jsonwrite *out, const struct import_run_counts *counts);

/* Writes the member ignoredFields, an array of the first `count` ignored fields, into an open JSON
 * object. */
void import_run_write_ignored(struct jsonwrite *out, const struct import *import, size_t count);

#endif
