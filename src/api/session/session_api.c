#include "api/core/handlers.h"
#include "api/core/reply.h"
#include "api/session/admin_identity.h"
#include "api/session/credentials.h"
#include "api/session/session.h"

#define JSON_BYTES_MAX 8192
#define KEY_MAX_POINTS 1000

struct sign_in_body {
	struct text key;
};

static const struct field_rule rules[] = {
	{.name = "key",
		.kind = FIELD_LINE,
		.required = true,
		.offset = offsetof(struct sign_in_body, key),
		.min = 1,
		.max = KEY_MAX_POINTS},
};

const struct field_table session_api_fields = FIELD_TABLE(rules);

static void write_methods(const struct call *call, struct jsonwrite *out)
{
	jsonwrite_open_member(out, "methods", '[');
	jsonwrite_text(out, NULL, TEXT("adminKey"));
	if (call->service->sign_in != NULL)
		jsonwrite_text(out, NULL, TEXT("entra"));
	jsonwrite_close(out, ']');
}

/* `hint` says why the session of the request's cookie is no longer valid, or is absent. */
static enum status reply_not_signed_in(struct call *call, struct text hint)
{
	struct jsonwrite out = jsonwrite_make(call->arena, JSON_BYTES_MAX);

	jsonwrite_open(&out, '{');
	jsonwrite_bool(&out, "signedIn", false);
	write_methods(call, &out);
	jsonwrite_text(&out, "hint", hint);
	jsonwrite_close(&out, '}');
	return reply_json(call, 200, &out);
}

static enum status reply_admin(struct call *call, const struct session *session, struct text secret)
{
	struct jsonwrite out = jsonwrite_make(call->arena, JSON_BYTES_MAX);

	call->actor = call->admin.name;
	jsonwrite_open(&out, '{');
	jsonwrite_bool(&out, "signedIn", true);
	audit_store_write_actor(&out, &call->admin);
	jsonwrite_names(&out, "roles", call->admin_roles, admin_role_names);
	jsonwrite_text(
		&out, "tenantId", guid_text(call->arena, call->service->runtime.environment.id));
	jsonwrite_text(&out, "csrfToken", session_csrf_token(call->arena, secret));
	jsonwrite_time(&out, "expiresAt", session->expires_at_ms);
	write_methods(call, &out);
	jsonwrite_close(&out, '}');
	return reply_json(call, 200, &out);
}

/* Finds the session of the request's cookie and sets the call's admin. */
static enum refusal find_session(struct call *call, struct text secret, struct session *ret_session)
{
	/* The open plane works without a database. */
	if (call->db == NULL)
		return REFUSAL_REGISTRY_UNAVAILABLE;
	return admin_identity_by_session(call, call->db, secret, ret_session);
}

/* Replies 200 without a session too, so that the page does not log an error in the console. */
enum status session_api_read(struct call *call)
{
	struct text secret = session_secret(call);
	struct session session;
	enum refusal refusal;

	if (!text_is_set(secret))
		return reply_not_signed_in(call, TEXT_NONE);
	refusal = find_session(call, secret, &session);
	if (refusal == REFUSAL_REGISTRY_UNAVAILABLE)
		reply_refusal(call, refusal, TEXT_NONE);
	else if (refusal != REFUSAL_NONE)
		return reply_not_signed_in(call, text_from(refusal_row(refusal)->sentence));
	else
		return reply_admin(call, &session, secret);
	return STATUS_OK;
}

static enum status begin(struct call *call, const struct admin_key *key)
{
	struct session session = admin_identity_session(call, key->expires_at_ms);
	struct text secret;
	enum status status;

	if (credentials_check_rate(call) != PIPELINE_READY)
		return STATUS_OK;
	status = session_begin(call, &session, &secret);
	if (status == STATUS_OK)
		status = reply_admin(call, &session, secret);
	if (status == STATUS_OK)
		session_set_cookie(call, &session, secret);
	return status;
}

/* Prevents login CSRF: a form of another site cannot send JSON, and a script of another site is
 * recognized by its origin. */
enum status session_api_create(struct call *call)
{
	struct field_reader reader = {.fault = &call->fault};
	struct sign_in_body body = {0};
	struct admin_key key;
	enum refusal refusal;

	if (call_read_body(call, &session_api_fields, &reader, &body))
		field_require(&reader, &session_api_fields);
	if (call->fault.status != STATUS_OK)
		return call->fault.status;
	refusal = session_check_origin(call);
	if (refusal == REFUSAL_NONE && call->db == NULL)
		refusal = REFUSAL_REGISTRY_UNAVAILABLE;
	if (refusal == REFUSAL_NONE)
		refusal = admin_identity_by_key(call, call->db, body.key, &key);
	if (refusal == REFUSAL_NONE)
		return begin(call, &key);
	credentials_refuse(call, refusal);
	return STATUS_OK;
}

static enum status reply_signed_out(struct call *call)
{
	enum status status = reply_empty(call, 204);

	session_clear_cookie(call);
	return status;
}

/* Replies 204 without a session too. Deletes a session that is no longer valid. */
enum status session_api_delete(struct call *call)
{
	struct text secret = session_secret(call);
	struct session session = {0};
	enum refusal refusal = REFUSAL_NONE;
	enum status status;

	if (text_is_set(secret))
		refusal = find_session(call, secret, &session);
	if (refusal != REFUSAL_REGISTRY_UNAVAILABLE && guid_is_zero(session.id))
		return reply_signed_out(call);
	if (refusal != REFUSAL_REGISTRY_UNAVAILABLE)
		refusal = session_check_request(call, secret);
	if (refusal != REFUSAL_NONE) {
		credentials_refuse(call, refusal);
		return STATUS_OK;
	}
	status = session_end(call, &session);
	return status == STATUS_OK ? reply_signed_out(call) : status;
}
