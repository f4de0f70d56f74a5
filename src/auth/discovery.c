#include "auth/discovery.h"

/* Rejects characters at which some parsers would end the URL. */
static bool is_url(struct text t)
{
	for (size_t i = 0; i < t.length; i++) {
		if (t.data[i] <= ' ' || t.data[i] > '~')
			return false;
	}
	return t.length > 0 && t.length <= METADATA_URL_BYTES_MAX;
}

/* Returns the parsed document if it belongs to this endpoint, else NULL with the reason in
 * *ret_why. */
static const struct jsonread_node *parse(struct arena *arena, const struct jwks_endpoint *endpoint,
	struct text document, struct text *ret_why)
{
	const struct jsonread_node *root;
	const char *flaw;

	if (document.length > METADATA_BYTES_MAX) {
		*ret_why = TEXT("the metadata is larger than 64 KiB");
		return NULL;
	}
	root = jsonread_parse(arena, document, NULL);
	if (jsonread_type(root) != JSONREAD_OBJECT)
		flaw = "the metadata is not a JSON object";
	else
		flaw = issuer_judge_metadata(arena, endpoint, root);
	if (flaw == NULL)
		return root;
	*ret_why = text_from(flaw);
	return NULL;
}

static struct text read_url(struct arena *arena, const struct jsonread_node *root, const char *name,
	struct text *ret_why)
{
	struct text url = jsonread_member_text(root, name);

	if (is_url(url))
		return arena_text(arena, url);
	*ret_why = arena_printf(arena, "the metadata's %s is not a URL", name);
	return TEXT_NONE;
}

struct text discovery_read(struct arena *arena, const struct jwks_endpoint *endpoint,
	struct text document, struct text *ret_why)
{
	const struct jsonread_node *root = parse(arena, endpoint, document, ret_why);

	return root == NULL ? TEXT_NONE : read_url(arena, root, "jwks_uri", ret_why);
}

/* Reads one endpoint URL, which must begin with the authority, like that of the keys. */
static struct text read_endpoint(struct arena *arena, const struct jwks_endpoint *endpoint,
	const struct jsonread_node *root, const char *name, struct text *ret_why)
{
	struct text origin = arena_printf(arena, "%s/", endpoint->issuer->cloud->authority);
	struct text url = read_url(arena, root, name, ret_why);

	if (!text_is_set(url) || text_starts_with(url, origin))
		return url;
	*ret_why = arena_printf(arena, "the metadata's %s does not begin with the authority", name);
	return TEXT_NONE;
}

bool discovery_read_endpoints(struct arena *arena, const struct jwks_endpoint *endpoint,
	struct text document, struct discovery_endpoints *ret_endpoints, struct text *ret_why)
{
	const struct jsonread_node *root = parse(arena, endpoint, document, ret_why);
	struct discovery_endpoints endpoints;

	if (root == NULL)
		return false;
	endpoints.authorization =
		read_endpoint(arena, endpoint, root, "authorization_endpoint", ret_why);
	endpoints.token = read_endpoint(arena, endpoint, root, "token_endpoint", ret_why);
	if (!text_is_set(endpoints.authorization) || !text_is_set(endpoints.token))
		return false;
	*ret_endpoints = endpoints;
	return true;
}
