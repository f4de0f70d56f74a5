#include "api/core/call.h"

#include <string.h>

#define MIB INT64_C(1048576)

const struct jsonread_node *call_parse_body(struct call *call)
{
	struct jsonread_flaw flaw = {0};
	const struct jsonread_node *root = jsonread_parse(call->arena, call->request->body, &flaw);

	if (root == NULL) {
		fault_add(&call->fault, TEXT("body"), "MalformedJson", "The body is not JSON: %s.",
			flaw.why.data);
		return NULL;
	}
	if (jsonread_type(root) != JSONREAD_OBJECT) {
		fault_add(&call->fault, TEXT("body"), "MalformedJson",
			"The body must be a JSON object.");
		return NULL;
	}
	return root;
}

bool call_read_body(struct call *call, const struct field_table *table, struct field_reader *reader,
	void *record)
{
	const struct jsonread_node *root = call_parse_body(call);

	reader->fault = &call->fault;
	reader->source = FIELD_FROM_BODY;
	reader->written = call->request->body;
	if (root != NULL)
		jsonread_record(reader, table, root, record);
	return root != NULL;
}

/* Bodies in progress are counted in full, because they may not be on disk yet. */
enum status call_check_disk(const struct call *call, int64_t bytes, struct fault *fault)
{
	const struct service *service = call->service;

	return disk_space_check(service->disk_space, body_quota_bytes(service->body_quota) + bytes,
		service->runtime.config->server_disk_reserve_mib * MIB, fault);
}

enum status call_fail_body(struct call *call, const char *setting, int error)
{
	call->unwritable_setting = setting;
	call->unwritable_reason = strerror(error);
	return fault_set(&call->fault, STATUS_UNAVAILABLE, "BodyNotKept",
		"The service cannot store the request body now; try again later.");
}

bool call_path_guid(struct call *call, size_t index, struct guid *ret_guid)
{
	/* Lists begin after the zero GUID, so no resource may have it as its ID. */
	if (guid_parse(call->params.values[index], ret_guid) && !guid_is_zero(*ret_guid))
		return true;
	fault_add(&call->fault, TEXT("id"), "InvalidParameter",
		"The id in the path must be a GUID, and not zero.");
	return false;
}

bool call_is_own_environment(struct call *call, struct guid tenant_id)
{
	struct guid own = call->service->runtime.environment.id;

	if (guid_equal(own, tenant_id))
		return true;
	fault_set(&call->fault, STATUS_FORBIDDEN, "EnvironmentMismatch",
		"tenantId must be the id of this environment, %s, not of the directory or the "
		"client app.",
		guid_text(call->arena, own).data);
	return false;
}

struct text call_app_name(struct arena *arena, const struct claims *claims)
{
	struct buffer out = buffer_make(arena, 256);

	buffer_add(&out, TEXT("app "));
	buffer_add(&out, guid_text(arena, claims->client));
	buffer_add(&out, TEXT(" of directory "));
	buffer_add(&out, guid_text(arena, claims->directory));
	return buffer_text(&out);
}

struct registry_change call_change(const struct call *call)
{
	return (struct registry_change){call->now_ms, call->actor};
}
