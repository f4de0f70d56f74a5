/*
 * importing: the items of an import on their way into the database, a batch at a time; what the
 * call, a job in the background and the command have in common.
 *
 * Promises: a batch is one transaction, and no other writer waits longer than it takes. An item
 * that is at fault, or cannot be stored beside what is there, is rejected alone. Memory use does
 * not grow with the document, as long as that is a mapped file.
 */
#ifndef API_IMPORTING_H
#define API_IMPORTING_H

#include "db/group.h"
#include "reviews/import.h"
#include "reviews/review_store.h"

/* A batch ends with the item that reaches one of these; the bytes are of the document. */
#define IMPORTING_ITEMS 250
#define IMPORTING_BYTES ((size_t)1024 * 1024)

struct importing_counts {
	int64_t total, rejected;
	int64_t outcomes[REVIEW_UNCHANGED + 1];
};

/* Items that are stored together, and what has become of those that are not rejected. */
struct importing_batch {
	struct import_item items[IMPORTING_ITEMS];
	enum review_outcome outcomes[IMPORTING_ITEMS];
	size_t count;
};

struct importing {
	struct import *import;
	struct text mapped; /* the document, when it is a mapped file; else absent */
	struct group *group; /* what writes: the group commit, or else this connection */
	struct db *db;
	bool dry_run; /* everything is done and nothing of the items is kept */
	int64_t skip; /* items that were handled before, and are in the counts */
	void *context;

	/* Part of the batch's transaction, kept in a dry run too. May be NULL. */
	enum status (*note)(struct importing *importing, const struct importing_batch *batch,
		struct db *db, struct fault *fault);

	/* Told of each batch behind its commit; false: enough for now. */
	bool (*sink)(struct importing *importing, const struct importing_batch *batch);

	struct importing_counts counts; /* note() and sink() find their batch counted */
	bool stopped; /* the sink had enough before the end */
};

/* Runs to the end of the document, or until the sink has enough. */
enum status importing_run(struct importing *importing, struct fault *fault);

/* One item's result as a JSON object. */
void importing_write_item(struct jsonwrite *out, const struct importing *importing,
	const struct importing_batch *batch, size_t index);
#define IMPORTING_RESULT_BYTES_MAX (256 * 1024)

/* Members created, updated, unchanged and rejected. */
void importing_write_counts(struct jsonwrite *out, const struct importing_counts *counts);

/* Member ignoredFields. */
void importing_write_ignored(struct jsonwrite *out, const struct import *import);

#endif
