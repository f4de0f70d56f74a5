#include "api/admin/moderation.h"
#include "api/core/handlers.h"
#include "api/core/reply.h"
#include "base/container_of.h"
#include "reviews/review_store.h"

#define IDS_MAX 1000

/* Reviews of one group job. Bounds how long other writers wait for it. */
#define BATCH_REVIEWS 250

#define RESULT_BYTES_MAX (128 * (IDS_MAX + 1))

/* read_ids() reads the array. */
static const struct field_rule rules[] = {
	{.name = "reviewIds", .kind = FIELD_TEXT, .required = true, .read_only = true},
};

static const struct field_table fields = FIELD_TABLE(rules);

enum outcome { PUBLISHED, UNCHANGED, MISSING };

static const char *const outcome_names[] = {"published", "unchanged", "notFound"};

/* The IDs of the request, published in several group jobs. */
struct publication {
	struct group_job job;
	struct call *call;
	struct text ids[IDS_MAX];
	enum outcome outcomes[IDS_MAX];
	size_t count;
	size_t from, until; /* range of the current job */
};

static enum status publish(
	struct call *call, struct text id, struct arena *arena, enum outcome *ret_outcome)
{
	struct fault lookup = fault_make(arena);
	struct review old, review;
	bool changed = false;
	enum status status = review_store_get(call->db, id, &old, &lookup);

	*ret_outcome = MISSING;
	if (status == STATUS_NOT_FOUND)
		return STATUS_OK;
	if (status != STATUS_OK)
		return fault_propagate(&call->fault, &lookup);
	review = old;
	review.is_published = true;
	status = moderation_save(call, AUDIT_PUBLISH, &old, &review, &changed);
	*ret_outcome = changed ? PUBLISHED : UNCHANGED;
	return status;
}

static enum status run_batch(struct group_job *job, struct db *db, struct fault *fault)
{
	struct publication *publication = container_of(job, struct publication, job);
	struct call *call = publication->call;
	struct arena *arena = arena_new();
	enum status status = STATUS_OK;

	(void)fault;
	call->db = db;
	for (size_t i = publication->from; i < publication->until && status == STATUS_OK; i++) {
		status = publish(call, publication->ids[i], arena, &publication->outcomes[i]);
		arena_reset(arena);
	}
	arena_free(arena);
	return status;
}

static void read_id(struct call *call, const struct jsonread_node *node, size_t index,
	struct publication *publication)
{
	struct text given = jsonread_text(node);
	struct guid id;

	if (guid_parse(text_or_empty(given), &id))
		publication->ids[publication->count++] = guid_text(call->arena, id);
	else
		fault_add(&call->fault, arena_printf(call->arena, "reviewIds[%zu]", index),
			"InvalidField", "reviewIds[%zu] must be the id of a review, a GUID.",
			index);
}

static bool read_ids(struct call *call, struct publication *publication)
{
	struct field_reader reader = {.fault = &call->fault};
	const struct jsonread_node *body = call_parse_body(call), *list;
	char nothing = 0;
	size_t count;

	if (body == NULL)
		return false;
	jsonread_record(&reader, &fields, body, &nothing);
	field_require(&reader, &fields);
	list = jsonread_member(body, "reviewIds");
	count = jsonread_type(list) == JSONREAD_ARRAY ? jsonread_count(list) : 0;
	if (jsonread_is_given(list) && (count < 1 || count > IDS_MAX))
		fault_add(&call->fault, TEXT("reviewIds"), "InvalidField",
			"reviewIds must be an array of 1 to %d ids of reviews.", IDS_MAX);
	for (size_t i = 0; i < count && count <= IDS_MAX; i++)
		read_id(call, jsonread_element(list, i), i, publication);
	return call->fault.status == STATUS_OK;
}

static enum status reply_outcomes(struct call *call, const struct publication *publication)
{
	struct jsonwrite out = jsonwrite_make(call->arena, RESULT_BYTES_MAX);

	jsonwrite_open(&out, '{');
	jsonwrite_open_member(&out, "results", '[');
	for (size_t i = 0; i < publication->count; i++) {
		jsonwrite_open(&out, '{');
		jsonwrite_text(&out, "reviewId", publication->ids[i]);
		jsonwrite_text(&out, "status", text_from(outcome_names[publication->outcomes[i]]));
		jsonwrite_close(&out, '}');
	}
	jsonwrite_close(&out, ']');
	jsonwrite_close(&out, '}');
	return reply_json(call, 200, &out);
}

enum status moderation_publish_api_publish(struct call *call)
{
	struct publication *publication = arena_alloc(call->arena, sizeof(*publication));
	struct db *reader = call->db;
	enum status status = STATUS_OK;

	publication->call = call;
	if (!read_ids(call, publication))
		return call->fault.status;
	for (size_t i = 0; i < publication->count && status == STATUS_OK; i += BATCH_REVIEWS) {
		publication->job = (struct group_job){.run = run_batch, .fault = &call->fault};
		publication->from = i;
		publication->until = i + BATCH_REVIEWS < publication->count ? i + BATCH_REVIEWS
									    : publication->count;
		status = group_run(call->service->runtime.group, &publication->job);
	}
	call->db = reader;
	return status == STATUS_OK ? reply_outcomes(call, publication) : status;
}
