#include "api/core/signed_link.h"

#include <string.h>

#include "api/core/public_url.h"
#include "base/base64url.h"
#include "base/hash.h"

/* Signs the path and the expiry of a link, as SAS links do. */
static struct hash sign(struct arena *arena, struct text key, struct text path, int64_t expires_s)
{
	return hash_hmac(key,
		arena_printf(arena, "GET\n%.*s\n%lld", (int)path.length, path.data,
			(long long)expires_s));
}

struct text signed_link_make(
	struct call *call, enum environment_purpose purpose, const char *path, int64_t expires_s)
{
	struct text key = call->service->runtime.environment.keys[purpose];
	struct hash signature = sign(call->arena, key, text_from(path), expires_s);

	return public_url_link(call, "%s?se=%lld&sig=%s", path, (long long)expires_s,
		base64url_encode(call->arena, hash_text(&signature)).data);
}

/* Returns false if the key is absent. */
static bool is_signed_with(struct call *call, struct text key, const struct hash *given)
{
	const struct signed_link_query *query = call->query;
	struct text path = router_fill(call->arena, call->route->pattern, &call->params);
	struct hash expected;

	if (!text_is_set(key))
		return false;
	expected = sign(call->arena, key, path, query->expires_s);
	return hash_equal(&expected, given);
}

/* Only links to exports are older than the separate keys. */
static struct text old_key(const struct call *call, enum environment_purpose purpose)
{
	return purpose == ENVIRONMENT_EXPORT_LINK ? call->service->runtime.environment.legacy_key
						  : TEXT_NONE;
}

static bool is_signed(struct call *call, enum environment_purpose purpose)
{
	const struct signed_link_query *query = call->query;
	struct text bytes;
	struct hash given;

	if (base64url_decode(call->arena, query->signature, &bytes) != BASE64URL_GOOD ||
		bytes.length != HASH_BYTES)
		return false;
	memcpy(given.bytes, bytes.data, HASH_BYTES);
	return is_signed_with(call, call->service->runtime.environment.keys[purpose], &given) ||
		is_signed_with(call, old_key(call, purpose), &given);
}

void signed_link_check(struct call *call, enum environment_purpose purpose, const char *remedy)
{
	const struct signed_link_query *query = call->query;

	if (call->fault.status != STATUS_OK || call->params.malformed)
		return;
	if (!is_signed(call, purpose))
		fault_set(&call->fault, STATUS_FORBIDDEN, "LinkInvalid",
			"The signature of the link is invalid; use the whole link unchanged.");
	else if (query->expires_s * CLOCK_MS_PER_S < call->now_ms)
		signed_link_refuse_expired(call, remedy);
}

enum status signed_link_refuse_expired(struct call *call, const char *remedy)
{
	return fault_set(&call->fault, STATUS_GONE, "LinkExpired",
		"The link has expired; %s for a new link.", remedy);
}
