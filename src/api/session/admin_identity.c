#include "api/session/admin_identity.h"

#include "registry/admin_key_store.h"

static enum refusal check_key(struct call *call, const struct admin_key *key)
{
	call->admin = (struct audit_actor){
		.kind = AUDIT_BY_ADMIN_KEY, .name = key->name, .key_id = key->id};
	call->caller_id = key->id;
	call->admin_roles = key->roles;
	if (!key->enabled)
		return REFUSAL_ADMIN_KEY_DISABLED;
	if (key->expires_at_ms != 0 && key->expires_at_ms <= call->now_ms)
		return REFUSAL_ADMIN_KEY_EXPIRED;
	return REFUSAL_NONE;
}

enum refusal admin_identity_by_key(
	struct call *call, struct db *db, struct text secret, struct admin_key *ret_key)
{
	enum status status = admin_key_store_find(db, secret, ret_key, &call->fault);

	if (status == STATUS_OK)
		return check_key(call, ret_key);
	if (status != STATUS_UNAUTHENTICATED)
		return REFUSAL_REGISTRY_UNAVAILABLE;
	fault_clear(&call->fault);
	return REFUSAL_ADMIN_KEY_UNKNOWN;
}

/* Describes the admin of a token. Users of OpenID Connect providers have no object ID. */
static struct text name_of(struct arena *arena, const struct claims *claims)
{
	const char *client = guid_text(arena, claims->client).data;
	const char *directory = guid_text(arena, claims->directory).data;

	if (claims->app_only)
		return call_app_name(arena, claims);
	if (guid_is_zero(claims->object))
		return arena_printf(arena, "a user by app %s of directory %s", client, directory);
	return arena_printf(
		arena, "user %s of directory %s", guid_text(arena, claims->object).data, directory);
}

void admin_identity_by_token(struct call *call, const struct claims *claims)
{
	call->caller_id =
		claims->app_only || guid_is_zero(claims->object) ? claims->client : claims->object;
	call->admin_roles = claims->admin_roles;
	call->admin = (struct audit_actor){.kind = AUDIT_BY_TOKEN,
		.name = name_of(call->arena, claims),
		.object_id = claims->object,
		.client_app_id = claims->client,
		.directory_tenant_id = claims->directory};
}

static enum refusal resume_key(struct call *call, struct db *db, struct guid id)
{
	struct admin_key key;
	enum status status = admin_key_store_get(db, id, &key, &call->fault);

	if (status == STATUS_OK)
		return check_key(call, &key);
	if (status != STATUS_NOT_FOUND)
		return REFUSAL_REGISTRY_UNAVAILABLE;
	fault_clear(&call->fault);
	return REFUSAL_SESSION_EXPIRED;
}

static enum refusal resume_token(struct call *call, const struct session *session)
{
	call->admin = session->actor;
	call->caller_id = session->caller_id;
	call->admin_roles = session->roles;
	return text_equal(session->policy, call->service->admin_settings_digest)
		? REFUSAL_NONE
		: REFUSAL_SESSION_EXPIRED;
}

enum refusal admin_identity_by_session(
	struct call *call, struct db *db, struct text secret, struct session *ret_session)
{
	enum refusal refusal;
	bool found;

	if (session_store_find(db, secret, call->now_ms, ret_session, &found, &call->fault) !=
		STATUS_OK)
		return REFUSAL_REGISTRY_UNAVAILABLE;
	if (!found)
		return REFUSAL_SESSION_EXPIRED;
	refusal = ret_session->actor.kind == AUDIT_BY_ADMIN_KEY
		? resume_key(call, db, ret_session->caller_id)
		: resume_token(call, ret_session);
	call->admin.session_id = ret_session->id;
	return refusal;
}

struct session admin_identity_session(struct call *call, int64_t until_ms)
{
	bool by_key = call->admin.kind == AUDIT_BY_ADMIN_KEY;
	struct session session = {.caller_id = call->caller_id,
		.actor = call->admin,
		.roles = by_key ? 0 : call->admin_roles,
		.policy = by_key ? TEXT_NONE : call->service->admin_settings_digest,
		.created_at_ms = call->now_ms};

	if (by_key)
		session.actor.name = TEXT_NONE;
	session.expires_at_ms = call->now_ms +
		call->service->runtime.config->admin_session_lifetime_s * CLOCK_MS_PER_S;
	if (until_ms != 0 && until_ms < session.expires_at_ms)
		session.expires_at_ms = until_ms;
	return session;
}
