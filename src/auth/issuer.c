#include "auth/issuer.h"

#include <string.h>

#include "base/hash.h"

const struct issuer *issuer_of(const struct issuer_list *list, struct text iss)
{
	for (size_t i = 0; i < list->provider_count; i++) {
		if (text_equal(list->providers[i].url, iss))
			return &list->providers[i];
	}
	return list->entra;
}

static bool has_directory(const struct issuer *provider, struct guid directory)
{
	for (size_t i = 0; i < provider->directory_count; i++) {
		if (guid_equal(provider->directories[i].directory, directory))
			return true;
	}
	return false;
}

bool issuer_is_openid(const struct issuer_list *list, struct guid directory)
{
	for (size_t i = 0; i < list->provider_count; i++) {
		if (has_directory(&list->providers[i], directory))
			return true;
	}
	return false;
}

bool issuer_find_directory(
	const struct issuer *issuer, struct text value, struct guid *ret_directory)
{
	bool always = issuer->directory_claim[0] == '\0';

	for (size_t i = 0; i < issuer->directory_count; i++) {
		if (!always && !text_equal(issuer->directories[i].value, value))
			continue;
		*ret_directory = issuer->directories[i].directory;
		return true;
	}
	return false;
}

struct guid issuer_client_id(struct guid directory, struct text name)
{
	struct hash_stream *stream = hash_stream_new();
	struct hash digest;
	struct guid id;

	hash_stream_update(
		stream, (struct text){(const char *)directory.bytes, sizeof(directory.bytes)});
	hash_stream_update(stream, name);
	digest = hash_stream_final(stream);
	memcpy(id.bytes, digest.bytes, sizeof(id.bytes));
	id.bytes[6] = (uint8_t)(0x80 | (id.bytes[6] & 0x0f));
	id.bytes[8] = (uint8_t)(0x80 | (id.bytes[8] & 0x3f));
	return id;
}

struct jwks_endpoint issuer_jwks_endpoint(
	const struct issuer *issuer, struct guid directory, enum token_version version)
{
	if (issuer->kind == ISSUER_OPENID)
		return (struct jwks_endpoint){.issuer = issuer, .version = TOKEN_V2};
	if (issuer->shared_keys)
		return (struct jwks_endpoint){.issuer = issuer, .version = version};
	return (struct jwks_endpoint){.issuer = issuer, .directory = directory, .version = version};
}

bool issuer_same_jwks_endpoint(const struct jwks_endpoint *a, const struct jwks_endpoint *b)
{
	return a->issuer == b->issuer && a->version == b->version &&
		guid_equal(a->directory, b->directory);
}

/* Removes a trailing slash first (OpenID Connect Discovery 1.0 section 4). */
static struct text provider_metadata_url(struct arena *arena, struct text url)
{
	if (url.length > 0 && url.data[url.length - 1] == '/')
		url.length--;
	return arena_printf(
		arena, "%.*s/.well-known/openid-configuration", (int)url.length, url.data);
}

struct text issuer_metadata_url(struct arena *arena, const struct jwks_endpoint *endpoint)
{
	const struct issuer *issuer = endpoint->issuer;
	struct text url;

	if (issuer->kind == ISSUER_OPENID)
		return provider_metadata_url(arena, issuer->url);
	if (issuer->shared_keys)
		url = cloud_shared_metadata_url(arena, issuer->cloud, endpoint->version);
	else
		url = cloud_metadata_url(
			arena, issuer->cloud, endpoint->version, endpoint->directory);
	if (issuer->signing_key_app_id[0] == '\0')
		return url;
	return arena_printf(arena, "%s?appid=%s", url.data, issuer->signing_key_app_id);
}

/* An absent name matches any cloud, and so does a cloud whose instance name is not configured. */
static bool is_other_cloud(const struct cloud *cloud, struct text instance)
{
	return cloud->instance_name[0] != '\0' && text_is_set(instance) &&
		!text_equal(instance, text_from(cloud->instance_name));
}

/* Entra's metadata must name this directory (or all directories), version and cloud, and its keys
 * must be at the same authority. */
static const char *judge_cloud_metadata(struct arena *arena, const struct jwks_endpoint *endpoint,
	const struct jsonread_node *metadata)
{
	const struct cloud *cloud = endpoint->issuer->cloud;
	struct text issuer = endpoint->issuer->shared_keys
		? cloud_shared_issuer(arena, cloud, endpoint->version)
		: cloud_issuer(arena, cloud, endpoint->version, endpoint->directory);
	struct text origin = arena_printf(arena, "%s/", cloud->authority);

	if (!text_equal(jsonread_member_text(metadata, "issuer"), issuer))
		return "the metadata's issuer is not the directory's";
	if (is_other_cloud(cloud, jsonread_member_text(metadata, "cloud_instance_name")))
		return "the metadata belongs to another cloud";
	if (!text_starts_with(jsonread_member_text(metadata, "jwks_uri"), origin))
		return "the metadata's jwks_uri does not begin with the authority";
	return NULL;
}

const char *issuer_judge_metadata(struct arena *arena, const struct jwks_endpoint *endpoint,
	const struct jsonread_node *metadata)
{
	if (endpoint->issuer->kind == ISSUER_ENTRA)
		return judge_cloud_metadata(arena, endpoint, metadata);
	if (!text_equal(jsonread_member_text(metadata, "issuer"), endpoint->issuer->url))
		return "the metadata's issuer is not the configured URL";
	if (jsonread_member_text(metadata, "jwks_uri").length == 0)
		return "the metadata has no jwks_uri";
	return NULL;
}

enum refusal issuer_judge_key(struct arena *arena, const struct issuer *issuer,
	struct guid directory, const struct jwk *key)
{
	const struct cloud *cloud = issuer->cloud;

	if (issuer->kind == ISSUER_OPENID)
		return REFUSAL_NONE;
	/* The keys of v1.0 tokens name the v2.0 issuer, too. */
	if (text_is_set(key->issuer) &&
		!text_equal(cloud_expand_template(arena, key->issuer, "{tenantid}", directory),
			cloud_issuer(arena, cloud, TOKEN_V2, directory)))
		return REFUSAL_KEY_ISSUER;
	return is_other_cloud(cloud, key->cloud_instance) ? REFUSAL_KEY_CLOUD : REFUSAL_NONE;
}
