#include <string.h>

#include "api/core/audit.h"
#include "api/core/handlers.h"
#include "api/core/list_page.h"
#include "api/core/reply.h"
#include "api/reviews/export_link.h"
#include "work/export_manager.h"

#define MANIFEST_BYTES_MAX (2 * EXPORT_STORE_JSON_BYTES_MAX)

static const struct field_name format_names[] = {
	{"json", 1U << EXPORT_JSON},
	{"csv", 1U << EXPORT_CSV},
	{"ndjson", 1U << EXPORT_NDJSON},
	{"google", 1U << EXPORT_GOOGLE},
	{"spreadsheet", 1U << EXPORT_SPREADSHEET},
	{NULL, 0},
};

#define FORMATS "one of json, csv, ndjson, google, spreadsheet"

static const struct field_name compress_names[] = {{"gzip", 1}, {NULL, 0}};

struct export_query {
	struct guid tenant_id;
	uint32_t formats, compress;
	int64_t since;
	enum export_format format;
};

enum { RULE_TENANT, RULE_FORMAT };

static const struct field_rule rules[] = {
	[RULE_TENANT] = {.name = "tenantId",
		.kind = FIELD_GUID,
		.required = true,
		.offset = offsetof(struct export_query, tenant_id)},
	[RULE_FORMAT] = {.name = "format",
		.kind = FIELD_NAMES,
		.offset = offsetof(struct export_query, formats),
		.names = format_names,
		.expected = FORMATS},
	{.name = "compress",
		.kind = FIELD_NAMES,
		.offset = offsetof(struct export_query, compress),
		.names = compress_names},
	{.name = "since",
		.kind = FIELD_INTEGER,
		.offset = offsetof(struct export_query, since),
		.max = INT64_MAX,
		.expected = "the cursor of an earlier export, or empty for all reviews"},
};

/* Returns false if `formats` is not exactly one format. */
static bool read_format(uint32_t formats, enum export_format *ret_format)
{
	for (int i = 0; i < EXPORT_KINDS; i++) {
		if (formats == 1U << i) {
			*ret_format = (enum export_format)i;
			return true;
		}
	}
	return false;
}

static void check_query(struct call *call)
{
	struct export_query *query = call->query;

	query->format = EXPORT_JSON;
	if (query->formats != 0 && !read_format(query->formats, &query->format))
		fault_add(&call->fault, TEXT("format"), "InvalidParameter",
			"format must be " FORMATS ".");
	/* Google deletes reviews that a feed does not contain. */
	if (query->format == EXPORT_GOOGLE && query->since > 0)
		fault_add(&call->fault, TEXT("since"), "InvalidParameter",
			"A feed for Google always contains all reviews; omit since.");
	if (query->format == EXPORT_GOOGLE &&
		call->service->runtime.config->reviews_product_url[0] == '\0')
		fault_add(&call->fault, TEXT("format"), "InvalidParameter",
			"A feed for Google contains product URLs; an operator must set "
			"reviews.product-url first.");
}

const struct call_query export_api_query = {
	FIELD_TABLE(rules), sizeof(struct export_query), check_query};

/* Notes for the log which folder could not be written. */
static enum status fail(struct call *call)
{
	if (strcmp(call->fault.code, "ExportNotWritten") == 0) {
		call->unwritable_setting = "reviews.export-dir";
		call->unwritable_reason = call->fault.detail.data;
	}
	return call->fault.status;
}

static enum status create(struct call *call, const struct export_query *wanted,
	const struct export_manager_note *note)
{
	int64_t expires_s = call->now_ms / CLOCK_MS_PER_S +
		call->service->runtime.config->reviews_export_link_s;
	struct jsonwrite out = jsonwrite_make(call->arena, MANIFEST_BYTES_MAX);
	struct export_record record = {
		.id = guid_new(call->now_ms),
		.format = wanted->format,
		.is_compressed = wanted->compress != 0,
		.since = wanted->since,
		.created_at_ms = call->now_ms,
		.expires_at_ms = expires_s * CLOCK_MS_PER_S,
		.created_by = call->actor,
		.caller_id = call->caller_id,
	};

	if (export_manager_create(call->service->export_manager, &record, note, &call->fault) !=
		STATUS_OK)
		return fail(call);
	jsonwrite_open(&out, '{');
	export_link_write(call, &out, &record);
	jsonwrite_close(&out, '}');
	return reply_json(call, 200, &out);
}

enum status export_api_create(struct call *call)
{
	const struct export_query *query = call->query;

	if (!call_is_own_environment(call, query->tenant_id))
		return call->fault.status;
	return create(call, query, NULL);
}

