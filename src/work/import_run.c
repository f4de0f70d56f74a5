#include "work/import_run.h"

#include <pthread.h>

#include "base/container_of.h"
#include "base/file.h"
#include "base/yield.h"
#include "reviews/search_store.h"

static const char *const outcome_names[] = {"created", "updated", "unchanged"};

/* Concurrent batches: one is stored while the other is read. */
#define SLOTS 2

/* A batch as a job of the group commit. */
struct pending_batch {
	struct group_job job;
	struct import_run *importing;
	struct import_run_batch batch;
	struct arena *arena; /* of the batch */
	struct fault fault;
	bool is_submitted; /* until it is settled */
	pthread_mutex_t lock;
	pthread_cond_t stored;
	bool is_stored;
};

static void refuse_taken_id(struct import_item *item)
{
	fault_add(&item->fault, TEXT("externalId"), "ExternalIdTaken",
		"Another review has this source and externalId. Remove that review, or restore "
		"this one without source and externalId.");
}

static enum status store_item(const struct import_run *importing, struct review_batch *reviews,
	struct import_item *item, enum review_outcome *ret_outcome, struct db *db,
	struct fault *fault)
{
	enum status status;

	if (item->fault.status != STATUS_OK)
		return STATUS_OK;
	if (!import_is_restore(importing->import))
		return review_store_upsert(db, reviews, &item->review, ret_outcome, fault);
	status = review_store_restore(db, reviews, &item->review, ret_outcome, fault);
	if (status == STATUS_OK && *ret_outcome == REVIEW_EXTERNAL_ID_TAKEN)
		refuse_taken_id(item);
	return status;
}

static void count(struct import_run_counts *counts, const struct import_run_batch *batch)
{
	for (size_t i = 0; i < batch->count; i++) {
		counts->total++;
		if (batch->items[i].fault.status != STATUS_OK)
			counts->rejected++;
		else
			counts->outcomes[batch->outcomes[i]]++;
	}
}

static enum status store_items(struct import_run *importing, struct import_run_batch *batch,
	struct db *db, struct fault *fault)
{
	struct review_batch reviews = review_batch_make(fault->arena, batch->count);
	enum status status = STATUS_OK;

	for (size_t i = 0; i < batch->count && status == STATUS_OK; i++)
		status = store_item(
			importing, &reviews, &batch->items[i], &batch->outcomes[i], db, fault);
	return status == STATUS_OK ? review_batch_flush(&reviews, db, fault) : status;
}

static enum status store_and_revert(struct import_run *importing, struct import_run_batch *batch,
	struct db *db, struct fault *fault)
{
	enum status status = db_savepoint(db, fault);

	if (status == STATUS_OK)
		status = store_items(importing, batch, db, fault);
	if (status == STATUS_OK)
		status = db_savepoint_restart(db, fault);
	return status == STATUS_OK ? db_savepoint_release(db, fault) : status;
}

static enum status store(struct group_job *job, struct db *db, struct fault *fault)
{
	struct pending_batch *pending = container_of(job, struct pending_batch, job);
	struct import_run *importing = pending->importing;
	struct import_run_batch *batch = &pending->batch;
	enum status status;

	/* After a failed batch, the stored position would skip its items. */
	if (importing->failed)
		return STATUS_UNAVAILABLE;
	if (importing->dry_run)
		status = store_and_revert(importing, batch, db, fault);
	else
		status = store_items(importing, batch, db, fault);
	if (status != STATUS_OK)
		return status;
	count(&importing->counts, batch);
	batch->counts = importing->counts;
	return importing->note == NULL ? STATUS_OK : importing->note(importing, batch, db, fault);
}

static void on_stored(struct group_job *job, enum status status)
{
	struct pending_batch *pending = container_of(job, struct pending_batch, job);

	if (status != STATUS_OK)
		pending->importing->failed = true;
	pthread_mutex_lock(&pending->lock);
	pending->is_stored = true;
	pthread_cond_signal(&pending->stored);
	pthread_mutex_unlock(&pending->lock);
}

static void submit(struct pending_batch *pending)
{
	pending->fault = fault_make(pending->arena);
	pending->job = (struct group_job){
		.run = store, .done = on_stored, .fault = &pending->fault, .kind = GROUP_EXCLUSIVE};
	pending->is_stored = false;
	pending->is_submitted = true;
	group_submit(pending->importing->group, &pending->job);
}

/* Waits until the batch is stored, if one was submitted, and passes it to the sink. */
static enum status settle(struct pending_batch *pending, bool *enough, struct fault *fault)
{
	enum status status;

	if (!pending->is_submitted)
		return STATUS_OK;
	pthread_mutex_lock(&pending->lock);
	while (!pending->is_stored)
		pthread_cond_wait(&pending->stored, &pending->lock);
	pthread_mutex_unlock(&pending->lock);
	pending->is_submitted = false;
	status = pending->job.status;
	if (status == STATUS_OK && !pending->importing->sink(pending->importing, &pending->batch))
		*enough = true;
	/* The batch's arena is reset before the caller reads the fault, so the fault is copied. A
	 * batch that was skipped after a failed one has no fault. */
	return pending->fault.status == STATUS_OK ? status
						  : fault_propagate(fault, &pending->fault);
}

/* Reads the next item and prepares as much as possible before the write transaction. */
static bool read_item(struct import_run *importing, struct import_item *item, struct arena *arena)
{
	if (!import_next(importing->import, arena, item))
		return false;
	if (item->fault.status == STATUS_OK)
		item->review.words = search_store_words(arena, &item->review);
	return true;
}

