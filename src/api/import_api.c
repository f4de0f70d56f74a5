#include "api/handlers.h"
#include "api/policy.h"
#include "api/reply.h"
#include "reviews/import.h"
#include "reviews/review_store.h"

/* Items of one job of the group commit: bounds how long other writers wait behind it. */
#define BATCH_ITEMS 250

/* Results listed item by item end here; the counts go on. */
#define RESULT_BYTES_MAX (64 * 1024 * 1024)
#define ITEM_BYTES_MAX (256 * 1024)

struct import_query {
	struct text source, columns;
	bool dry_run;
};

#define AT(member) .offset = offsetof(struct import_query, member)

static const struct field_rule rules[] = {
	{.name = "source", .kind = FIELD_LINE, .required = true, AT(source), .min = 1, .max = 100},
	{.name = "columns", .kind = FIELD_LINE, AT(columns), .min = 1, .max = 4000},
	{.name = "dryRun", .kind = FIELD_BOOLEAN, AT(dry_run)},
};

const struct call_query import_api_query = {FIELD_TABLE(rules), sizeof(struct import_query), NULL};

/* Items on their way into the database together. */
struct batch {
	struct group_job job;
	struct import_item items[BATCH_ITEMS];
	enum review_outcome outcomes[BATCH_ITEMS];
	size_t count;
	bool dry_run;
};

/* What has become of the items so far. */
struct tally {
	int64_t total, rejected, omitted;
	int64_t outcomes[REVIEW_UNCHANGED + 1];
	struct jsonwrite out;
};

static const char *const outcome_names[] = {"created", "updated", "unchanged"};

static enum status store_batch(struct group_job *job, struct db *db, struct fault *fault)
{
	struct batch *batch = (struct batch *)job;
	enum status status = STATUS_OK;

	for (size_t i = 0; i < batch->count && status == STATUS_OK; i++) {
		if (batch->items[i].fault.status == STATUS_OK)
			status = review_store_upsert(
				db, &batch->items[i].review, &batch->outcomes[i], fault);
	}
	/* A dry run does everything but keep it. */
	if (status == STATUS_OK && batch->dry_run)
		status = db_revert(db, fault);
	return status;
}

static void write_rejection(struct call *call, struct tally *tally, const struct import_item *item)
{
	jsonwrite_text(&tally->out, "status", TEXT("rejected"));
	jsonwrite_open_member(&tally->out, "errors", '[');
	for (size_t i = 0; i < item->fault.error_count; i++) {
		const struct fault_error *error = &item->fault.errors[i];

		jsonwrite_open(&tally->out, '{');
		if (error->target.length > 0)
			jsonwrite_text(&tally->out, "target", error->target);
		jsonwrite_text(&tally->out, "code", text_from(error->code));
		jsonwrite_text(&tally->out, "message", error->message);
		jsonwrite_close(&tally->out, '}');
		/* Kept for the case that nothing at all can be imported. */
		fault_add(&call->fault,
			arena_printf(call->arena, "items[%zu]%s%s", item->row,
				error->target.length > 0 ? "." : "",
				arena_cstr(call->arena, error->target)),
			error->code, "Item %zu: %s", item->row, error->message.data);
	}
	jsonwrite_close(&tally->out, ']');
}

static void write_item(struct call *call, struct tally *tally, const struct batch *batch, size_t i)
{
	const struct import_item *item = &batch->items[i];

	jsonwrite_open(&tally->out, '{');
	jsonwrite_int(&tally->out, "row", (int64_t)item->row);
	jsonwrite_text(&tally->out, "externalId", item->review.external_id);
	if (item->fault.status != STATUS_OK) {
		write_rejection(call, tally, item);
	} else {
		if (!batch->dry_run)
			jsonwrite_text(&tally->out, "reviewId", item->review.review_id);
		jsonwrite_text(&tally->out, "status", text_from(outcome_names[batch->outcomes[i]]));
	}
	jsonwrite_close(&tally->out, '}');
}

