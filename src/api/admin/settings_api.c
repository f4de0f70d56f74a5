#include "api/core/audit.h"
#include "api/core/handlers.h"
#include "api/core/reply.h"
#include "base/container_of.h"
#include "base/fault_json.h"
#include "registry/settings.h"

struct settings_body {
	bool require_moderator;
};

/* read_entries() reads the array. Members set by the server may have any value, because If-Match
 * already identifies the version that the client has read. */
static const struct field_rule rules[] = {
	{.name = "requireModerator",
		.kind = FIELD_BOOLEAN,
		.required = true,
		.offset = offsetof(struct settings_body, require_moderator)},
	{.name = "apps", .kind = FIELD_TEXT, .required = true, .read_only = true},
	FIELD_SERVER_SET("lastModifiedAt"),
	FIELD_SERVER_SET("lastModifiedBy"),
	FIELD_SERVER_SET("etag"),
};

static const struct field_table fields = FIELD_TABLE(rules);

static const struct field_rule id_rule = {
	.name = "id", .kind = FIELD_GUID, .offset = offsetof(struct app, id), .min = 1};

static void write_document(struct jsonwrite *out, const struct settings *settings)
{
	const struct registry_state *state = &settings->state;

	jsonwrite_open(out, '{');
	jsonwrite_bool(out, "requireModerator", state->require_moderator);
	jsonwrite_open_member(out, "apps", '[');
	for (size_t i = 0; i < settings->count; i++)
		app_write_entry(out, &settings->apps[i]);
	jsonwrite_close(out, ']');
	if (state->last_modified_at_ms != 0) {
		jsonwrite_time(out, "lastModifiedAt", state->last_modified_at_ms);
		jsonwrite_text(out, "lastModifiedBy", state->last_modified_by);
	}
	jsonwrite_text(out, "etag", settings_etag(out->buffer.arena, settings));
	jsonwrite_close(out, '}');
}

static enum status reply_document(struct call *call, const struct settings *settings)
{
	struct jsonwrite out = jsonwrite_make(call->arena, SETTINGS_BYTES_MAX);
	struct text document;

	write_document(&out, settings);
	jsonwrite_end_line(&out);
	if (jsonwrite_finish(&out, &document, &call->fault) != STATUS_OK)
		return fault_set(&call->fault, STATUS_CONFLICT, "SettingsTooLarge",
			"The settings document is larger than %d bytes; shorten notes, or use "
			"/admin/v1/app-registrations.",
			SETTINGS_BYTES_MAX);
	reply_json_text(call, 200, document);
	message_add_header(call->response, "ETag", settings_etag(call->arena, settings));
	return STATUS_OK;
}

/* Reads the document from one snapshot. */
static enum status read_in_transaction(struct call *call, struct settings *ret_settings)
{
	enum status status = db_begin(call->db, DB_READ, &call->fault);

	if (status == STATUS_OK)
		status = settings_read(call->db, ret_settings, &call->fault);
	db_rollback(call->db);
	return status;
}

enum status settings_api_read(struct call *call)
{
	struct settings settings;
	enum status status = read_in_transaction(call, &settings);

	if (status != STATUS_OK ||
		!reply_conditions_hold(call, settings_etag(call->arena, &settings), &status))
		return status;
	return reply_document(call, &settings);
}

static void read_entry(
	struct call *call, const struct jsonread_node *node, size_t index, struct app *ret_app)
{
	struct field_reader reader = {
		.fault = &call->fault, .prefix = arena_printf(call->arena, "apps[%zu].", index)};
	const struct jsonread_node *id = jsonread_member(node, "id");

	*ret_app = app_make();
	if (jsonread_type(node) != JSONREAD_OBJECT) {
		fault_add(&call->fault, arena_printf(call->arena, "apps[%zu]", index),
			"InvalidField", "apps[%zu] must be an object.", index);
		return;
	}
	jsonread_record(&reader, &app_fields, node, ret_app);
	field_require(&reader, &app_fields);
	if (!jsonread_is_given(id))
		return;
	if (jsonread_type(id) == JSONREAD_STRING)
		field_set_text(&reader, &id_rule, jsonread_text(id), ret_app);
	else
		field_refuse(&reader, &id_rule);
}

static void read_entries(
	struct call *call, const struct jsonread_node *list, struct settings_draft *draft)
{
	size_t count = jsonread_count(list);

	if (jsonread_type(list) != JSONREAD_ARRAY) {
		if (jsonread_is_given(list))
			fault_add(&call->fault, TEXT("apps"), "InvalidField",
				"apps must be an array of app registrations.");
		return;
	}
	if (count > SETTINGS_APPS_MAX) {
		fault_add(&call->fault, TEXT("apps"), "TooManyEntries",
			"apps has %zu entries; the settings document holds at most %d.", count,
			SETTINGS_APPS_MAX);
		return;
	}
	draft->apps = arena_array(call->arena, count + 1, sizeof(*draft->apps));
	for (size_t i = 0; i < count; i++)
		read_entry(call, jsonread_element(list, i), i, &draft->apps[i]);
	draft->count = count;
}

/* Returns false if the body is not a JSON object. Adds other faults to the call's fault and still
 * returns true, so that the plan can add faults between entries. */
static bool read_draft(struct call *call, struct settings_draft *draft)
{
	struct field_reader reader = {.fault = &call->fault};
	const struct jsonread_node *body = call_parse_body(call);
	struct settings_body values = {false};

	if (body == NULL)
		return false;
	jsonread_record(&reader, &fields, body, &values);
	field_require(&reader, &fields);
	draft->require_moderator = values.require_moderator;
	read_entries(call, jsonread_member(body, "apps"), draft);
	return true;
}