/* Reads one batch. Returns false at the end of the document. */
static bool read_batch(struct import_run *importing, struct pending_batch *pending)
{
	struct import_run_batch *batch = &pending->batch;
	size_t start = import_position(importing->import);
	bool more = true;

	arena_reset(pending->arena);
	batch->count = 0;
	while (more && batch->count < importing->batch_items &&
		import_position(importing->import) - start < IMPORT_RUN_BYTES &&
		arena_bytes(pending->arena) < IMPORT_RUN_MEMORY_BYTES) {
		more = read_item(importing, &batch->items[batch->count], pending->arena);
		batch->count += more;
		yield_if_due();
	}
	batch->position = import_position(importing->import);
	import_ignored(importing->import, &batch->ignored_count);
	file_discard_prefix(importing->mapped, batch->position);
	return more;
}

/* Skips the items of an earlier run. */
static void skip(struct import_run *importing, struct arena *arena)
{
	struct import_item item;

	for (int64_t i = 0; i < importing->skip; i++) {
		if (!import_next(importing->import, arena, &item))
			return;
		if (i % IMPORT_RUN_ITEMS != 0 && arena_bytes(arena) < IMPORT_RUN_MEMORY_BYTES)
			continue;
		file_discard_prefix(importing->mapped, import_position(importing->import));
		arena_reset(arena);
	}
}

static void open_slot(
	struct pending_batch *pending, struct import_run *importing, struct arena *arena)
{
	struct import_run_batch *batch = &pending->batch;

	pending->importing = importing;
	pending->arena = arena_new();
	pthread_mutex_init(&pending->lock, NULL);
	pthread_cond_init(&pending->stored, NULL);
	batch->items = arena_array(arena, importing->batch_items, sizeof(*batch->items));
	batch->outcomes = arena_array(arena, importing->batch_items, sizeof(*batch->outcomes));
}

static void close_slot(struct pending_batch *pending)
{
	pthread_cond_destroy(&pending->stored);
	pthread_mutex_destroy(&pending->lock);
	arena_free(pending->arena);
}

static enum status run(
	struct import_run *importing, struct pending_batch *slots, struct fault *fault)
{
	enum status status = STATUS_OK;
	bool more = true, enough = false;
	size_t turn = 0;

	while (more && status == STATUS_OK && !enough) {
		status = settle(&slots[turn], &enough, fault);
		if (status != STATUS_OK || enough)
			break;
		more = read_batch(importing, &slots[turn]);
		submit(&slots[turn]);
		turn = (turn + 1) % SLOTS;
	}
	for (size_t i = 0; i < SLOTS; i++) {
		enum status last = settle(&slots[(turn + i) % SLOTS], &enough, fault);

		status = status == STATUS_OK ? last : status;
	}
	importing->stopped = enough && more;
	return status;
}

enum status import_run_execute(struct import_run *importing, struct fault *fault)
{
	struct arena *arena = arena_new();
	struct pending_batch *slots = arena_array(arena, SLOTS, sizeof(*slots));
	enum status status;

	for (size_t i = 0; i < SLOTS; i++)
		open_slot(&slots[i], importing, arena);
	skip(importing, slots[0].arena);
	status = run(importing, slots, fault);
	for (size_t i = 0; i < SLOTS; i++)
		close_slot(&slots[i]);
	arena_free(arena);
	return status;
}

static void write_errors(struct jsonwrite *out, const struct fault *fault)
{
	jsonwrite_open_member(out, "errors", '[');
	for (size_t i = 0; i < fault->error_count; i++) {
		const struct fault_error *error = &fault->errors[i];

		jsonwrite_open(out, '{');
		if (error->target.length > 0)
			jsonwrite_text(out, "target", error->target);
		jsonwrite_text(out, "code", text_from(error->code));
		jsonwrite_text(out, "message", error->message);
		jsonwrite_close(out, '}');
	}
	jsonwrite_close(out, ']');
}

void import_run_write_item(struct jsonwrite *out, const struct import_run *importing,
	const struct import_run_batch *batch, size_t index)
{
	const struct import_item *item = &batch->items[index];
	bool rejected = item->fault.status != STATUS_OK;
	bool has_id = import_is_restore(importing->import) || (!rejected && !importing->dry_run);

	jsonwrite_open(out, '{');
	jsonwrite_int(out, "row", (int64_t)item->row);
	jsonwrite_text(out, "externalId", item->review.external_id);
	if (has_id)
		jsonwrite_text(out, "reviewId", item->review.review_id);
	jsonwrite_text(out, "status",
		rejected ? TEXT("rejected") : text_from(outcome_names[batch->outcomes[index]]));
	if (rejected)
		write_errors(out, &item->fault);
	jsonwrite_close(out, '}');
}

void import_run_write_counts(struct jsonwrite *out, const struct import_run_counts *counts)
{
	for (int i = REVIEW_CREATED; i <= REVIEW_UNCHANGED; i++)
		jsonwrite_int(out, outcome_names[i], counts->outcomes[i]);
	jsonwrite_int(out, "rejected", counts->rejected);
}

void import_run_write_ignored(struct jsonwrite *out, const struct import *import, size_t count)
{
	size_t all;
	const struct text *ignored = import_ignored(import, &all);

	jsonwrite_open_member(out, "ignoredFields", '[');
	for (size_t i = 0; i < count; i++)
		jsonwrite_text(out, NULL, ignored[i]);
	jsonwrite_close(out, ']');
}