static void count_batch(struct call *call, struct tally *tally, const struct batch *batch)
{
	for (size_t i = 0; i < batch->count; i++) {
		tally->total++;
		if (batch->items[i].fault.status != STATUS_OK)
			tally->rejected++;
		else
			tally->outcomes[batch->outcomes[i]]++;
		if (tally->out.buffer.length < RESULT_BYTES_MAX - ITEM_BYTES_MAX)
			write_item(call, tally, batch, i);
		else
			tally->omitted++;
	}
}

static void read_batch(struct import *import, struct batch *batch, struct arena *arena)
{
	batch->count = 0;
	while (batch->count < BATCH_ITEMS &&
		import_next(import, arena, &batch->items[batch->count]))
		batch->count++;
}

static enum status run_batches(struct call *call, struct import *import, struct tally *tally)
{
	const struct import_query *query = call->query;
	struct arena *arena = arena_new();
	struct batch *batch = arena_alloc(call->arena, sizeof(*batch));
	enum status status = STATUS_OK;

	do {
		struct fault fault = fault_make(arena);

		batch->job = (struct group_job){.run = store_batch, .fault = &fault};
		batch->dry_run = query->dry_run;
		read_batch(import, batch, arena);
		status = group_run(call->service->group, &batch->job);
		if (status == STATUS_OK)
			count_batch(call, tally, batch);
		else
			fault_set(&call->fault, status, fault.code, "%s", fault.detail.data);
		arena_reset(arena);
	} while (status == STATUS_OK && batch->count == BATCH_ITEMS);
	arena_free(arena);
	return status;
}

static void write_counts(struct jsonwrite *out, const struct tally *tally,
	const struct import_query *query, const struct import *import)
{
	size_t ignored_count;
	const struct text *ignored = import_ignored(import, &ignored_count);

	jsonwrite_text(out, "source", query->source);
	jsonwrite_bool(out, "dryRun", query->dry_run);
	jsonwrite_int(out, "total", tally->total);
	for (int i = REVIEW_CREATED; i <= REVIEW_UNCHANGED; i++)
		jsonwrite_int(out, outcome_names[i], tally->outcomes[i]);
	jsonwrite_int(out, "rejected", tally->rejected);
	if (tally->omitted > 0)
		jsonwrite_int(out, "itemsOmitted", tally->omitted);
	jsonwrite_open_member(out, "ignoredFields", '[');
	for (size_t i = 0; i < ignored_count; i++)
		jsonwrite_text(out, NULL, ignored[i]);
	jsonwrite_close(out, ']');
}

static enum import_format format_of(const struct request *request)
{
	struct text type = message_header(request, "Content-Type");

	if (message_is_type(type, "text/csv"))
		return IMPORT_CSV;
	return message_is_type(type, "application/json") ? IMPORT_JSON : IMPORT_NDJSON;
}

enum status import_api_import(struct call *call)
{
	const struct import_query *query = call->query;
	struct import_options options = {.format = format_of(call->request),
		.document = call->request->body,
		.columns = query->columns,
		.source = query->source};
	struct import *import;
	struct tally tally = {.out = jsonwrite_make(call->arena, RESULT_BYTES_MAX)};

	if (!policy_read(call, &options.policy))
		return call->fault.status;
	import = import_open(&options, &call->fault);
	if (import == NULL)
		return call->fault.status;
	jsonwrite_open(&tally.out, '{');
	jsonwrite_open_member(&tally.out, "items", '[');
	if (run_batches(call, import, &tally) != STATUS_OK)
		return call->fault.status;
	jsonwrite_close(&tally.out, ']');
	/* An import of which nothing can be stored has failed; any other has results. */
	if (tally.total > 0 && tally.rejected == tally.total) {
		call->fault.code = "NothingImported";
		return call->fault.status;
	}
	fault_clear(&call->fault);
	write_counts(&tally.out, &tally, query, import);
	jsonwrite_close(&tally.out, '}');
	return reply_json(call, 200, &tally.out);
}
