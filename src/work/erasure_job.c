#include "work/erasure_job.h"

#include <string.h>

#include "base/container_of.h"
#include "base/jsonread.h"
#include "reviews/erased_words.h"
#include "upkeep/search_upkeep.h"

/* Most rows in one job of the group commit. Bounds how long other writers wait. */
#define BATCH_ITEMS 250

#define OPTIONS_BYTES_MAX (1024 * 1024)

static const char *const count_names[DATA_SUBJECT_KINDS] = {[DATA_SUBJECT_REVIEW] = "reviews",
	[DATA_SUBJECT_VOTE] = "votes",
	[DATA_SUBJECT_CONCERN] = "concerns"};

static struct text finished(const struct jsonwrite *out, struct fault *fault)
{
	struct text text;

	return jsonwrite_finish(out, &text, fault) == STATUS_OK ? text : TEXT_NONE;
}

struct text erasure_job_options(
	struct fault *fault, struct text subject_key, const struct erasure *erasure)
{
	const struct data_subject *person = &erasure->person;
	struct jsonwrite out = jsonwrite_make(fault->arena, OPTIONS_BYTES_MAX);

	jsonwrite_open(&out, '{');
	jsonwrite_text(
		&out, "subjectHash", data_subject_store_hash(fault->arena, subject_key, person));
	jsonwrite_text(&out, "scope", erasure->item_count > 0 ? TEXT("items") : TEXT("all"));
	jsonwrite_text(&out, "userId", person->user_id);
	jsonwrite_text(&out, "emailHash", person->email_hash);
	if (erasure->item_count > 0)
		jsonwrite_open_member(&out, "items", '[');
	for (size_t i = 0; i < erasure->item_count; i++) {
		const struct erasure_item *item = &erasure->items[i];

		jsonwrite_open(&out, '{');
		jsonwrite_text(&out, "type", text_from(data_subject_store_kind_names[item->kind]));
		jsonwrite_text(&out, "reviewId", item->review_id);
		jsonwrite_close(&out, '}');
	}
	if (erasure->item_count > 0)
		jsonwrite_close(&out, ']');
	jsonwrite_close(&out, '}');
	return finished(&out, fault);
}

struct text erasure_job_abridge(struct fault *fault, struct text options)
{
	const struct jsonread_node *given = jsonread_parse(fault->arena, options, NULL);
	struct jsonwrite out = jsonwrite_make(fault->arena, 1024);

	jsonwrite_open(&out, '{');
	jsonwrite_text(&out, "subjectHash", jsonread_member_text(given, "subjectHash"));
	jsonwrite_text(&out, "scope", jsonread_member_text(given, "scope"));
	jsonwrite_close(&out, '}');
	return finished(&out, fault);
}

struct text erasure_job_counts(struct fault *fault, const int64_t counts[DATA_SUBJECT_KINDS])
{
	struct jsonwrite out = jsonwrite_make(fault->arena, 1024);

	jsonwrite_open(&out, '{');
	for (int i = 0; i < DATA_SUBJECT_KINDS; i++)
		jsonwrite_int(&out, count_names[i], counts[i]);
	jsonwrite_close(&out, '}');
	return finished(&out, fault);
}

/* A running erasure. */
struct work {
	struct group_job write;
	struct job_run *run;
	struct erasure erasure;
	int64_t counts[DATA_SUBJECT_KINDS]; /* committed */
	/* The values after the current batch, adopted when it is committed: */
	struct job next;
	int64_t next_counts[DATA_SUBJECT_KINDS];
	size_t rows_left; /* that the batch may still delete */
	bool is_last; /* the current batch is the last one */
};

static enum status erase(struct work *work, struct db *db, enum data_subject_kind kind,
	struct text review_id, struct fault *fault)
{
	int64_t now_ms = clock_now_ms(work->run->runtime->clock);
	size_t count;
	enum status status = data_subject_store_erase(
		db, &work->erasure.person, kind, review_id, work->rows_left, now_ms, &count, fault);

	work->rows_left -= count;
	work->next_counts[kind] += (int64_t)count;
	return status;
}

static enum status erase_all(struct work *work, struct db *db, struct fault *fault)
{
	enum status status = STATUS_OK;

	/* Deleting a review also deletes the votes and concerns on it. */
	for (int i = 0; i < DATA_SUBJECT_KINDS && work->rows_left > 0 && status == STATUS_OK; i++)
		status = erase(work, db, (enum data_subject_kind)i, TEXT_NONE, fault);
	work->is_last = work->rows_left > 0;
	work->next.done_items += (int64_t)(BATCH_ITEMS - work->rows_left);
	return status;
}

