#include "api/core/handlers.h"
#include "api/core/reply.h"

/* Describes the caller of the token, for the connector's connection test. */
enum status caller_api_read(struct call *call)
{
	const struct claims *claims = &call->caller.claims;
	struct jsonwrite out = jsonwrite_make(call->arena, 4096);

	jsonwrite_open(&out, '{');
	jsonwrite_text(&out, "clientAppId", guid_text(call->arena, claims->client));
	jsonwrite_text(&out, "directoryTenantId", guid_text(call->arena, claims->directory));
	if (!guid_is_zero(claims->object))
		jsonwrite_text(&out, "objectId", guid_text(call->arena, claims->object));
	jsonwrite_text(
		&out, "tokenVersion", claims->version == TOKEN_V2 ? TEXT("2.0") : TEXT("1.0"));
	jsonwrite_text(&out, "tokenKind", claims->app_only ? TEXT("app") : TEXT("user"));
	jsonwrite_time(&out, "tokenExpiresAt", claims->expires_s * CLOCK_MS_PER_S);
	jsonwrite_text(
		&out, "registrationId", guid_text(call->arena, call->caller.registration_id));
	jsonwrite_names(
		&out, "permissions", call->caller.permissions & claims->granted, app_permissions);
	jsonwrite_text(
		&out, "tenantId", guid_text(call->arena, call->service->runtime.environment.id));
	jsonwrite_close(&out, '}');
	return reply_json(call, 200, &out);
}
