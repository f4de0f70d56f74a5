/*
 * import_run: stores the items of an import in batches. Used by the import call, the background job
 * and the command.
 *
 * Each batch is one transaction, so other writers wait for one batch at most. An invalid or
 * conflicting item is rejected alone. Memory use does not grow with the document if the document is
 * a mapped file. The caller's thread reads the next batch while the writer stores the current one.
 * After a batch fails, no further batch is stored.
 */
#ifndef WORK_IMPORT_RUN_H
#define WORK_IMPORT_RUN_H

#include "db/group.h"
#include "reviews/import.h"
#include "reviews/review_store.h"

/* A batch ends with the item that reaches one of these bounds. */
#define IMPORT_RUN_ITEMS 250 /* beside other writers */
#define IMPORT_RUN_ITEMS_ALONE 4000 /* as the only writer */
#define IMPORT_RUN_BYTES ((size_t)4 * 1024 * 1024) /* of the document */
#define IMPORT_RUN_MEMORY_BYTES ((size_t)12 * 1024 * 1024)

struct import_run_counts {
	int64_t total, rejected;
	int64_t outcomes[REVIEW_UNCHANGED + 1];
};

/* Items that are stored together. `outcomes` are set for the items that are not rejected. */
struct import_run_batch {
	struct import_item *items;
	enum review_outcome *outcomes;
	size_t count;
	size_t position; /* offset of its end in the document */
	size_t ignored_count; /* ignored fields from the start of the document to `position` */
	struct import_run_counts counts; /* from the start, this batch included */
	void *note_result; /* from note() to sink() */
};

struct import_run {
	struct import *import;
	struct text mapped; /* the document if it is a mapped file, else absent */
	struct group *group; /* the writer */
	size_t batch_items; /* most items in a batch */
	bool dry_run; /* validates and stores each item, then rolls the items back */
	int64_t skip; /* items of an earlier run, already in the counts */
	void *context;

	/* Runs in the batch's transaction, on the writer's thread. A dry run keeps what note()
	 * writes. May be NULL. */
	enum status (*note)(struct import_run *importing, struct import_run_batch *batch,
		struct db *db, struct fault *fault);

	/* Runs after the batch's commit, on the caller's thread, possibly while the next batch is
	 * stored. Returns false to stop the import. */
	bool (*sink)(struct import_run *importing, const struct import_run_batch *batch);

	/* Over all batches. The writer's thread owns these two until import_run_execute() returns.
	 */
	struct import_run_counts counts;
	bool failed; /* a batch was not stored */

	bool stopped; /* sink() returned false before the end of the document */
};

/* Runs to the end of the document, or until sink() returns false. */
enum status import_run_execute(struct import_run *importing, struct fault *fault);

/* Writes one item's result as a JSON object. */
void import_run_write_item(struct jsonwrite *out, const struct import_run *importing,
	const struct import_run_batch *batch, size_t index);
#define IMPORT_RUN_RESULT_BYTES_MAX (2 * FAULT_JSON_BYTES_MAX)

/* Writes the members created, updated, unchanged and rejected. */
void import_run_write_counts(struct jsonwrite *out, const struct import_run_counts *counts);

/* Writes the member ignoredFields with the first `count` ignored fields. */
void import_run_write_ignored(struct jsonwrite *out, const struct import *import, size_t count);

#endif
