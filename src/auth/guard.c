#include "auth/guard.h"

#include <stdlib.h>
#include <string.h>

#include "auth/jws.h"

#define AUDIENCES_MAX 256
#define SIGHT_BYTES_MAX 256

struct guard {
	struct arena *arena;
	struct claims_policy policy;
	struct keyset *keyset;
	struct verdict_cache *verdicts;
};

static void read_audiences(struct guard *guard, const char *list)
{
	struct text *audiences = arena_array(guard->arena, AUDIENCES_MAX, sizeof(*audiences));
	struct text rest = arena_text(guard->arena, text_from(list)), word;
	char *bytes = (char *)(uintptr_t)rest.data;

	for (size_t i = 0; i < rest.length; i++) {
		if (bytes[i] == ',' || bytes[i] == '\t' || bytes[i] == '\n' || bytes[i] == '\r')
			bytes[i] = ' ';
	}
	while (text_cut(&rest, ' ', &word)) {
		if (word.length > 0 && guard->policy.audience_count < AUDIENCES_MAX)
			audiences[guard->policy.audience_count++] = word;
	}
	guard->policy.audiences = audiences;
}

struct guard *guard_new(const struct guard_options *options)
{
	struct arena *arena = arena_new();
	struct guard *guard = arena_alloc(arena, sizeof(*guard));

	guard->arena = arena;
	guard->keyset = options->keyset;
	guard->policy.cloud = options->cloud;
	guard->policy.clock_skew_s = options->clock_skew_s;
	guard->policy.max_lifetime_s = options->max_lifetime_s;
	guard->verdicts = verdict_cache_new((size_t)options->verdict_cache_bytes);
	read_audiences(guard, options->audiences);
	return guard;
}

void guard_free(struct guard *guard)
{
	if (guard == NULL)
		return;
	verdict_cache_free(guard->verdicts);
	arena_free(guard->arena);
}

/* At most SIGHT_BYTES_MAX, cut between characters: a stranger chose the length. */
static struct text shorten(struct text t)
{
	size_t length = SIGHT_BYTES_MAX;

	if (t.length <= length)
		return t;
	while (length > 0 && ((unsigned char)t.data[length] & 0xc0) == 0x80)
		length--;
	return text_slice(t, 0, length);
}

/* Notes what the token says of itself, for the log line of a refusal. */
static void look(struct guard_sight *sight, const struct jws *jws, const struct claims_head *head)
{
	const char *client = head->version == TOKEN_V2 ? "azp" : "appid";

	sight->kid = shorten(jws->kid);
	sight->issuer = shorten(jsonread_member_text(head->payload, "iss"));
	sight->directory = shorten(jsonread_member_text(head->payload, "tid"));
	sight->client = shorten(jsonread_member_text(head->payload, client));
}

static enum guard_answer find_key(struct guard *guard, struct guard_question *question,
	const struct jws *jws, const struct claims_head *head, struct keyset_key *ret_key,
	enum refusal *ret_refusal)
{
	switch (keyset_find(guard->keyset, head->directory, head->version, jws->kid,
		question->waiter, ret_key)) {
	case KEYSET_FOUND:
		return GUARD_PASS;
	case KEYSET_WAIT:
		return GUARD_WAIT;
	case KEYSET_UNKNOWN_KID:
		*ret_refusal = REFUSAL_KID_UNKNOWN;
		break;
	case KEYSET_UNAVAILABLE:
		*ret_refusal = REFUSAL_KEYS_UNAVAILABLE;
		break;
	}
	return GUARD_REFUSED;
}

static struct text explain_directory(struct arena *arena, struct guid directory)
{
	return arena_printf(arena,
		"No app of directory %s is registered; register the client app id of this token "
		"with that directory id.",
		guid_text(arena, directory).data);
}

/* Quotes the audience only when nothing in it needs escaping anywhere (RFC 6750 §3). */
static struct text explain_audience(struct arena *arena, const struct claims_head *head)
{
	struct text aud = jsonread_member_text(head->payload, "aud");

	for (size_t i = 0; i < aud.length; i++) {
		if (aud.data[i] <= ' ' || aud.data[i] > '~' || aud.data[i] == '"' ||
			aud.data[i] == '\\')
			return TEXT_NONE;
	}
	if (aud.length == 0 || aud.length > 200)
		return TEXT_NONE;
	return arena_printf(arena,
		"The audience of the token is %.*s; ask for a token for this service, or add that "
		"audience to auth.audiences.",
		(int)aud.length, aud.data);
}

