#include "api/core/reply.h"

#include "api/core/handlers.h"
#include "api/core/public_url.h"
#include "base/base64url.h"
#include "base/fault_json.h"
#include "base/hash.h"
#include "http/coding.h"

/* One year in seconds (RFC 6797 §6.1.1). */
#define HTTPS_AGE_S "31536000"

/* base/fault.h limits detail and errors; the other members are short. */
#define PROBLEM_BYTES_MAX (2 * FAULT_JSON_BYTES_MAX)

/* Default Retry-After in seconds. */
#define RETRY_AFTER_S 5

static int http_status_of(enum status status)
{
	switch (status) {
	case STATUS_OK:
		return 200;
	case STATUS_INVALID:
		return 400;
	case STATUS_UNAUTHENTICATED:
		return 401;
	case STATUS_FORBIDDEN:
		return 403;
	case STATUS_NOT_FOUND:
		return 404;
	case STATUS_METHOD_NOT_ALLOWED:
		return 405;
	case STATUS_NOT_ACCEPTABLE:
		return 406;
	case STATUS_CONFLICT:
		return 409;
	case STATUS_GONE:
		return 410;
	case STATUS_PRECONDITION_FAILED:
		return 412;
	case STATUS_PRECONDITION_REQUIRED:
		return 428;
	case STATUS_TOO_LARGE:
		return 413;
	case STATUS_URI_TOO_LONG:
		return 414;
	case STATUS_UNSUPPORTED_TYPE:
		return 415;
	case STATUS_RANGE_NOT_SATISFIABLE:
		return 416;
	case STATUS_KEY_REUSED:
		return 422;
	case STATUS_TOO_MANY:
		return 429;
	case STATUS_NOT_IMPLEMENTED:
		return 501;
	case STATUS_UNAVAILABLE:
		return 503;
	case STATUS_INSUFFICIENT_STORAGE:
		return 507;
	case STATUS_INTERNAL:
		break;
	}
	return 500;
}

static const char *title_of(int http_status)
{
	switch (http_status) {
	case 400:
		return "Bad Request";
	case 401:
		return "Unauthorized";
	case 403:
		return "Forbidden";
	case 404:
		return "Not Found";
	case 405:
		return "Method Not Allowed";
	case 406:
		return "Not Acceptable";
	case 409:
		return "Conflict";
	case 410:
		return "Gone";
	case 412:
		return "Precondition Failed";
	case 413:
		return "Content Too Large";
	case 414:
		return "URI Too Long";
	case 415:
		return "Unsupported Media Type";
	case 416:
		return "Range Not Satisfiable";
	case 422:
		return "Unprocessable Content";
	case 428:
		return "Precondition Required";
	case 429:
		return "Too Many Requests";
	case 501:
		return "Not Implemented";
	case 503:
		return "Service Unavailable";
	case 507:
		return "Insufficient Storage";
	default:
		return "Internal Server Error";
	}
}

/* draft-ietf-httpapi-ratelimit-headers-06 */
static void add_rate(struct call *call)
{
	const struct rate_limiter_decision *rate = &call->rate;

	if (!rate->limited)
		return;
	message_add_header(call->response, "RateLimit-Limit",
		arena_printf(call->arena, "%lld", (long long)rate->limit));
	message_add_header(call->response, "RateLimit-Remaining",
		arena_printf(call->arena, "%lld", (long long)rate->remaining));
	message_add_header(call->response, "RateLimit-Reset",
		arena_printf(call->arena, "%lld", (long long)rate->reset_s));
}

void reply_begin(struct call *call, int http_status)
{
	*call->response = (struct response){.status = http_status};
	message_add_header(call->response, "x-ms-request-id", call->request_id);
	if (text_is_set(call->client_request_id))
		message_add_header(
			call->response, "x-ms-client-request-id", call->client_request_id);
	message_add_header(call->response, "Cache-Control", TEXT("no-store"));
	message_add_header(call->response, "X-Content-Type-Options", TEXT("nosniff"));
	if (public_url_is_secure(call))
		message_add_header(
			call->response, "Strict-Transport-Security", TEXT("max-age=" HTTPS_AGE_S));
	add_rate(call);
	if (call->reports_repeatability)
		message_add_header(call->response, "Repeatability-Result",
			http_status < 400 ? TEXT("accepted") : TEXT("rejected"));
}

