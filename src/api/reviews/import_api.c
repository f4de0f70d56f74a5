#include "api/core/handlers.h"
#include "api/core/reply.h"
#include "api/core/review_call.h"
#include "api/reviews/import_content.h"
#include "api/reviews/import_submit.h"
#include "base/container_of.h"
#include "work/import_run.h"
#include "work/review_policy.h"

/* Maximum of listed items, for rejected and for other items each. Counts include all items. */
#define ITEMS_MAX 1000
#define RESULT_BYTES_MAX (8 * 1024 * 1024)

/* An import pauses after this time if other callers wait. */
#define STEP_MS 100

struct import_query {
	struct text source, columns;
	bool dry_run;
};

#define AT(member) .offset = offsetof(struct import_query, member)

static const struct field_rule rules[] = {
	{.name = "source", .kind = FIELD_LINE, AT(source), .min = 1, .max = 100},
	{.name = "columns", .kind = FIELD_LINE, AT(columns), .min = 1, .max = 4000},
	{.name = "dryRun", .kind = FIELD_BOOLEAN, AT(dry_run)},
};

const struct call_query import_api_query = {FIELD_TABLE(rules), sizeof(struct import_query), NULL};

/* A response in progress. */
struct answer {
	struct import_run run;
	struct call *call;
	struct jsonwrite out;
	int listed[2]; /* numbers of listed items: accepted, rejected */
	int64_t omitted;
	int64_t step_ends_ms; /* monotonic */
};

/* Collects the faults of items, for the problem if no item can be imported. */
static void collect_faults(struct call *call, const struct import_item *item)
{
	for (size_t i = 0; i < item->fault.error_count; i++) {
		const struct fault_error *error = &item->fault.errors[i];

		if (call->fault.error_count == FAULT_ERRORS_MAX) {
			call->fault.omitted_count += item->fault.error_count - i;
			return;
		}
		fault_add(&call->fault,
			arena_printf(call->arena, "items[%zu]%s%s", item->row,
				error->target.length > 0 ? "." : "",
				arena_cstr(call->arena, error->target)),
			error->code, "Item %zu: %s", item->row, error->message.data);
	}
}

static bool can_list(struct answer *answer, bool rejected)
{
	int *listed = &answer->listed[rejected];

	if (*listed == ITEMS_MAX ||
		jsonwrite_length(&answer->out) >= RESULT_BYTES_MAX - IMPORT_RUN_RESULT_BYTES_MAX)
		return false;
	(*listed)++;
	return true;
}

/* Returns whether this step continues after the current batch. */
static bool may_continue(struct answer *answer)
{
	const struct call *call = answer->call;

	if (atomic_load(&call->service->stopping))
		return false;
	return clock_monotonic_ms() < answer->step_ends_ms ||
		!fair_queue_has_waiters(call->service->fair_queue, call->caller_id);
}

static bool add_results(struct import_run *run, const struct import_run_batch *batch)
{
	struct answer *answer = container_of(run, struct answer, run);

	for (size_t i = 0; i < batch->count; i++) {
		collect_faults(answer->call, &batch->items[i]);
		if (can_list(answer, batch->items[i].fault.status != STATUS_OK))
			import_run_write_item(&answer->out, run, batch, i);
		else
			answer->omitted++;
	}
	return may_continue(answer);
}

static void write_totals(struct jsonwrite *out, const struct answer *answer)
{
	const struct import_run_counts *counts = &answer->run.counts;

	jsonwrite_bool(out, "dryRun", answer->run.dry_run);
	jsonwrite_int(out, "total", counts->total);
	import_run_write_counts(out, counts);
}

static void write_counts(struct answer *answer, const struct import_query *query)
{
	struct jsonwrite *out = &answer->out;
	size_t ignored_count;

	jsonwrite_text(out, "source", query->source);
	write_totals(out, answer);
	if (answer->omitted > 0)
		jsonwrite_int(out, "itemsOmitted", answer->omitted);
	import_ignored(answer->run.import, &ignored_count);
	import_run_write_ignored(out, answer->run.import, ignored_count);
}

static enum status reply_results(struct answer *answer)
{
	struct call *call = answer->call;
	const struct import_run_counts *counts = &answer->run.counts;