/* Body of CreateExport. */
struct export_request {
	struct text format;
	bool is_compressed;
};

static const struct field_rule request_rules[] = {
	{.name = "format",
		.kind = FIELD_LINE,
		.offset = offsetof(struct export_request, format),
		.min = 1,
		.max = 20},
	{.name = "compressed",
		.kind = FIELD_BOOLEAN,
		.offset = offsetof(struct export_request, is_compressed)},
};

static const struct field_table request_fields = FIELD_TABLE(request_rules);

static enum status write_event(
	struct db *db, const struct export_record *record, void *context, struct fault *fault)
{
	struct call *call = context;
	struct db *reader = call->db;
	struct jsonwrite out = jsonwrite_make(call->arena, EXPORT_STORE_JSON_BYTES_MAX);
	struct text after;
	enum status status;

	jsonwrite_open(&out, '{');
	export_store_write(&out, record);
	jsonwrite_close(&out, '}');
	status = jsonwrite_finish(&out, &after, fault);
	if (status != STATUS_OK)
		return status;
	call->db = db;
	status = audit_change(call, AUDIT_CREATE, "export", record->id, TEXT_NONE, after);
	call->db = reader;
	return status;
}

/* The link gives access to personal data, so the audit trail records who created it. */
enum status export_api_create_for_admin(struct call *call)
{
	const struct export_manager_note note = {.write = write_event, .context = call};
	struct export_request request = {.format = TEXT("csv")};
	struct export_query wanted = {0};
	struct field_reader reader = {0};

	if (!call_read_body(call, &request_fields, &reader, &request))
		return call->fault.status;
	if (!read_format(field_name_bit(&rules[RULE_FORMAT], request.format), &wanted.format))
		fault_add(&call->fault, TEXT("format"), "InvalidField",
			"format must be " FORMATS ".");
	wanted.compress = request.is_compressed;
	return call->fault.status == STATUS_OK ? create(call, &wanted, &note) : call->fault.status;
}

/* An export in progress is listed as stored when it began; its row is updated once the file is
 * ready. */
enum status export_api_list(struct call *call)
{
	const struct list_page *page = &((const struct list_page_plain *)call->query)->page;
	struct jsonwrite out = jsonwrite_make(call->arena, (page->limit + 1) * MANIFEST_BYTES_MAX);
	struct export_record *records;
	size_t count;
	enum status status = export_store_list(call->db, call->caller_id, page->id,
		(int64_t)page->fetch, &records, &count, &call->fault);

	if (status != STATUS_OK)
		return status;
	jsonwrite_open(&out, '{');
	jsonwrite_open_member(&out, "value", '[');
	for (size_t i = 0; i < count && i < page->limit; i++) {
		jsonwrite_open(&out, '{');
		export_link_write(call, &out, &records[i]);
		jsonwrite_close(&out, '}');
	}
	jsonwrite_close(&out, ']');
	if (count > page->limit)
		list_page_end(call, &out, page, count, call->route->name, TEXT(""),
			records[page->limit - 1].id);
	jsonwrite_close(&out, '}');
	return reply_json(call, 200, &out);
}

/* Finds the export of the path, if it belongs to the caller. */
static enum status find_own(struct call *call, struct export_record *ret_record)
{
	struct guid id;
	enum status status;

	if (!call_path_guid(call, 0, &id))
		return call->fault.status;
	status = export_link_find(call, id, ret_record);
	if (status != STATUS_OK || guid_equal(ret_record->caller_id, call->caller_id))
		return status;
	return fault_set(&call->fault, STATUS_NOT_FOUND, "ExportNotFound",
		"This caller has no export %s; GET /v2.0/exports lists the existing ones.",
		guid_text(call->arena, id).data);
}

enum status export_api_read(struct call *call)
{
	struct jsonwrite out = jsonwrite_make(call->arena, MANIFEST_BYTES_MAX);
	struct export_record record;
	enum status status = find_own(call, &record);

	if (status != STATUS_OK)
		return status;
	jsonwrite_open(&out, '{');
	export_link_write(call, &out, &record);
	jsonwrite_close(&out, '}');
	return reply_json(call, 200, &out);
}

/* Replies 204 also if the export is already revoked. */
enum status export_api_revoke(struct call *call)
{
	struct export_record record;
	enum status status = find_own(call, &record);

	if (status == STATUS_OK)
		status =
			export_manager_revoke(call->service->export_manager, &record, &call->fault);
	return status == STATUS_OK ? reply_empty(call, 204) : status;
}