void reply_json_text(struct call *call, int http_status, struct text document)
{
	reply_begin(call, http_status);
	message_add_header(call->response, "Content-Type", TEXT("application/json"));
	call->response->body = document;
}

enum status reply_json(struct call *call, int http_status, struct jsonwrite *out)
{
	struct text body;

	jsonwrite_end_line(out);
	if (jsonwrite_finish(out, &body, &call->fault) != STATUS_OK)
		return call->fault.status;
	reply_json_text(call, http_status, body);
	return STATUS_OK;
}

enum status reply_json_tagged(struct call *call, struct jsonwrite *out)
{
	struct text body, etag;
	struct hash hash;
	enum status status;

	jsonwrite_end_line(out);
	if (jsonwrite_finish(out, &body, &call->fault) != STATUS_OK)
		return call->fault.status;
	hash = hash_sha256(body);
	etag = arena_printf(
		call->arena, "\"%s\"", base64url_encode(call->arena, hash_text(&hash)).data);
	if (!reply_conditions_hold(call, etag, &status))
		return status;
	reply_json_text(call, 200, body);
	message_add_header(call->response, "ETag", etag);
	return STATUS_OK;
}

static void reply_form(struct call *call, const struct static_text *text, enum coding coding)
{
	const struct static_text_form *form = &text->forms[coding];

	reply_begin(call, 200);
	message_add_header(call->response, "ETag", form->etag);
	message_add_header(call->response, "Content-Type", text->media_type);
	if (coding == CODING_GZIP)
		message_add_header(call->response, "Content-Encoding", TEXT("gzip"));
	call->response->body = form->content;
}

enum status reply_static(struct call *call, const struct static_text *text)
{
	bool has_gzip = text_is_set(text->forms[CODING_GZIP].content);
	enum coding coding = coding_choose(call->request, has_gzip);
	enum status status = STATUS_OK;

	if (coding == CODING_NONE)
		return fault_set(&call->fault, STATUS_NOT_ACCEPTABLE, "NotAcceptable",
			"Accept-Encoding refuses every coding in which this is sent; accept gzip "
			"or identity.");
	if (reply_conditions_hold(call, text->forms[coding].etag, &status))
		reply_form(call, text, coding);
	message_set_header(call->response, "Cache-Control", TEXT("no-cache"));
	message_add_header(call->response, "Vary", TEXT("Accept-Encoding"));
	return status;
}

enum status reply_not_found(struct call *call)
{
	struct text path = call->request->path;
	bool has_empty_part = false;

	for (size_t i = 1; i < path.length; i++)
		has_empty_part |= path.data[i - 1] == '/' && path.data[i] == '/';
	return fault_set(&call->fault, STATUS_NOT_FOUND, "NotFound",
		has_empty_part ? "No resource exists at this path: a part of it, such as an ID, is "
				 "empty."
			       : "No resource exists at this path; paths are case-sensitive.");
}

enum status reply_empty(struct call *call, int http_status)
{
	reply_begin(call, http_status);
	call->response->body = TEXT("");
	return STATUS_OK;
}

enum status reply_redirect(struct call *call, struct text url)
{
	enum status status = reply_empty(call, 302);

	message_add_header(call->response, "Location", url);
	return status;
}

/* Joins all messages into the detail, which flow makers see in the run history. */
static struct text join_messages(struct arena *arena, const struct fault *fault)
{
	struct buffer out = buffer_make(arena, 4096);

	for (size_t i = 0; i < fault->error_count; i++) {
		if (i > 0)
			buffer_add_char(&out, ' ');
		buffer_add(&out, fault->errors[i].message);
	}
	return buffer_text(&out);
}

static struct jsonwrite write_problem(
	struct call *call, int http_status, const char *code, struct text detail)
{
	struct jsonwrite out = jsonwrite_make(call->arena, PROBLEM_BYTES_MAX);

