#include "api/core/handlers.h"
#include "api/core/public_url.h"
#include "api/core/reply.h"

static void write_issuers(
	struct jsonwrite *out, struct arena *arena, const struct issuer_list *issuers)
{
	jsonwrite_open_member(out, "authorization_servers", '[');
	/* The list of registered directories is not public, so this names the common endpoint. */
	if (issuers->entra != NULL)
		jsonwrite_text(out, NULL,
			arena_printf(
				arena, "%s/organizations/v2.0", issuers->entra->cloud->authority));
	for (size_t i = 0; i < issuers->provider_count; i++)
		jsonwrite_text(out, NULL, issuers->providers[i].url);
	jsonwrite_close(out, ']');
}

static void write_scopes(struct jsonwrite *out, const struct config *config)
{
	const char *const lists[] = {
		config->auth_read_scopes, config->auth_submit_scopes, config->auth_export_scopes};
	bool opened = false;

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		struct text rest = text_from(lists[i]), word;

		while (text_next_word(&rest, &word)) {
			if (!opened)
				jsonwrite_open_member(out, "scopes_supported", '[');
			opened = true;
			jsonwrite_text(out, NULL, word);
		}
	}
	if (opened)
		jsonwrite_close(out, ']');
}

/* Replies with the metadata that a client needs to request a token (RFC 9728 §2). */
enum status metadata_api_read(struct call *call)
{
	struct jsonwrite out = jsonwrite_make(call->arena, 64 * 1024);
	const struct service *service = call->service;

	jsonwrite_open(&out, '{');
	jsonwrite_text(&out, "resource", public_url_text(call));
	write_issuers(&out, call->arena, &service->issuers);
	jsonwrite_open_member(&out, "bearer_methods_supported", '[');
	jsonwrite_text(&out, NULL, TEXT("header"));
	jsonwrite_close(&out, ']');
	write_scopes(&out, service->runtime.config);
	jsonwrite_text(&out, "resource_name", TEXT("Ratings and reviews"));
	jsonwrite_close(&out, '}');
	return reply_json(call, 200, &out);
}