	jsonwrite_close(&answer->out, ']');
	/* An import has failed if every item is rejected. */
	if (counts->total > 0 && counts->rejected == counts->total) {
		call->fault.code = "NothingImported";
		return call->fault.status;
	}
	fault_clear(&call->fault);
	write_counts(answer, call->query);
	jsonwrite_close(&answer->out, '}');
	return reply_json(call, 200, &answer->out);
}

/* Replies how many items were handled before the shutdown. Their changes are committed. */
static enum status reply_stopped(struct answer *answer)
{
	struct call *call = answer->call;
	struct jsonwrite out = jsonwrite_make(call->arena, 1024);

	jsonwrite_open(&out, '{');
	write_totals(&out, answer);
	jsonwrite_close(&out, '}');
	if (jsonwrite_finish(&out, &call->partial, &call->fault) != STATUS_OK)
		return call->fault.status;
	return fault_set(&call->fault, STATUS_UNAVAILABLE, "ShuttingDown",
		"The service is shutting down; %lld items of this import were handled. Send the "
		"whole import again: stored items will be unchanged.",
		(long long)answer->run.counts.total);
}

static enum status run_step(struct answer *answer)
{
	struct call *call = answer->call;
	struct fault fault = fault_make(call->arena);

	answer->step_ends_ms = clock_monotonic_ms() + STEP_MS;
	if (import_run_execute(&answer->run, &fault) != STATUS_OK)
		return fault_propagate(&call->fault, &fault);
	if (!answer->run.stopped)
		return reply_results(answer);
	if (atomic_load(&call->service->stopping))
		return reply_stopped(answer);
	call->has_more = true;
	return STATUS_OK;
}

static struct answer *begin(struct call *call, struct import *import)
{
	const struct import_query *query = call->query;
	const struct request *request = call->request;
	struct answer *answer = arena_alloc(call->arena, sizeof(*answer));

	answer->run = (struct import_run){.import = import,
		.mapped = request->body_is_mapped ? request->body : TEXT_NONE,
		.group = call->service->runtime.group,
		.batch_items = IMPORT_RUN_ITEMS,
		.dry_run = query->dry_run,
		.sink = add_results};
	answer->call = call;
	answer->out = jsonwrite_make(call->arena, RESULT_BYTES_MAX);
	jsonwrite_open(&answer->out, '{');
	jsonwrite_open_member(&answer->out, "items", '[');
	return answer;
}

/* Without a source, items have IDs of their own. An invalid source counts as a source, an empty one
 * does not. */
static bool names_source(struct call *call)
{
	struct text rest = call->request->query, name, value;
	bool malformed, names = false;

	while (message_next_pair(call->arena, &rest, &name, &value, &malformed))
		names = names || (text_equal(name, TEXT("source")) && value.length > 0);
	return names;
}

/* Returns whether the Prefer header has that preference (RFC 7240 §2). */
static bool prefers(const struct request *request, struct text wanted)
{
	struct text list = message_header(request, "Prefer"), item;

	while (text_split_next(&list, ',', &item)) {
		struct text name = text_trim(text_slice(item, 0, text_find(item, ';')));

		if (text_equal_nocase(name, wanted))
			return true;
	}
	return false;
}

/* Opens the document of the call. Returns NULL and sets the call's fault if it cannot be imported.
 */
static struct import *open_document(struct call *call, struct import_options *ret_options)
{
	const struct import_query *query = call->query;

	*ret_options = (struct import_options){
		.columns = query->columns, .source = query->source, .restore = !names_source(call)};
	if (import_content_open(call, &ret_options->format) != STATUS_OK ||
		!review_call_policy(call, &ret_options->policy))
		return NULL;
	ret_options->document = call->request->body;
	return import_open(ret_options, &call->fault);
}

enum status import_api_import(struct call *call)
{
	const struct import_query *query = call->query;
	struct import_options options;
	struct import *import;

	if (call->progress != NULL)
		return run_step(call->progress);
	import = open_document(call, &options);
	if (import == NULL)
		return call->fault.status;
	if (prefers(call->request, TEXT("respond-async")))
		return import_submit_run(call, &options, query->dry_run);
	call->progress = begin(call, import);
	return run_step(call->progress);
}

enum status import_api_import_file(struct call *call)
{
	const struct import_query *query = call->query;
	struct import_options options;

	if (open_document(call, &options) == NULL)
		return call->fault.status;
	return import_submit_run(call, &options, query->dry_run);
}