/* State of a Save, shared with the writer thread. */
struct save {
	struct group_job job;
	struct call *call;
	struct settings_draft draft;
	struct settings result;
};

/* Returns the operation of a step for the audit trail. */
static enum audit_operation operation_of(const struct settings_step *step)
{
	if (step->restored)
		return AUDIT_RESTORE;
	if (step->before == NULL)
		return AUDIT_CREATE;
	return step->after == NULL ? AUDIT_DELETE : AUDIT_UPDATE;
}

static struct text moderator_json(bool on)
{
	return on ? TEXT("{\"requireModerator\":true}") : TEXT("{\"requireModerator\":false}");
}

static enum status audit_plan(struct call *call, const struct settings_plan *plan)
{
	bool was = plan->current->state.require_moderator;
	enum status status = STATUS_OK;

	if (was != plan->require_moderator)
		status = audit_change(call, AUDIT_UPDATE, "settings",
			call->service->runtime.environment.id, moderator_json(was),
			moderator_json(plan->require_moderator));
	for (size_t i = 0; i < plan->count && status == STATUS_OK; i++) {
		const struct settings_step *step = &plan->steps[i];

		status = audit_app(call, operation_of(step), step->before, step->after);
	}
	return status;
}

static enum status apply_plan(struct save *save, const struct settings_plan *plan)
{
	struct call *call = save->call;
	struct registry_change change = call_change(call);
	enum status status = settings_apply(call->db, plan, &change, &call->fault);

	if (status == STATUS_OK)
		status = audit_plan(call, plan);
	return status == STATUS_OK ? settings_read(call->db, &save->result, &call->fault) : status;
}

/* If the settings were never changed, the client's tag is unknown rather than old. */
static enum status refuse_stale(struct call *call, const struct settings *current)
{
	const struct registry_state *state = &current->state;

	call->current_etag = settings_etag(call->arena, current);
	if (state->last_modified_at_ms == 0)
		return fault_set(&call->fault, STATUS_PRECONDITION_FAILED, "ConditionNotMet",
			"If-Match does not match the ETag of the settings; read them again, or "
			"save with If-Match: * to overwrite them.");
	return fault_set(&call->fault, STATUS_PRECONDITION_FAILED, "ConditionNotMet",
		"%s saved other settings at %s, after you read them; read them again, or save with "
		"If-Match: * to overwrite them.",
		state->last_modified_by.data,
		clock_text(call->arena, state->last_modified_at_ms).data);
}

/* Checks the precondition, applies the plan and records audit events in one transaction, so that
 * only one of several Saves with the same entity tag succeeds. A Save that changes nothing succeeds
 * whatever its tag: it repeats a Save whose response was lost (RFC 9110 §13.1.1). */
static enum status run_save(struct group_job *job, struct db *db, struct fault *fault)
{
	struct save *save = container_of(job, struct save, job);
	struct call *call = save->call;
	struct settings current;
	struct settings_plan plan;
	struct fault draft_faults = *fault;
	bool fresh;
	enum status status;

	fault_clear(fault);
	call->db = db;
	status = settings_read(db, &current, fault);
	if (status != STATUS_OK)
		return status;
	fresh = conditional_check(call->request, settings_etag(call->arena, &current)) ==
		CONDITIONAL_PROCEED;
	*fault = draft_faults;
	status = settings_plan(db, &current, &save->draft, &plan, fault);
	if (status == STATUS_OK && settings_is_same(&plan)) {
		save->result = current;
		return STATUS_OK;
	}
	if (!fresh)
		return refuse_stale(call, &current);
	return status == STATUS_OK ? apply_plan(save, &plan) : status;
}

enum status settings_api_save(struct call *call)
{
	struct save *save = arena_alloc(call->arena, sizeof(*save));
	struct settings_draft *draft = &save->draft;
	struct db *reader = call->db;
	enum status status;

	if (!text_is_set(message_header(call->request, "If-Match")))
		return fault_set(&call->fault, STATUS_PRECONDITION_REQUIRED, "PreconditionRequired",
			"Send If-Match with the ETag of the settings you have read, or * to "
			"overwrite the stored settings.");
	if (!read_draft(call, draft))
		return call->fault.status;
	save->call = call;
	save->job = (struct group_job){.run = run_save, .fault = &call->fault};
	status = group_run(call->service->runtime.group, &save->job);
	/* The worker thread returns its read connection to the pool. */
	call->db = reader;
	return status == STATUS_OK ? reply_document(call, &save->result) : status;
}

static void write_validity(struct jsonwrite *out, const struct fault *fault)
{
	jsonwrite_open(out, '{');
	jsonwrite_bool(out, "valid", fault->status == STATUS_OK);
	fault_json_write_errors(out, fault);
	jsonwrite_close(out, '}');
}

/* Validates a draft as Save would, without writing. The dialog's Submit button uses it. */
enum status settings_api_validate(struct call *call)
{
	struct jsonwrite out = jsonwrite_make(call->arena, 2 * FAULT_JSON_BYTES_MAX);
	struct settings_draft draft = {0};
	struct settings_plan plan;
	struct settings current;
	struct fault lookup = fault_make(call->arena);
	enum status status = db_begin(call->db, DB_READ, &lookup);

	if (status == STATUS_OK)
		status = settings_read(call->db, &current, &lookup);
	if (status == STATUS_OK && read_draft(call, &draft))
		settings_plan(call->db, &current, &draft, &plan, &call->fault);
	db_rollback(call->db);
	if (status != STATUS_OK)
		return fault_propagate(&call->fault, &lookup);
	if (call->fault.status != STATUS_OK && call->fault.status != STATUS_INVALID)
		return call->fault.status;
	write_validity(&out, &call->fault);
	fault_clear(&call->fault);
	return reply_json(call, 200, &out);
}
