#include "auth/key_source.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/jsonread.h"

struct key_source *key_source_new(struct guid directory, enum token_version version)
{
	struct key_source *source = calloc(1, sizeof(*source));

	if (source == NULL)
		abort();
	source->directory = directory;
	source->version = version;
	return source;
}

void key_source_free(struct key_source *source)
{
	key_source_give_back(source->loan);
	free(source->keys_url);
	free(source);
}

struct keyset_loan *key_source_lend(struct keyset_loan *loan)
{
	atomic_fetch_add(&loan->users, 1);
	return loan;
}

void key_source_give_back(struct keyset_loan *loan)
{
	if (loan == NULL || atomic_fetch_sub(&loan->users, 1) > 1)
		return;
	jwk_set_free(loan->set);
	free(loan);
}

void key_source_install(struct key_source *source, struct jwk_set *set, int64_t fetched_ms)
{
	key_source_give_back(source->loan);
	source->loan = NULL;
	source->fetched_ms = fetched_ms;
	if (set == NULL)
		return;
	source->loan = calloc(1, sizeof(*source->loan));
	if (source->loan == NULL)
		abort();
	atomic_init(&source->loan->users, 1);
	source->loan->set = set;
}

void key_source_start(
	struct key_source *source, const struct cloud *cloud, const struct fetch *fetch)
{
	struct arena *arena;

	if (source->keys_url != NULL) {
		source->stage = KEY_SOURCE_KEYS;
		fetch->start(fetch->context, source->keys_url, source);
		return;
	}
	arena = arena_new();
	source->stage = KEY_SOURCE_METADATA;
	fetch->start(fetch->context,
		cloud_metadata_url(arena, cloud, source->version, source->directory).data, source);
	arena_free(arena);
}

/* Metadata must speak of this directory, this version and this cloud, and keep the keys with the
 * same authority. Source: OpenID Connect Discovery 1.0 §4.3. */
static const char *judge_metadata(const struct key_source *source, const struct cloud *cloud,
	struct arena *arena, const struct jsonread_node *metadata)
{
	struct text issuer = cloud_issuer(arena, cloud, source->version, source->directory);
	struct text instance = jsonread_member_text(metadata, "cloud_instance_name");
	struct text keys_url = jsonread_member_text(metadata, "jwks_uri");
	struct text origin = arena_printf(arena, "%s/", cloud->authority);

	if (!text_equal(jsonread_member_text(metadata, "issuer"), issuer))
		return "the metadata's issuer is not the directory's";
	if (cloud->instance_name[0] != '\0' && text_is_set(instance) &&
		!text_equal(instance, text_from(cloud->instance_name)))
		return "the metadata belongs to another cloud";
	if (!text_starts_with(keys_url, origin))
		return "the metadata's jwks_uri is not below the authority";
	return NULL;
}

static enum key_source_outcome take_metadata(
	struct key_source *source, const struct key_source_news *news, struct text *ret_why)
{
	const struct jsonread_node *metadata =
		jsonread_parse(news->arena, news->result->body, NULL);
	const char *flaw = metadata == NULL
		? "the metadata is not JSON"
		: judge_metadata(source, news->cloud, news->arena, metadata);

	if (flaw != NULL) {
		*ret_why = text_from(flaw);
		return KEY_SOURCE_FAILED;
	}
	source->keys_url =
		strdup(arena_cstr(news->arena, jsonread_member_text(metadata, "jwks_uri")));
	key_source_start(source, news->cloud, news->fetch);
	return KEY_SOURCE_GOES_ON;
}

/* Entra's rules for a key of a shared set: its issuer, with this directory filled in, must be the
 * directory's v2.0 issuer, and its cloud must be ours. */
static void judge_keys(const struct key_source *source, const struct cloud *cloud,
	struct arena *arena, struct jwk_set *set)
{
	struct text issuer = cloud_issuer(arena, cloud, TOKEN_V2, source->directory);

