#include "api/pipeline/capacity.h"

#include "registry/settings.h"

/* For calls that take no body: flows send {} nevertheless. */
#define EMPTY_BODY_BYTES_MAX 64
#define JSON_BODY_BYTES_MAX (256 * 1024)
#define MIB INT64_C(1048576)

/* Calls of apps that use disk space: writes, and exports, which GET creates. */
static bool adds_data(const struct route *route)
{
	return route->plane == PLANE_REVIEWS &&
		(route->method == METHOD_POST || route->method == METHOD_PATCH ||
			route->idempotency == IDEMPOTENCY_NEW_RESULT);
}

bool capacity_is_import(const struct route *route)
{
	return route->body == BODY_IMPORT || route->body == BODY_FILE;
}

size_t capacity_body_limit(const struct call *call)
{
	switch (call->route->body) {
	case BODY_IMPORT:
	case BODY_FILE:
		return (size_t)(call->service->runtime.config->reviews_import_max_mib * MIB);
	case BODY_JSON:
	case BODY_PATCH:
		/* A caller without credentials claims no quota. */
		return call->route->plane == PLANE_OPEN ? BODY_QUOTA_SMALL_BYTES
							: JSON_BODY_BYTES_MAX;
	case BODY_SETTINGS:
		return SETTINGS_BYTES_MAX;
	case BODY_NONE:
		break;
	}
	return EMPTY_BODY_BYTES_MAX;
}

/* Returns the announced length of the body; for a chunked body, the maximum of the call. */
static int64_t body_bytes(const struct call *call)
{
	struct text length = message_header(call->request, "Content-Length");
	int64_t bytes, limit = (int64_t)capacity_body_limit(call);

	if (!text_to_int64(length, &bytes))
		return text_is_set(message_header(call->request, "Transfer-Encoding")) ? limit : 0;
	return bytes < limit ? bytes : limit;
}

static int64_t at_least(int64_t value, int64_t least)
{
	return value > least ? value : least;
}

/* One caller may use half of the quota, but can always send an import of the maximum size. */
static enum status claim_body(struct call *call, int64_t bytes, struct fault *fault)
{
	const struct config *config = call->service->runtime.config;
	int64_t all_mib = at_least(config->server_body_room_mib, config->reviews_import_max_mib);
	int64_t own_mib =
		at_least(config->server_body_room_mib / 2, config->reviews_import_max_mib);
	const struct body_quota_request request = {.caller = call->caller_id,
		.bytes = bytes,
		.own_max_bytes = own_mib * MIB,
		.all_max_bytes = all_mib * MIB};

	return body_quota_claim(call->service->body_quota, call->arena, &request, fault);
}

static enum status check(struct call *call, struct fault *fault)
{
	int64_t bytes = body_bytes(call);

	if (bytes > BODY_QUOTA_SMALL_BYTES && claim_body(call, bytes, fault) != STATUS_OK)
		return fault->status;
	return adds_data(call->route) ? call_check_disk(call, 0, fault) : STATUS_OK;
}

enum status capacity_check(struct call *call)
{
	struct fault fault = fault_make(call->arena);

	if (check(call, &fault) == STATUS_OK)
		return STATUS_OK;
	/* A lack of capacity takes precedence over faults of the request. */
	fault_clear(&call->fault);
	return fault_propagate(&call->fault, &fault);
}
