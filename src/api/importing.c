#include "api/importing.h"

#include "base/file.h"

static const char *const outcome_names[] = {"created", "updated", "unchanged"};

/* One batch as a job of the group commit. */
struct storing {
	struct group_job job;
	struct importing *importing;
	struct importing_batch batch;
};

static void refuse_taken_id(struct import_item *item)
{
	fault_add(&item->fault, TEXT("externalId"), "ExternalIdTaken",
		"Another review has this externalId of the source already; remove that one, or "
		"restore this one without source and externalId.");
}

static enum status store_item(const struct importing *importing, struct import_item *item,
	enum review_outcome *ret_outcome, struct db *db, struct fault *fault)
{
	enum status status;

	if (item->fault.status != STATUS_OK)
		return STATUS_OK;
	if (!import_is_restore(importing->import))
		return review_store_upsert(db, &item->review, ret_outcome, fault);
	status = review_store_restore(db, &item->review, ret_outcome, fault);
	if (status == STATUS_OK && *ret_outcome == REVIEW_ID_TAKEN)
		refuse_taken_id(item);
	return status;
}

static void count(struct importing_counts *counts, const struct importing_batch *batch)
{
	for (size_t i = 0; i < batch->count; i++) {
		counts->total++;
		if (batch->items[i].fault.status != STATUS_OK)
			counts->rejected++;
		else
			counts->outcomes[batch->outcomes[i]]++;
	}
}

static enum status store(struct group_job *job, struct db *db, struct fault *fault)
{
	struct storing *storing = (struct storing *)job;
	struct importing *importing = storing->importing;
	struct importing_batch *batch = &storing->batch;
	enum status status = STATUS_OK;

	for (size_t i = 0; i < batch->count && status == STATUS_OK; i++)
		status = store_item(importing, &batch->items[i], &batch->outcomes[i], db, fault);
	if (status == STATUS_OK && importing->dry_run)
		status = db_revert(db, fault);
	if (status != STATUS_OK)
		return status;
	count(&importing->counts, batch);
	return importing->note == NULL ? STATUS_OK : importing->note(importing, batch, db, fault);
}

/* The same on a connection of one's own: one job in its transaction. */
static enum status store_alone(struct storing *storing, struct fault *fault)
{
	struct db *db = storing->importing->db;
	enum status status = db_begin(db, DB_WRITE, fault);

	if (status == STATUS_OK)
		status = db_savepoint(db, fault);
	if (status == STATUS_OK)
		status = store(&storing->job, db, fault);
	if (status == STATUS_OK)
		status = db_release(db, fault);
	if (status == STATUS_OK)
		status = db_commit(db, fault);
	if (status != STATUS_OK)
		db_rollback(db);
	return status;
}

static enum status write(struct storing *storing, struct arena *arena, struct fault *fault)
{
	struct fault inner = fault_make(arena);
	struct group *group = storing->importing->group;
	enum status status;

	storing->job = (struct group_job){.run = store, .fault = &inner};
	status = group == NULL ? store_alone(storing, &inner) : group_run(group, &storing->job);
	/* The arena of the batch is emptied before the fault is read. */
	return status == STATUS_OK ? STATUS_OK : fault_pass(fault, &inner);
}

/* Up to so many items or bytes; false when the document has no more. */
static bool read_batch(
	struct importing *importing, struct importing_batch *batch, struct arena *arena)
{
	size_t start = import_position(importing->import);
	bool more = true;

	batch->count = 0;
	while (more && batch->count < IMPORTING_ITEMS &&
		import_position(importing->import) - start < IMPORTING_BYTES) {
		more = import_next(importing->import, arena, &batch->items[batch->count]);
		batch->count += more;
	}
	file_forget(importing->mapped, import_position(importing->import));
	return more;
}

/* Reads over what was handled before. */
static void skip(struct importing *importing, struct arena *arena)
{
	struct import_item item;

	for (int64_t i = 0; i < importing->skip; i++) {
		if (!import_next(importing->import, arena, &item))
			return;
		if (i % IMPORTING_ITEMS != 0)
			continue;
		file_forget(importing->mapped, import_position(importing->import));
		arena_reset(arena);
	}
}

enum status importing_run(struct importing *importing, struct fault *fault)
{
	struct arena *arena = arena_new();
	struct storing *storing = arena_alloc(fault->arena, sizeof(*storing));
	enum status status;
	bool is_last;

	storing->importing = importing;
	skip(importing, arena);
	do {
		arena_reset(arena);
		is_last = !read_batch(importing, &storing->batch, arena);
		status = write(storing, arena, fault);
		if (status == STATUS_OK)
			importing->stopped =
				!importing->sink(importing, &storing->batch) && !is_last;
	} while (status == STATUS_OK && !importing->stopped && !is_last);
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

void importing_write_item(struct jsonwrite *out, const struct importing *importing,
	const struct importing_batch *batch, size_t index)
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

void importing_write_counts(struct jsonwrite *out, const struct importing_counts *counts)
{
	for (int i = REVIEW_CREATED; i <= REVIEW_UNCHANGED; i++)
		jsonwrite_int(out, outcome_names[i], counts->outcomes[i]);
	jsonwrite_int(out, "rejected", counts->rejected);
}

void importing_write_ignored(struct jsonwrite *out, const struct import *import)
{
	size_t ignored_count;
	const struct text *ignored = import_ignored(import, &ignored_count);

	jsonwrite_open_member(out, "ignoredFields", '[');
	for (size_t i = 0; i < ignored_count; i++)
		jsonwrite_text(out, NULL, ignored[i]);
	jsonwrite_close(out, ']');
}
