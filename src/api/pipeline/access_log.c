#include "api/pipeline/access_log.h"

static enum log_level level_of(const struct call *call)
{
	return call->response->status >= 500 ? LOG_ERROR : LOG_INFO;
}

static struct text detail_for_log(const struct call *call)
{
	if (call->unwritable_reason != NULL)
		return text_from(call->unwritable_reason);
	return call->fault.status == STATUS_INTERNAL ? call->fault.detail : TEXT_NONE;
}

void access_log_write(const struct call *call)
{
	const struct fault *fault = &call->fault;
	const char *code =
		call->refusal != REFUSAL_NONE ? refusal_row(call->refusal)->code : fault->code;

	LOG_NOW(call->service->runtime.log, level_of(call), "request",
		LOG_TEXT("requestId", call->request_id),
		LOG_TEXT("clientRequestId", call->client_request_id),
		LOG_TEXT("from", call->request->client_address),
		LOG_CSTR("method", message_method_name(call->request->method)),
		LOG_TEXT("path", call->request->path), LOG_INT("status", call->response->status),
		LOG_CSTR("code", code), LOG_TEXT("detail", detail_for_log(call)),
		LOG_CSTR("setting", call->unwritable_setting), LOG_TEXT("actor", call->actor),
		LOG_TEXT("kid", call->unverified.kid), LOG_TEXT("iss", call->unverified.issuer),
		LOG_TEXT("tid", call->unverified.directory),
		LOG_TEXT("client", call->unverified.client),
		LOG_CSTR("hint", call->unverified.hint),
		LOG_INT("durationMs", clock_monotonic_ms() - call->started_ms));
}