	jsonwrite_open(&out, '{');
	jsonwrite_text(&out, "type", TEXT("about:blank"));
	jsonwrite_text(&out, "title", text_from(title_of(http_status)));
	jsonwrite_int(&out, "status", http_status);
	jsonwrite_text(&out, "code", text_from(code));
	jsonwrite_text(&out, "detail", detail);
	fault_json_write_errors(&out, &call->fault);
	jsonwrite_raw(&out, "partial", call->partial);
	jsonwrite_text(&out, "requestId", call->request_id);
	jsonwrite_close(&out, '}');
	jsonwrite_end_line(&out);
	return out;
}

static void send_problem(struct call *call, int http_status, const char *code, struct text detail)
{
	struct jsonwrite out = write_problem(call, http_status, code, detail);
	struct fault too_large = fault_make(call->arena);
	struct text body;

	if (jsonwrite_finish(&out, &body, &too_large) != STATUS_OK)
		body = TEXT("{}\n");
	reply_begin(call, http_status);
	message_add_header(call->response, "Content-Type", TEXT("application/problem+json"));
	message_add_header(call->response, "x-ms-error-code", text_from(code));
	if (http_status == 503 || http_status == 429)
		message_add_header(call->response, "Retry-After",
			arena_printf(call->arena, "%lld",
				(long long)(call->retry_after_s > 0 ? call->retry_after_s
								    : RETRY_AFTER_S)));
	call->response->body = body;
}

void reply_fault(struct call *call)
{
	struct fault *fault = &call->fault;
	struct text detail = fault->detail;

	if (fault->error_count > 0)
		detail = join_messages(call->arena, fault);
	/* The log has the cause; the caller gets the ID of the request to report. */
	if (fault->status == STATUS_INTERNAL)
		detail = TEXT("An internal error occurred; report the requestId.");
	send_problem(call, http_status_of(fault->status),
		fault->code == NULL ? "InternalError" : fault->code, detail);
	if (fault->status == STATUS_PRECONDITION_FAILED && text_is_set(call->current_etag))
		message_add_header(call->response, "ETag", call->current_etag);
	/* RFC 6750 §3.1: the caller is authenticated but lacks the permission. */
	if (fault->status == STATUS_FORBIDDEN && call->route->plane != PLANE_OPEN)
		message_add_header(call->response, "WWW-Authenticate",
			TEXT("Bearer realm=\"s2s-registry\", error=\"insufficient_scope\""));
}

/* RFC 6750 §3, RFC 9728 §5.1. */
static struct text challenge(struct call *call, const struct refusal_row *row, struct text detail)
{
	struct buffer out = buffer_make(call->arena, 4096);
	const char *metadata = public_url_metadata(call);

	buffer_add(&out, TEXT("Bearer realm=\"s2s-registry\""));
	if (row->oauth_error != NULL)
		buffer_printf(&out, ", error=\"%s\", error_description=\"%.*s\"", row->oauth_error,
			(int)detail.length, detail.data);
	if (call->route->plane == PLANE_REVIEWS && metadata[0] != '\0')
		buffer_printf(&out, ", resource_metadata=\"%s\"", metadata);
	return arena_text(call->arena, buffer_text(&out));
}

void reply_refusal(struct call *call, enum refusal refusal, struct text detail)
{
	const struct refusal_row *row = refusal_row(refusal);

	if (!text_is_set(detail))
		detail = text_from(row->sentence);
	call->refusal = refusal;
	send_problem(call, row->http_status, row->code, detail);
	if (row->http_status == 401 || row->http_status == 403 || row->oauth_error != NULL)
		message_add_header(
			call->response, "WWW-Authenticate", challenge(call, row, detail));
}

bool reply_conditions_hold(struct call *call, struct text etag, enum status *ret_status)
{
	switch (conditional_check(call->request, etag)) {
	case CONDITIONAL_PROCEED:
		return true;
	case CONDITIONAL_NOT_MODIFIED:
		*ret_status = reply_empty(call, 304);
		break;
	case CONDITIONAL_FAILED:
		call->current_etag = etag;
		*ret_status = fault_set(&call->fault, STATUS_PRECONDITION_FAILED, "ConditionNotMet",
			"The resource does not meet the condition in If-Match or If-None-Match; "
			"read it again.");
		return false;
	}
	message_add_header(call->response, "ETag", etag);
	return false;
}
