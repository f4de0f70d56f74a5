#include "api/admin/data_subject.h"
#include "api/core/audit.h"
#include "api/core/handlers.h"
#include "api/core/job_submit.h"
#include "api/core/list_page.h"
#include "api/core/reply.h"
#include "reviews/erased_words.h"
#include "upkeep/search_upkeep.h"
#include "work/erasure_job.h"

/* A receipt as JSON: mostly the fault of a failed erasure. */
#define RECEIPT_BYTES_MAX (2 * FAULT_JSON_BYTES_MAX)

/* read_items() reads the array. */
static const struct field_rule items_rule = {
	.name = "items", .kind = FIELD_TEXT, .read_only = true};

static void read_item(struct call *call, const struct jsonread_node *node, size_t index,
	struct erasure_item *ret_item)
{
	struct text id = jsonread_member_text(node, "reviewId");
	struct guid guid;

	if (!data_subject_store_parse_kind(jsonread_member_text(node, "type"), &ret_item->kind))
		fault_add(&call->fault, arena_printf(call->arena, "items[%zu].type", index),
			"InvalidField", "items[%zu].type must be review, vote or concern.", index);
	if (guid_parse(text_or_empty(id), &guid))
		ret_item->review_id = guid_text(call->arena, guid);
	else
		fault_add(&call->fault, arena_printf(call->arena, "items[%zu].reviewId", index),
			"InvalidField", "items[%zu].reviewId must be the id of a review, a GUID.",
			index);
}

static void read_items(struct call *call, const struct jsonread_node *body, struct erasure *erasure)
{
	const struct jsonread_node *list = jsonread_member(body, "items");
	size_t count = jsonread_type(list) == JSONREAD_ARRAY ? jsonread_count(list) : 0;

	if (jsonread_type(list) <= JSONREAD_NULL)
		return;
	if (count < 1 || count > ERASURE_JOB_ITEMS) {
		fault_add(&call->fault, TEXT("items"), "InvalidField",
			"items must be an array of 1 to %d items; leave it out to erase all.",
			ERASURE_JOB_ITEMS);
		return;
	}
	erasure->items = arena_array(call->arena, count, sizeof(*erasure->items));
	erasure->item_count = count;
	for (size_t i = 0; i < count; i++)
		read_item(call, jsonread_element(list, i), i, &erasure->items[i]);
}

static enum status write_receipt(struct call *call, struct jsonwrite *out, const struct job *job)
{
	const struct jsonread_node *options = jsonread_parse(call->arena, job->options, NULL);
	int64_t since_ms;
	enum status status = erased_words_since(call->db, job->id, &since_ms, &call->fault);

	if (status != STATUS_OK)
		return status;
	jsonwrite_open(out, '{');
	jsonwrite_text(out, "id", job->id);
	jsonwrite_text(out, "state", text_from(job_store_state_name(job->state)));
	jsonwrite_text(out, "scope", jsonread_member_text(options, "scope"));
	jsonwrite_text(out, "subjectHash", jsonread_member_text(options, "subjectHash"));
	jsonwrite_time(out, "requestedAt", job->created_at_ms);
	jsonwrite_text(out, "requestedBy", job->created_by);
	if (job->finished_at_ms != 0)
		jsonwrite_time(out, "finishedAt", job->finished_at_ms);
	if (since_ms != 0 && job->finished_at_ms != 0)
		jsonwrite_time(out, "wordsGoneBy", since_ms + SEARCH_UPKEEP_DEADLINE_MS);
	jsonwrite_raw(out, "counts", job->counts);
	jsonwrite_raw(out, "fault", job->fault);
	jsonwrite_close(out, '}');
	return STATUS_OK;
}

/* Runs in the transaction that stores the job: records the audit event and writes the response. */
static enum status answer_accepted(struct call *call, const struct job *job)
{
	struct jsonwrite out = jsonwrite_make(call->arena, RECEIPT_BYTES_MAX);
	struct guid id = {{0}};
	enum status status;

	guid_parse_strict(job->id, &id);
	status = audit_change(call, AUDIT_CREATE, "erasure", id, TEXT_NONE,
		erasure_job_abridge(&call->fault, job->options));
	/* The job's row names the person until the job has finished. */
	if (status == STATUS_OK)
		status = erased_words_add(
			call->db, job->id, job->created_at_ms, false, &call->fault);
	if (status == STATUS_OK)
		status = write_receipt(call, &out, job);
	if (status != STATUS_OK)
		return status;
	return job_submit_accept(call, job, &out);
}

enum status erasures_api_create(struct call *call)
{
	static const int64_t nothing[DATA_SUBJECT_KINDS] = {0};
	struct job job = job_submit_make(call, TEXT(ERASURE_JOB_KIND));
	struct erasure erasure = {.items = NULL};
	const struct jsonread_node *body;
	bool is_new;

	if (data_subject_read(call, &items_rule, &erasure.person, &body))
		read_items(call, body, &erasure);
	if (call->fault.status != STATUS_OK)
		return call->fault.status;
	job.options = erasure_job_options(&call->fault,
		call->service->runtime.environment.keys[ENVIRONMENT_SUBJECT], &erasure);
	job.counts = erasure_job_counts(&call->fault, nothing);
	if (call->fault.status != STATUS_OK)
		return call->fault.status;
	return job_submit_add(call, &job, answer_accepted, &is_new);
}

/* Finds the erasure of the path. Jobs of other kinds count as missing. */
static enum status find(struct call *call, struct job *ret_job)
{
	struct guid id;
	enum status status;

	if (!call_path_guid(call, 0, &id))
		return call->fault.status;
	status = job_store_get(call->db, guid_text(call->arena, id), ret_job, &call->fault);
	if (status == STATUS_OK && text_equal(ret_job->kind, TEXT(ERASURE_JOB_KIND)))
		return status;
	if (status != STATUS_OK && status != STATUS_NOT_FOUND)
		return status;
	fault_clear(&call->fault);
	return fault_set(&call->fault, STATUS_NOT_FOUND, "ErasureNotFound",
		"There is no erasure %s.", guid_text(call->arena, id).data);
}

enum status erasures_api_read(struct call *call)
{
	struct jsonwrite out = jsonwrite_make(call->arena, RECEIPT_BYTES_MAX);
	struct job job = {.id = TEXT_NONE};
	enum status status = find(call, &job);

	if (status == STATUS_OK)
		status = write_receipt(call, &out, &job);
	return status == STATUS_OK ? job_submit_reply(call, &job, &out) : status;
}

enum status erasures_api_list(struct call *call)
{
	const struct list_page *page = &((const struct list_page_plain *)call->query)->page;
	struct text before = guid_text_or_none(call->arena, page->id);
	struct jsonwrite out = jsonwrite_make(call->arena, (page->limit + 1) * RECEIPT_BYTES_MAX);
	struct guid last = {{0}};
	struct job *jobs;
	size_t count;
	enum status status = job_store_list(
		call->db, TEXT(ERASURE_JOB_KIND), before, page->fetch, &jobs, &count, &call->fault);

	if (status != STATUS_OK)
		return status;
	jsonwrite_open(&out, '{');
	jsonwrite_open_member(&out, "value", '[');
	for (size_t i = 0; i < count && i < page->limit && status == STATUS_OK; i++) {
		status = write_receipt(call, &out, &jobs[i]);
		guid_parse_strict(jobs[i].id, &last);
	}
	if (status != STATUS_OK)
		return status;
	jsonwrite_close(&out, ']');
	list_page_end(call, &out, page, count, call->route->name, TEXT(""), last);
	jsonwrite_close(&out, '}');
	return reply_json(call, 200, &out);
}
