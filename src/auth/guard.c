#include "auth/guard.h"

#include <stdlib.h>

#include "auth/guard_validation.h"
#include "auth/key_wait.h"
#include "auth/token_cache.h"

#define LIST_WORDS_MAX 256
#define UNVERIFIED_BYTES_MAX 256

struct guard {
	struct arena *arena;
	struct claims_policy policy;
	struct jwks_cache *jwks_cache;
	struct token_cache *token_cache;
	struct jose_header_cache *headers;
	int64_t token_cache_age_ms;
};

static struct claims_list read_list(struct arena *arena, const char *list)
{
	struct text *words = arena_array(arena, LIST_WORDS_MAX, sizeof(*words));
	struct text rest = arena_text(arena, text_from(list)), word;
	struct claims_list read = {words, 0};

	while (read.count < LIST_WORDS_MAX && text_next_word(&rest, &word))
		words[read.count++] = word;
	return read;
}

static void read_policy(
	struct arena *arena, const struct guard_options *options, struct claims_policy *policy)
{
	const struct {
		enum permission permission;
		const char *roles, *scopes;
	} rows[CLAIMS_PERMISSIONS] = {
		{PERMISSION_READ, options->read_roles, options->read_scopes},
		{PERMISSION_SUBMIT, options->submit_roles, options->submit_scopes},
		{PERMISSION_EXPORT, options->export_roles, options->export_scopes},
	};

	policy->issuers = options->issuers;
	policy->audiences = read_list(arena, options->audiences);
	policy->clock_skew_s = options->clock_skew_s;
	policy->max_lifetime_s = options->max_lifetime_s;
	policy->admins = admin_policy_read(arena,
		&(struct admin_policy_options){.directories = options->admin_directories,
			.clients = options->admin_clients,
			.admin_groups = options->admin_groups,
			.moderator_groups = options->moderator_groups,
			.auditor_groups = options->auditor_groups});
	for (size_t i = 0; i < CLAIMS_PERMISSIONS; i++)
		policy->requirements[i] =
			(struct claims_requirement){.permission = rows[i].permission,
				.roles = read_list(arena, rows[i].roles),
				.scopes = read_list(arena, rows[i].scopes)};
}

struct guard *guard_new(const struct guard_options *options)
{
	struct arena *arena = arena_new();
	struct guard *guard = arena_alloc(arena, sizeof(*guard));

	guard->arena = arena;
	guard->jwks_cache = options->jwks_cache;
	guard->token_cache = token_cache_new((size_t)options->token_cache_bytes);
	guard->headers = jose_header_cache_new();
	guard->token_cache_age_ms = options->token_cache_age_ms;
	read_policy(arena, options, &guard->policy);
	return guard;
}

void guard_free(struct guard *guard)
{
	if (guard == NULL)
		return;
	token_cache_free(guard->token_cache);
	jose_header_cache_free(guard->headers);
	arena_free(guard->arena);
}

/* Truncates the text to UNVERIFIED_BYTES_MAX at a character boundary: the length comes from an
 * untrusted token. */
static struct text shorten(struct text t)
{
	size_t length = UNVERIFIED_BYTES_MAX;

	if (t.length <= length)
		return t;
	while (length > 0 && ((unsigned char)t.data[length] & 0xc0) == 0x80)
		length--;
	return text_slice(t, 0, length);
}

static void note_unverified(struct unverified_claims *unverified,
	const struct jsonread_node *header, const struct jsonread_node *payload)
{
	static const char *const clients[] = {"azp", "appid", "client_id"};

	unverified->kid = shorten(jsonread_member_text(header, "kid"));
	unverified->issuer = shorten(jsonread_member_text(payload, "iss"));
	unverified->directory = shorten(jsonread_member_text(payload, "tid"));
	for (size_t i = 0; i < sizeof(clients) / sizeof(clients[0]); i++) {
		if (!text_is_set(unverified->client))
			unverified->client = shorten(jsonread_member_text(payload, clients[i]));
	}
}