/* Everything about a token that stays true once it was true. */
static enum guard_answer verify(struct guard *guard, struct guard_question *question,
	struct claims *ret_claims, enum refusal *ret_refusal)
{
	struct arena *arena = question->arena;
	struct jws jws = {0};
	struct claims_head head = {0};
	struct keyset_key key;
	enum guard_answer answer;

	*ret_refusal = jws_parse(arena, question->token, &jws);
	if (*ret_refusal == REFUSAL_NONE)
		*ret_refusal = claims_open(arena, jws.payload, &head);
	look(&question->sight, &jws, &head);
	if (*ret_refusal != REFUSAL_NONE)
		return GUARD_REFUSED;
	if (!app_list_has_directory(question->apps, head.directory)) {
		question->detail = explain_directory(arena, head.directory);
		*ret_refusal = REFUSAL_DIRECTORY_NOT_REGISTERED;
		return GUARD_REFUSED;
	}
	answer = find_key(guard, question, &jws, &head, &key, ret_refusal);
	if (answer != GUARD_PASS)
		return answer;
	*ret_refusal = jws_verify(&jws, key.key);
	keyset_return(&key);
	if (*ret_refusal == REFUSAL_NONE)
		*ret_refusal = claims_check(arena, &head, &guard->policy, ret_claims);
	if (*ret_refusal == REFUSAL_AUD_WRONG)
		question->detail = explain_audience(arena, &head);
	return *ret_refusal == REFUSAL_NONE ? GUARD_PASS : GUARD_REFUSED;
}

static enum refusal refuse_app(
	struct guard_question *question, const struct claims *claims, enum refusal refusal)
{
	struct arena *arena = question->arena;
	const char *client = guid_text(arena, claims->client).data;
	const char *directory = guid_text(arena, claims->directory).data;

	if (refusal == REFUSAL_APP_NOT_REGISTERED)
		question->detail = arena_printf(arena,
			"Register client app %s of directory %s: the token is good, but no S2S "
			"app registration has these two ids.",
			client, directory);
	else
		question->detail = arena_printf(arena, "%s Client app %s, directory %s.",
			refusal_row(refusal)->sentence, client, directory);
	question->sight.client = text_from(client);
	question->sight.directory = text_from(directory);
	return refusal;
}

/* What may change from one request to the next: the clock and the registry. */
static enum refusal check_now(
	struct guard *guard, struct guard_question *question, const struct claims *claims)
{
	const struct app_entry *entry =
		app_list_find(question->apps, claims->directory, claims->client);
	enum refusal refusal =
		claims_check_time(claims, &guard->policy, question->now_ms / CLOCK_MS_PER_S);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (entry == NULL)
		return refuse_app(question, claims, REFUSAL_APP_NOT_REGISTERED);
	if (!entry->enabled)
		return refuse_app(question, claims, REFUSAL_APP_DISABLED);
	if (entry->expires_at_ms != 0 && entry->expires_at_ms <= question->now_ms)
		return refuse_app(question, claims, REFUSAL_APP_EXPIRED);
	if (!claims->app_only && !entry->accepts_user_tokens)
		return refuse_app(question, claims, REFUSAL_USER_TOKEN_REFUSED);
	if (!claims->client_authenticated && !entry->accepts_public_clients)
		return refuse_app(question, claims, REFUSAL_PUBLIC_CLIENT_REFUSED);
	question->caller = (struct caller){
		.claims = *claims, .registration_id = entry->id, .permissions = entry->permissions};
	return REFUSAL_NONE;
}

enum guard_answer guard_ask(
	struct guard *guard, struct guard_question *question, enum refusal *ret_refusal)
{
	/* Read before the key, so that a key change in between voids what is kept. */
	int64_t generation = keyset_generation(guard->keyset);
	struct claims claims;
	struct hash digest = hash_sha256(question->token);

	question->detail = TEXT_NONE;
	if (!verdict_cache_find(guard->verdicts, &digest, generation, &claims)) {
		enum guard_answer answer = verify(guard, question, &claims, ret_refusal);

		if (answer != GUARD_PASS)
			return answer;
		verdict_cache_add(guard->verdicts, &digest, generation, &claims);
	}
	*ret_refusal = check_now(guard, question, &claims);
	return *ret_refusal == REFUSAL_NONE ? GUARD_PASS : GUARD_REFUSED;
}

enum refusal guard_check_permission(const struct caller *caller, enum permission permission)
{
	return (caller->permissions & permission) == (uint32_t)permission
		? REFUSAL_NONE
		: REFUSAL_PERMISSION_MISSING;
}
