#include "api/admin/data_subject.h"
#include "api/core/audit.h"
#include "api/core/handlers.h"
#include "api/core/reply.h"
#include "base/container_of.h"
#include "reviews/review_store.h"

/* Limits of one response: number of reviews, votes and concerns, and size. */
#define ITEMS_MAX 10000
#define ANSWER_BYTES_MAX (32 * 1024 * 1024)
#define EVENT_BYTES_MAX 1024

struct search_query {
	bool download;
};

static const struct field_rule search_rules[] = {
	{.name = "download",
		.kind = FIELD_BOOLEAN,
		.offset = offsetof(struct search_query, download)},
};

const struct call_query personal_data_api_query = {
	FIELD_TABLE(search_rules), sizeof(struct search_query), NULL};

/* A response in progress. */
struct answer {
	struct group_job write; /* records the audit event */
	struct call *call;
	struct data_subject person;
	struct text subject; /* keyed hash of the person */
	struct jsonwrite out;
	size_t remaining; /* items that may still be written */
	bool is_truncated;
};

static enum status write_review(struct answer *answer, const struct data_subject_item *item)
{
	struct call *call = answer->call;
	struct review review;
	enum status status = review_store_get(call->db, item->review_id, &review, &call->fault);

	if (status == STATUS_OK)
		review_write(&answer->out, &review);
	return status;
}

static void write_feedback(
	struct jsonwrite *out, enum data_subject_kind kind, const struct data_subject_item *item)
{
	jsonwrite_open(out, '{');
	jsonwrite_text(out, "reviewId", item->review_id);
	jsonwrite_text(out, "productId", item->product_id);
	jsonwrite_text(out, "userId", item->person_id);
	if (kind == DATA_SUBJECT_VOTE) {
		jsonwrite_time(out, "votedDateTime", item->at_ms);
		jsonwrite_bool(out, "helpful", item->is_helpful);
	} else {
		jsonwrite_time(out, "reportedDateTime", item->at_ms);
		jsonwrite_text(out, "reason", item->reason);
	}
	jsonwrite_close(out, '}');
}

static enum status write_kind(struct answer *answer, enum data_subject_kind kind, const char *name)
{
	struct call *call = answer->call;
	struct data_subject_item *items;
	size_t count;
	enum status status = data_subject_store_find(call->db, &answer->person, kind, TEXT_NONE,
		answer->remaining + 1, &items, &count, &call->fault);

	jsonwrite_open_member(&answer->out, name, '[');
	for (size_t i = 0; i < count && status == STATUS_OK && !answer->is_truncated; i++) {
		answer->is_truncated =
			answer->remaining == 0 || jsonwrite_length(&answer->out) > ANSWER_BYTES_MAX;
		if (answer->is_truncated)
			break;
		answer->remaining--;
		if (kind == DATA_SUBJECT_REVIEW)
			status = write_review(answer, &items[i]);
		else
			write_feedback(&answer->out, kind, &items[i]);
	}
	jsonwrite_close(&answer->out, ']');
	return status;
}

static enum status write_all(struct answer *answer)
{
	struct jsonwrite *out = &answer->out;
	enum status status;

	jsonwrite_open(out, '{');
	jsonwrite_text(out, "subjectHash", answer->subject);
	status = write_kind(answer, DATA_SUBJECT_REVIEW, "reviews");
	if (status == STATUS_OK)
		status = write_kind(answer, DATA_SUBJECT_VOTE, "votes");
	if (status == STATUS_OK)
		status = write_kind(answer, DATA_SUBJECT_CONCERN, "concerns");
	jsonwrite_bool(out, "truncated", answer->is_truncated);
	jsonwrite_close(out, '}');
	return status;
}

static enum status write_event(struct group_job *write, struct db *db, struct fault *fault)
{
	struct answer *answer = container_of(write, struct answer, write);
	struct call *call = answer->call;
	struct db *reader = call->db;
	struct jsonwrite out = jsonwrite_make(fault->arena, EVENT_BYTES_MAX);
	struct text after;
	enum status status;

	jsonwrite_open(&out, '{');
	jsonwrite_text(&out, "subjectHash", answer->subject);
	jsonwrite_close(&out, '}');
	status = jsonwrite_finish(&out, &after, fault);
	if (status != STATUS_OK)
		return status;
	call->db = db;
	status = audit_change(
		call, AUDIT_SEARCH, "personalData", (struct guid){{0}}, TEXT_NONE, after);
	call->db = reader;
	return status;
}

/* Records the search durably before any data is read. */
static enum status record_search(struct answer *answer)
{
	struct call *call = answer->call;

	answer->subject = data_subject_store_hash(call->arena,
		call->service->runtime.environment.keys[ENVIRONMENT_SUBJECT], &answer->person);
	answer->write = (struct group_job){.run = write_event, .fault = &call->fault};
	return group_run(call->service->runtime.group, &answer->write);
}

/* Reads everything from one snapshot. */
enum status personal_data_api_search(struct call *call)
{
	const struct search_query *query = call->query;
	struct answer answer = {.call = call, .remaining = ITEMS_MAX};
	const struct jsonread_node *body;
	enum status status;

	if (!data_subject_read(call, NULL, &answer.person, &body) ||
		call->fault.status != STATUS_OK)
		return call->fault.status;
	status = record_search(&answer);
	if (status != STATUS_OK)
		return status;
	answer.out = jsonwrite_make(call->arena, ANSWER_BYTES_MAX + 2 * REVIEW_JSON_BYTES_MAX);
	status = db_begin(call->db, DB_READ, &call->fault);
	if (status != STATUS_OK)
		return status;
	status = write_all(&answer);
	db_rollback(call->db);
	if (status == STATUS_OK)
		status = reply_json(call, 200, &answer.out);
	if (status == STATUS_OK && query->download)
		message_add_header(call->response, "Content-Disposition",
			TEXT("attachment; filename=\"personal-data.json\""));
	return status;
}