static enum status erase_items(struct work *work, struct db *db, struct fault *fault)
{
	const struct erasure *erasure = &work->erasure;
	size_t at = (size_t)work->next.done_items, until = at + BATCH_ITEMS;
	enum status status = STATUS_OK;

	while (at < erasure->item_count && at < until && work->rows_left > 0 &&
		status == STATUS_OK) {
		const struct erasure_item *item = &erasure->items[at];

		status = erase(work, db, item->kind, item->review_id, fault);
		/* A full batch may have left rows of this item. */
		if (work->rows_left > 0)
			at++;
	}
	work->is_last = at >= erasure->item_count;
	work->next.done_items = (int64_t)at;
	return status;
}

static enum status run_batch(struct group_job *write, struct db *db, struct fault *fault)
{
	struct work *work = container_of(write, struct work, write);
	enum status status;

	work->next = work->run->job;
	memcpy(work->next_counts, work->counts, sizeof(work->counts));
	work->rows_left = BATCH_ITEMS;
	if (work->erasure.item_count > 0)
		status = erase_items(work, db, fault);
	else
		status = erase_all(work, db, fault);
	/* Searches no longer find a deleted review, but the index still has its words. */
	if (status == STATUS_OK)
		status = erased_words_add(db, work->next.id,
			clock_now_ms(work->run->runtime->clock),
			work->next_counts[DATA_SUBJECT_REVIEW] > work->counts[DATA_SUBJECT_REVIEW],
			fault);
	if (status != STATUS_OK)
		return status;
	work->next.counts = erasure_job_counts(fault, work->next_counts);
	if (fault->status != STATUS_OK)
		return fault->status;
	return job_store_update(db, &work->next, fault);
}

/* Takes over the values of a committed batch. */
static void adopt(struct work *work)
{
	work->run->job.done_items = work->next.done_items;
	memcpy(work->counts, work->next_counts, sizeof(work->counts));
}

/* Runs batches until the last one, or until the service stops. Each batch starts with an empty
 * arena. */
static enum status run_batches(struct work *work, struct fault *fault)
{
	struct job_run *job_run = work->run;
	struct arena *arena = arena_new();
	struct fault written = fault_make(job_run->arena);
	enum status status = STATUS_OK;

	for (work->is_last = false;
		!work->is_last && !job_run_is_stopping(job_run) && status == STATUS_OK;
		arena_reset(arena)) {
		struct fault inner = fault_make(arena);

		work->write = (struct group_job){.run = run_batch, .fault = &inner};
		status = group_run(job_run->runtime->group, &work->write);
		if (status != STATUS_OK)
			fault_propagate(fault, &inner);
		else
			adopt(work);
	}
	arena_free(arena);
	/* Committed batches count, even when a later one failed. */
	job_run->job.counts = erasure_job_counts(&written, work->counts);
	return status == STATUS_OK && written.status != STATUS_OK ? fault_propagate(fault, &written)
								  : status;
}

static void read_items(struct work *work, const struct jsonread_node *list)
{
	struct erasure *erasure = &work->erasure;

	erasure->item_count = jsonread_count(list);
	erasure->items =
		arena_array(work->run->arena, erasure->item_count + 1, sizeof(*erasure->items));
	for (size_t i = 0; i < erasure->item_count; i++) {
		const struct jsonread_node *item = jsonread_element(list, i);

		data_subject_store_parse_kind(
			jsonread_member_text(item, "type"), &erasure->items[i].kind);
		erasure->items[i].review_id = jsonread_member_text(item, "reviewId");
	}
}

static void read_job(struct work *work)
{
	const struct job_run *run = work->run;
	const struct jsonread_node *options = jsonread_parse(run->arena, run->job.options, NULL);
	const struct jsonread_node *counts = jsonread_parse(run->arena, run->job.counts, NULL);

	work->erasure.person.user_id = jsonread_member_text(options, "userId");
	work->erasure.person.email_hash = jsonread_member_text(options, "emailHash");
	read_items(work, jsonread_member(options, "items"));
	for (int i = 0; i < DATA_SUBJECT_KINDS; i++)
		work->counts[i] = jsonread_member_int(counts, count_names[i]);
}

enum status erasure_job_run(struct job_run *run, struct fault *fault)
{
	struct work *work = arena_alloc(run->arena, sizeof(*work));
	struct search_upkeep *upkeep = run->search_upkeep;
	enum status status;

	work->run = run;
	read_job(work);
	status = run_batches(work, fault);
	/* Compacts the index before the job finishes, unless a compaction ran recently. */
	if (status == STATUS_OK && work->is_last) {
		if (work->counts[DATA_SUBJECT_REVIEW] > 0)
			search_upkeep_compact(upkeep);
		status = job_run_finish(run, JOB_SUCCEEDED, fault);
	}
	search_upkeep_request_compaction(upkeep);
	return status;
}
