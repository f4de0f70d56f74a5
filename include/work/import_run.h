/*
 * import_run: the items of an import on their way into the database, a batch at a time; what the
 * call, a job in the background and the command have in common.
 *
 * Promises: a batch is one transaction, and no other writer waits longer than it takes. An item
 * that is at fault, or cannot be stored beside what is there, is rejected alone. Memory use does
 * not grow with the document, as long as that is a mapped file. While one batch is stored, on the
 * group's thread, the next is read on the caller's; behind one that fails none is stored.
 */
#ifndef WORK_IMPORT_RUN_H
#define WORK_IMPORT_RUN_H

#include "db/group.h"
#include "reviews/import.h"
#include "reviews/review_store.h"

/* A batch ends with the item that reaches one of these: items, beside other writers, and where
 * nobody waits; bytes of the document; bytes of memory. */
#define IMPORT_RUN_ITEMS 250
#define IMPORT_RUN_ITEMS_ALONE 4000
#define IMPORT_RUN_BYTES ((size_t)4 * 1024 * 1024)
#define IMPORT_RUN_MEMORY_BYTES ((size_t)12 * 1024 * 1024)

struct import_run_counts {
	int64_t total, rejected;
	int64_t outcomes[REVIEW_UNCHANGED + 1];
};

/* Items that are stored together, and what has become of those that are not rejected. */
struct import_run_batch {
	struct import_item *items;
	enum review_outcome *outcomes;
	size_t count;
	size_t position; /* in the document, behind it */
	size_t ignored_count; /* of import_ignored(), up to here */
	struct import_run_counts counts; /* up to here; note() and sink() find the batch counted */
	void *noted; /* what note() leaves for sink() */
};

struct import_run {
	struct import *import;
	struct text mapped; /* the document, when it is a mapped file; else absent */
	struct group *group; /* what writes */
	size_t batch_items; /* at most in a batch */
	bool dry_run; /* everything is done and nothing of the items is kept */
	int64_t skip; /* items that were handled before, and are in the counts */
	void *context;

	/* Part of the batch's transaction, on the group's thread; kept in a dry run too. May be
	 * NULL. */
	enum status (*note)(struct import_run *importing, struct import_run_batch *batch,
		struct db *db, struct fault *fault);

	/* Told of each batch behind its commit, on the caller's thread, perhaps while the next is
	 * stored; false: enough for now. */
	bool (*sink)(struct import_run *importing, const struct import_run_batch *batch);

	/* Of all batches: the group's thread has them till the end. */
	struct import_run_counts counts;
	bool failed; /* a batch was not stored; so is this */
	bool stopped; /* the sink had enough before the end */
};

/* Runs to the end of the document, or until the sink has enough. */
enum status import_run_execute(struct import_run *importing, struct fault *fault);

/* One item's result as a JSON object. */
void import_run_write_item(struct jsonwrite *out, const struct import_run *importing,
	const struct import_run_batch *batch, size_t index);
#define IMPORT_RUN_RESULT_BYTES_MAX (2 * FAULT_JSON_BYTES_MAX)

/* Members created, updated, unchanged and rejected. */
void import_run_write_counts(struct jsonwrite *out, const struct import_run_counts *counts);

/* Member ignoredFields: the first so many. */
void import_run_write_ignored(struct jsonwrite *out, const struct import *import, size_t count);

#endif
