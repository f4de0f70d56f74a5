#include "api/core/audit.h"
#include "api/core/handlers.h"
#include "api/core/public_url.h"
#include "api/core/reply.h"
#include "registry/admin_key_store.h"

static struct admin_key with_usage(struct call *call, const struct admin_key *key)
{
	struct admin_key shown = *key;

	rate_limiter_add_to(
		call->service->rate_limiter, key->id, &shown.call_count, &shown.last_used_at_ms);
	return shown;
}

static enum status reply_key(
	struct call *call, int http_status, const struct admin_key *key, struct text secret)
{
	struct jsonwrite out = jsonwrite_make(call->arena, ADMIN_KEY_JSON_BYTES_MAX);
	struct admin_key shown = with_usage(call, key);
	enum status status;

	admin_key_write(&out, &shown, secret);
	status = reply_json(call, http_status, &out);
	if (status != STATUS_OK)
		return status;
	message_add_header(call->response, "ETag", admin_key_etag(call->arena, key));
	if (http_status == 201)
		message_add_header(call->response, "Location",
			public_url_link(call, "/admin/v1/admin-keys/%s",
				guid_text(call->arena, key->id).data));
	return STATUS_OK;
}

static enum status audit(struct call *call, enum audit_operation operation,
	const struct admin_key *before, const struct admin_key *after)
{
	return audit_change(call, operation, "adminKey", before != NULL ? before->id : after->id,
		admin_key_text(&call->fault, before), admin_key_text(&call->fault, after));
}

enum status admin_keys_api_list(struct call *call)
{
	struct admin_key *keys;
	size_t count;
	struct jsonwrite out =
		jsonwrite_make(call->arena, (ADMIN_KEYS_MAX + 1) * ADMIN_KEY_JSON_BYTES_MAX);
	enum status status = admin_key_store_list(call->db, &keys, &count, &call->fault);

	if (status != STATUS_OK)
		return status;
	jsonwrite_open(&out, '{');
	jsonwrite_open_member(&out, "value", '[');
	for (size_t i = 0; i < count; i++) {
		struct admin_key shown = with_usage(call, &keys[i]);

		admin_key_write(&out, &shown, TEXT_NONE);
	}
	jsonwrite_close(&out, ']');
	jsonwrite_close(&out, '}');
	return reply_json(call, 200, &out);
}

enum status admin_keys_api_create(struct call *call)
{
	struct registry_change change = call_change(call);
	struct field_reader reader = {.fault = &call->fault};
	const struct jsonread_node *body = call_parse_body(call);
	struct admin_key key = admin_key_make();
	struct text secret;
	enum status status;

	if (body == NULL)
		return call->fault.status;
	jsonread_record(&reader, &admin_key_fields, body, &key);
	field_require(&reader, &admin_key_fields);
	admin_key_check_server_fields(&reader, body, NULL);
	if (call->fault.status != STATUS_OK)
		return call->fault.status;
	status = admin_key_store_insert(call->db, &key, &change, &secret, &call->fault);
	if (status == STATUS_OK)
		status = audit(call, AUDIT_CREATE, NULL, &key);
	return status == STATUS_OK ? reply_key(call, 201, &key, secret) : status;
}

/* Reads the key of the path and checks the request's conditions. */
static enum status open_for_change(struct call *call, struct admin_key *ret_key)
{
	struct guid id;
	enum status status;

	if (!call_path_guid(call, 0, &id))
		return call->fault.status;
	status = admin_key_store_get(call->db, id, ret_key, &call->fault);
	if (status == STATUS_OK)
		reply_conditions_hold(call, admin_key_etag(call->arena, ret_key), &status);
	return status;
}

enum status admin_keys_api_read(struct call *call)
{
	struct guid id;
	struct admin_key key;
	enum status status;

	if (!call_path_guid(call, 0, &id))
		return call->fault.status;
	status = admin_key_store_get(call->db, id, &key, &call->fault);
	if (status != STATUS_OK ||
		!reply_conditions_hold(call, admin_key_etag(call->arena, &key), &status))
		return status;
	return reply_key(call, 200, &key, TEXT_NONE);
}

/* `old` is NULL if the path has no valid ID: the body is then read only for its faults. */
static bool read_patch(struct call *call, const struct admin_key *old, struct admin_key *key)
{
	struct field_reader reader = {.fault = &call->fault};
	const struct jsonread_node *body = call_parse_body(call);

	if (body == NULL)
		return false;
	jsonread_record(&reader, &admin_key_fields, body, key);
	admin_key_clear_fields(key, &reader);
	admin_key_check_server_fields(&reader, body, old);
	return call->fault.status == STATUS_OK;
}

enum status admin_keys_api_patch(struct call *call)
{
	struct registry_change change = call_change(call);
	struct admin_key old = admin_key_make(), key;
	enum status status = open_for_change(call, &old);

	if (status != STATUS_OK && status != STATUS_INVALID)
		return status;
	key = old;
	if (!read_patch(call, status == STATUS_OK ? &old : NULL, &key))
		return call->fault.status;
	/* A patch without changes leaves no audit event. */
	if (admin_key_same(&old, &key))
		return reply_key(call, 200, &old, TEXT_NONE);
	status = admin_key_store_update(call->db, &key, &change, &call->fault);
	if (status == STATUS_OK)
		status = audit(call, AUDIT_UPDATE, &old, &key);
	return status == STATUS_OK ? reply_key(call, 200, &key, TEXT_NONE) : status;
}

/* Replies 204 also if the key does not exist. */
enum status admin_keys_api_delete(struct call *call)
{
	struct admin_key key;
	enum status status = open_for_change(call, &key);

	if (status == STATUS_NOT_FOUND) {
		fault_clear(&call->fault);
		return reply_conditions_hold(call, TEXT_NONE, &status) ? reply_empty(call, 204)
								       : status;
	}
	if (status == STATUS_OK)
		status = admin_key_store_delete(call->db, key.id, &call->fault);
	if (status == STATUS_OK)
		status = audit(call, AUDIT_DELETE, &key, NULL);
	return status == STATUS_OK ? reply_empty(call, 204) : status;
}

/* Describes the admin of the credentials, for the pages and for a first test with curl. */
enum status admin_keys_api_caller(struct call *call)
{
	struct jsonwrite out = jsonwrite_make(call->arena, ADMIN_KEY_JSON_BYTES_MAX);

	jsonwrite_open(&out, '{');
	audit_store_write_actor(&out, &call->admin);
	jsonwrite_names(&out, "roles", call->admin_roles, admin_role_names);
	jsonwrite_text(
		&out, "tenantId", guid_text(call->arena, call->service->runtime.environment.id));
	jsonwrite_close(&out, '}');
	return reply_json(call, 200, &out);
}