	for (size_t i = 0; i < set->count; i++) {
		struct jwk *key = &set->keys[i];

		if (key->flaw != REFUSAL_NONE)
			continue;
		if (text_is_set(key->issuer) &&
			!text_equal(cloud_fill(arena, key->issuer, "{tenantid}", source->directory),
				issuer))
			key->flaw = REFUSAL_KEY_ISSUER;
		else if (cloud->instance_name[0] != '\0' && text_is_set(key->cloud_instance) &&
			!text_equal(key->cloud_instance, text_from(cloud->instance_name)))
			key->flaw = REFUSAL_KEY_CLOUD;
	}
}

/* The key file's name holds the cloud's authority by hash: a service that is pointed at another
 * cloud must not start with the keys of the one before. */
static const char *file_name(const struct key_source *source, const struct cloud *cloud,
	struct arena *arena, const char *key_dir)
{
	struct hash authority = hash_sha256(text_from(cloud->authority));

	return arena_printf(arena, "%s/%s-%s-%.8s.json", key_dir,
		guid_text(arena, source->directory).data, source->version == TOKEN_V2 ? "v2" : "v1",
		hash_hex(arena, &authority).data)
		.data;
}

static struct jwk_set *read_keys(const struct key_source *source, const struct cloud *cloud,
	struct arena *arena, struct text document, struct text *ret_why)
{
	struct jwk_set *set = jwk_set_parse(arena, document, ret_why);

	if (set != NULL)
		judge_keys(source, cloud, arena, set);
	return set;
}

static enum key_source_outcome take_keys(
	struct key_source *source, const struct key_source_news *news, struct text *ret_why)
{
	struct hash digest = hash_sha256(news->result->body);
	bool same = source->loan != NULL && hash_equal(&digest, &source->digest);
	struct jwk_set *set =
		read_keys(source, news->cloud, news->arena, news->result->body, ret_why);

	if (set == NULL)
		return KEY_SOURCE_FAILED;
	key_source_install(source, set, news->now_ms);
	source->digest = digest;
	source->failed = false;
	source->stage = KEY_SOURCE_IDLE;
	return same ? KEY_SOURCE_SAME : KEY_SOURCE_CHANGED;
}

void key_source_forget_url(struct key_source *source)
{
	free(source->keys_url);
	source->keys_url = NULL;
}

enum key_source_outcome key_source_take(
	struct key_source *source, const struct key_source_news *news, struct text *ret_why)
{
	enum key_source_outcome outcome = KEY_SOURCE_FAILED;

	if (!news->result->good)
		*ret_why = news->result->why;
	else if (source->stage == KEY_SOURCE_METADATA)
		outcome = take_metadata(source, news, ret_why);
	else
		outcome = take_keys(source, news, ret_why);
	if (outcome == KEY_SOURCE_FAILED) {
		source->stage = KEY_SOURCE_IDLE;
		source->failed = true;
		key_source_forget_url(source);
	}
	return outcome;
}

struct jwk_set *key_source_read_file(const struct key_source *source, const struct cloud *cloud,
	const char *key_dir, int64_t *ret_fetched_ms)
{
	struct arena *arena = arena_new();
	struct text why;
	struct text document = file_read(
		arena, file_name(source, cloud, arena, key_dir), JWK_SET_BYTES_MAX, ret_fetched_ms);
	struct jwk_set *set = NULL;

	if (text_is_set(document))
		set = read_keys(source, cloud, arena, document, &why);
	arena_free(arena);
	return set;
}

void key_source_write_file(const struct key_source *source, const struct cloud *cloud,
	const char *key_dir, struct arena *arena, struct text document, struct text *ret_why)
{
	if (!file_make_dir(key_dir) ||
		!file_replace(arena, file_name(source, cloud, arena, key_dir), document))
		*ret_why = TEXT("the keys are good, but their key file could not be written");
}