void guard_read_unverified(struct auth_request *auth)
{
	struct jws jws = {0};
	struct claims_context context = {0};

	if (jws_split(auth->arena, auth->token, &jws) != REFUSAL_NONE)
		return;
	if (jws_read_header(auth->arena, &jws) != REFUSAL_NONE)
		jws.header = NULL;
	claims_parse(auth->arena, jws.payload, &context);
	note_unverified(&auth->unverified, jws.header, context.payload);
}

struct validation guard_begin_validation(struct guard *guard, struct auth_request *auth)
{
	auth->detail = TEXT_NONE;
	auth->unverified = (struct unverified_claims){.hint = NULL};
	return (struct validation){.arena = auth->arena,
		.policy = &guard->policy,
		.jwks_cache = guard->jwks_cache,
		.headers = guard->headers,
		.auth = auth};
}

/* Gets the claims from the cache, or validates the token now. Does not check times and
 * registration. */
static enum refusal find_or_validate(struct guard *guard, struct validation *e)
{
	/* Read the generation before the key: if the keys change in between, the entry is invalid
	 * at once. */
	struct cache_validity validity = {
		jwks_cache_generation(guard->jwks_cache), e->auth->now_ms};
	struct cache_validity oldest = {
		validity.generation, validity.verified_ms - guard->token_cache_age_ms};
	struct hash digest = hash_sha256(e->auth->token);
	enum refusal refusal;

	if (token_cache_find(guard->token_cache, &digest, oldest, &e->claims))
		return REFUSAL_NONE;
	refusal = checks_run(e, STAGE_SYNTAX, STAGE_CLAIMS);
	if (refusal == REFUSAL_NONE)
		token_cache_add(guard->token_cache, &digest, validity, &e->claims);
	if (refusal == REFUSAL_NONE && e->header_is_new)
		jose_header_cache_add(guard->headers, e->jws.header_text);
	return refusal;
}

static enum auth_result refuse(struct validation *e, enum refusal refusal)
{
	if (e->context.payload != NULL)
		note_unverified(&e->auth->unverified, e->jws.header, e->context.payload);
	else
		guard_read_unverified(e->auth);
	if (refusal == REFUSAL_APP_NOT_REGISTERED &&
		app_list_has_client(e->auth->apps, e->claims.client))
		e->auth->unverified.hint = "the client app is registered with another directory";
	return AUTH_DENIED;
}

enum auth_result guard_authenticate(
	struct guard *guard, struct auth_request *auth, enum refusal *ret_refusal)
{
	struct validation e = guard_begin_validation(guard, auth);

	*ret_refusal = find_or_validate(guard, &e);
	checks_end(&e);
	/* From now on the thread that wakes the waiter owns `auth`. */
	if (e.is_pending)
		return AUTH_PENDING;
	if (*ret_refusal == REFUSAL_NONE)
		*ret_refusal = checks_run(&e, STAGE_TIME, STAGE_CALLER);
	if (*ret_refusal != REFUSAL_NONE)
		return refuse(&e, *ret_refusal);
	auth->caller = (struct caller){.claims = e.claims};
	if (e.entry != NULL) {
		auth->caller.registration_id = e.entry->id;
		auth->caller.permissions = e.entry->permissions;
	}
	return AUTH_OK;
}

enum auth_result guard_authenticate_blocking(struct guard *guard, struct auth_request *auth,
	int64_t max_wait_ms, enum refusal *ret_refusal)
{
	struct key_wait wait;
	enum auth_result answer;

	key_wait_init(&wait, max_wait_ms);
	auth->waiter = &wait.waiter;
	while ((answer = guard_authenticate(guard, auth, ret_refusal)) == AUTH_PENDING) {
		key_wait_block(&wait);
		if (clock_monotonic_ms() >= wait.waiter.deadline_ms)
			auth->waiter = NULL;
	}
	key_wait_destroy(&wait);
	return answer;
}

enum refusal guard_check_permission(const struct caller *caller, enum permission permission)
{
	if ((permission & ~caller->permissions) != 0)
		return REFUSAL_PERMISSION_MISSING;
	if ((permission & ~caller->claims.granted) == 0)
		return REFUSAL_NONE;
	return caller->claims.app_only ? REFUSAL_ROLE_MISSING : REFUSAL_SCOPE_MISSING;
}
