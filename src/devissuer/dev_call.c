#include "devissuer/dev_call.h"

#include "base/clock.h"

void dev_call_text(struct dev_call *call, int status, const char *content_type, struct text body)
{
	call->response->status = status;
	call->response->body = body;
	message_add_header(call->response, "Content-Type", text_from(content_type));
}

void dev_call_json(struct dev_call *call, int status, struct jsonwrite *out)
{
	struct fault fault = fault_make(call->arena);
	struct text body;

	jsonwrite_end_line(out);
	if (jsonwrite_finish(out, &body, &fault) == STATUS_OK)
		dev_call_text(call, status, "application/json; charset=utf-8", body);
	else
		dev_call_text(call, 500, "text/plain; charset=utf-8", fault.detail);
}

/* Formats the time like Entra: "2019-03-04 19:52:10Z". */
static struct text timestamp(struct dev_call *call)
{
	struct text t = clock_text(call->arena, call->now_ms);

	return arena_printf(call->arena, "%.10s %.8sZ", t.data, t.data + 11);
}

/* Writes the members after `error`. */
static void write_entra_error(
	struct dev_call *call, struct jsonwrite *out, int code, struct text sentence)
{
	struct text trace = guid_text(call->arena, guid_new(call->now_ms));
	struct text correlation = guid_text(call->arena, guid_new(call->now_ms));
	struct text when = timestamp(call);

	jsonwrite_text(out, "error_description",
		arena_printf(call->arena,
			"AADSTS%d: %s Trace ID: %s Correlation ID: %s Timestamp: %s", code,
			sentence.data, trace.data, correlation.data, when.data));
	jsonwrite_open_member(out, "error_codes", '[');
	jsonwrite_int(out, NULL, code);
	jsonwrite_close(out, ']');
	jsonwrite_text(out, "timestamp", when);
	jsonwrite_text(out, "trace_id", trace);
	jsonwrite_text(out, "correlation_id", correlation);
}

bool dev_call_refuse(
	struct dev_call *call, int status, const char *error, int code, const char *format, ...)
{
	struct jsonwrite out = jsonwrite_make(call->arena, DEV_CALL_LIMIT_BYTES);
	struct text sentence;
	va_list args;

	va_start(args, format);
	sentence = arena_vprintf(call->arena, format, args);
	va_end(args);
	jsonwrite_open(&out, '{');
	jsonwrite_text(&out, "error", text_from(error));
	if (call->version == DEV_VERSION_OPENID)
		jsonwrite_text(&out, "error_description", sentence);
	else
		write_entra_error(call, &out, code, sentence);
	jsonwrite_close(&out, '}');
	dev_call_json(call, status, &out);
	return false;
}

bool dev_call_read(
	struct dev_call *call, struct text form, const struct field_table *table, void *record)
{
	struct fault fault = fault_make(call->arena);
	struct field_reader reader = {.fault = &fault, .source = FIELD_FROM_QUERY};
	struct text name, value;
	bool malformed;
	size_t index;

	while (message_next_pair(call->arena, &form, &name, &value, &malformed)) {
		const struct field_rule *rule = field_find(table, name, false, &index);

		if (rule != NULL && !field_is_absent(rule, value) &&
			field_claim(&reader, table, index))
			field_set_text(&reader, rule, value, record);
	}
	field_require(&reader, table);
	if (fault.status == STATUS_OK)
		return true;
	return dev_call_refuse(call, 400, "invalid_request", DEV_CALL_INVALID_INPUT, "%s",
		fault.errors[0].message.data);
}

bool dev_call_form(struct dev_call *call, const struct field_table *table, void *record)
{
	return dev_call_read(call, call->request->body, table, record);
}

struct text dev_call_issuer(const struct dev_call *call, enum dev_version version, bool is_template)
{
	const char *base = call->base_url.data;
	const char *directory =
		is_template || call->is_shared ? "{tenantid}" : call->directory.data;

	if (version == DEV_VERSION_OPENID)
		return arena_printf(call->arena, "%s/openid", base);
	if (version == DEV_VERSION_V1)
		return arena_printf(call->arena, "%s/sts/%s/", base, directory);
	return arena_printf(call->arena, "%s/%s/v2.0", base, directory);
}
