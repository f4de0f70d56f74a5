#include "auth/metadata.h"

/* Nothing that could end the URL early for one reader and not for another. */
static bool is_url(struct text t)
{
	for (size_t i = 0; i < t.length; i++) {
		if (t.data[i] <= ' ' || t.data[i] > '~')
			return false;
	}
	return t.length > 0 && t.length <= METADATA_URL_BYTES_MAX;
}

struct text metadata_read(struct arena *arena, const struct key_place *place, struct text document,
	struct text *ret_why)
{
	const struct jsonread_node *root;
	struct text url;
	const char *flaw = NULL;

	if (document.length > METADATA_BYTES_MAX) {
		*ret_why = TEXT("the metadata is larger than 64 KiB");
		return TEXT_NONE;
	}
	root = jsonread_parse(arena, document, NULL);
	url = jsonread_member_text(root, "jwks_uri");
	if (jsonread_type(root) != JSONREAD_OBJECT)
		flaw = "the metadata is not a JSON object";
	else
		flaw = issuer_judge_metadata(arena, place, root);
	if (flaw == NULL && !is_url(url))
		flaw = "the metadata's jwks_uri is not a URL";
	if (flaw == NULL)
		return arena_text(arena, url);
	*ret_why = text_from(flaw);
	return TEXT_NONE;
}
