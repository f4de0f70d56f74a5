#include "auth/jwks_file.h"

#include "auth/jwk_set.h"
#include "base/file.h"
#include "base/hash.h"

#define NAME_BYTES_MAX 64

/* A provider's name comes from the configuration and may contain any characters. */
static struct text plain_name(struct arena *arena, const char *name)
{
	struct text plain = arena_text(arena, text_slice(text_from(name), 0, NAME_BYTES_MAX));
	char *bytes = (char *)(uintptr_t)plain.data;

	for (size_t i = 0; i < plain.length; i++) {
		bool letter = (bytes[i] >= 'a' && bytes[i] <= 'z') ||
			(bytes[i] >= 'A' && bytes[i] <= 'Z');

		if (!letter && (bytes[i] < '0' || bytes[i] > '9') && bytes[i] != '-')
			bytes[i] = '_';
	}
	return plain;
}

static struct text endpoint_name(struct arena *arena, const struct jwks_endpoint *endpoint)
{
	const char *version = endpoint->version == TOKEN_V2 ? "v2" : "v1";

	if (endpoint->issuer->kind == ISSUER_OPENID)
		return plain_name(arena, endpoint->issuer->name);
	if (guid_is_zero(endpoint->directory))
		return arena_printf(arena, "common-%s", version);
	return arena_printf(arena, "%s-%s", guid_text(arena, endpoint->directory).data, version);
}

static const char *path_of(
	struct arena *arena, const char *key_dir, const struct jwks_endpoint *endpoint)
{
	struct hash url = hash_sha256(issuer_metadata_url(arena, endpoint));

	return arena_printf(arena, "%s/%s-%.8s.json", key_dir, endpoint_name(arena, endpoint).data,
		hash_hex(arena, &url).data)
		.data;
}

struct text jwks_file_read(struct arena *arena, const char *key_dir,
	const struct jwks_endpoint *endpoint, int64_t *ret_written_ms)
{
	return file_read(
		arena, path_of(arena, key_dir, endpoint), JWK_SET_BYTES_MAX, ret_written_ms);
}

bool jwks_file_write(struct arena *arena, const char *key_dir, const struct jwks_endpoint *endpoint,
	struct text document)
{
	return file_make_dir(key_dir) &&
		file_replace(arena, path_of(arena, key_dir, endpoint), document);
}
