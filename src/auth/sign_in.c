#include "auth/sign_in.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "auth/discovery.h"
#include "base/base64url.h"
#include "base/buffer.h"
#include "base/file.h"
#include "base/hash.h"

#define TRANSACTION_BYTES 32
#define RETRY_MS 5000
#define FORM_BYTES_MAX 65536
#define SECRET_BYTES_MAX 4096

struct sign_in {
	struct sign_in_options options;
	struct issuer issuer; /* Entra, limited to this directory's own metadata */
	struct jwks_endpoint endpoint;
	pthread_mutex_t lock;
	pthread_cond_t endpoints_changed;
	bool is_fetching_endpoints; /* a thread is fetching the endpoints */
	int64_t last_attempt_ms, fetched_ms; /* steady clock; 0: never */
	struct arena *arena; /* owns the endpoints; NULL: not known */
	struct discovery_endpoints endpoints;
	int active_redemptions;
};

struct sign_in *sign_in_new(const struct sign_in_options *options)
{
	struct sign_in *sign_in = calloc(1, sizeof(*sign_in));

	if (sign_in == NULL)
		abort();
	sign_in->options = *options;
	sign_in->issuer = *options->entra;
	sign_in->issuer.shared_keys = false;
	sign_in->issuer.signing_key_app_id = "";
	sign_in->endpoint = issuer_jwks_endpoint(&sign_in->issuer, options->directory, TOKEN_V2);
	pthread_mutex_init(&sign_in->lock, NULL);
	pthread_cond_init(&sign_in->endpoints_changed, NULL);
	return sign_in;
}

void sign_in_free(struct sign_in *sign_in)
{
	if (sign_in == NULL)
		return;
	arena_free(sign_in->arena);
	pthread_cond_destroy(&sign_in->endpoints_changed);
	pthread_mutex_destroy(&sign_in->lock);
	free(sign_in);
}

struct text sign_in_begin_transaction(struct arena *arena)
{
	return base64url_random(arena, TRANSACTION_BYTES);
}

static struct text derive(struct arena *arena, struct text key, struct text transaction)
{
	struct hash hash = hash_hmac(key, transaction);

	return base64url_encode(arena, hash_text(&hash));
}

struct text sign_in_state(
	const struct sign_in *sign_in, struct arena *arena, struct text transaction)
{
	return derive(arena, sign_in->options.state_key, transaction);
}

/* 43 characters (256 bits), the minimum of RFC 7636 §4.1. */
static struct text verifier_of(
	const struct sign_in *sign_in, struct arena *arena, struct text transaction)
{
	return derive(arena, sign_in->options.verifier_key, transaction);
}

static void log_why(const struct sign_in *sign_in, const char *what, struct text why)
{
	LOG(sign_in->options.log, LOG_WARNING, "sign-in-failed", LOG_CSTR("at", what),
		LOG_TEXT("why", why));
}

/* Fetches the endpoints into a new arena. Returns NULL on failure. */
static struct arena *fetch_endpoints(
	const struct sign_in *sign_in, struct discovery_endpoints *ret_endpoints)
{
	const struct fetch *fetch = &sign_in->options.fetch;
	struct arena *work = arena_new(), *kept = NULL;
	struct fetch_request request = {.url = issuer_metadata_url(work, &sign_in->endpoint).data};
	struct fetch_result result;

	fetch->once(fetch->context, &request, work, &result);
	if (result.good &&
		discovery_read_endpoints(
			work, &sign_in->endpoint, result.body, ret_endpoints, &result.why)) {
		kept = arena_new();
		ret_endpoints->authorization = arena_text(kept, ret_endpoints->authorization);
		ret_endpoints->token = arena_text(kept, ret_endpoints->token);
	} else {
		log_why(sign_in, "metadata", result.why);
	}
	arena_free(work);
	return kept;
}

/* Returns true if the endpoints should be fetched now. Needs the lock. */
static bool is_due(const struct sign_in *sign_in, int64_t now_ms)
{
	if (sign_in->is_fetching_endpoints ||
		(sign_in->last_attempt_ms != 0 && now_ms - sign_in->last_attempt_ms < RETRY_MS))
		return false;
	return sign_in->arena == NULL ||
		now_ms - sign_in->fetched_ms >= sign_in->options.refresh_interval_ms;
}

/* Fetches the endpoints, and releases the lock meanwhile. On failure the known endpoints remain. */
static void refresh_endpoints(struct sign_in *sign_in, int64_t now_ms)
{
	struct discovery_endpoints endpoints;
	struct arena *arena;

	sign_in->is_fetching_endpoints = true;
	sign_in->last_attempt_ms = now_ms;
	pthread_mutex_unlock(&sign_in->lock);
	arena = fetch_endpoints(sign_in, &endpoints);
	pthread_mutex_lock(&sign_in->lock);
	sign_in->is_fetching_endpoints = false;
	if (arena != NULL) {
		arena_free(sign_in->arena);
		sign_in->arena = arena;
		sign_in->endpoints = endpoints;
		sign_in->fetched_ms = now_ms;
	}
	pthread_cond_broadcast(&sign_in->endpoints_changed);
}

static bool find_endpoints(
	struct sign_in *sign_in, struct arena *arena, struct discovery_endpoints *ret_endpoints)
{
	int64_t now_ms = clock_now_ms(sign_in->options.steady);
	bool known;

	pthread_mutex_lock(&sign_in->lock);
	if (is_due(sign_in, now_ms))
		refresh_endpoints(sign_in, now_ms);
	while (sign_in->arena == NULL && sign_in->is_fetching_endpoints)
		pthread_cond_wait(&sign_in->endpoints_changed, &sign_in->lock);
	known = sign_in->arena != NULL;
	if (known) {
		ret_endpoints->authorization = arena_text(arena, sign_in->endpoints.authorization);
		ret_endpoints->token = arena_text(arena, sign_in->endpoints.token);
	}
	pthread_mutex_unlock(&sign_in->lock);
	return known;
}

static void add_pair(struct buffer *out, const char *name, struct text value)
{
	if (out->length > 0)
		buffer_add_char(out, '&');
	buffer_printf(out, "%s=", name);
	buffer_add_percent(out, value);
}

enum refusal sign_in_url(struct sign_in *sign_in, struct arena *arena, struct text transaction,
	struct text redirect_uri, struct text *ret_url)
{
	struct buffer query = buffer_make(arena, FORM_BYTES_MAX);
	struct hash challenge = hash_sha256(verifier_of(sign_in, arena, transaction));
	struct discovery_endpoints endpoints;
	struct text url;

	if (!find_endpoints(sign_in, arena, &endpoints))
		return REFUSAL_SIGN_IN_UNAVAILABLE;
	url = endpoints.authorization;
	add_pair(&query, "client_id", text_from(sign_in->options.client_id));
	add_pair(&query, "response_type", TEXT("code"));
	add_pair(&query, "redirect_uri", redirect_uri);
	add_pair(&query, "response_mode", TEXT("query"));
	add_pair(&query, "scope", sign_in->options.scope);
	add_pair(&query, "state", sign_in_state(sign_in, arena, transaction));
	add_pair(&query, "code_challenge", base64url_encode(arena, hash_text(&challenge)));
	add_pair(&query, "code_challenge_method", TEXT("S256"));
	add_pair(&query, "prompt", TEXT("select_account"));
	/* The endpoint may already have a query (RFC 6749 §3.1). */
	*ret_url = arena_printf(arena, "%s%c%.*s", url.data,
		text_find(url, '?') < url.length ? '&' : '?', (int)query.length, query.data);
	return REFUSAL_NONE;
}

/* Adds the client secret. Reads the file every time, so the secret can change without a restart.
 * Returns false if a file is configured but has no secret. */
static bool add_secret(struct sign_in *sign_in, struct arena *arena, struct buffer *form)
{
	const char *path = sign_in->options.secret_file;
	struct text secret;

	if (path[0] == '\0')
		return true;
	secret = text_trim(file_read(arena, path, SECRET_BYTES_MAX, NULL));
	if (secret.length == 0) {
		log_why(sign_in, "secret", TEXT("admin.sign-in-client-secret-file cannot be read"));
		return false;
	}
	add_pair(form, "client_secret", secret);
	return true;
}

static bool make_form(
	struct sign_in *sign_in, const struct sign_in_redemption *redemption, struct text *ret_form)
{
	struct arena *arena = redemption->arena;
	struct buffer form = buffer_make(arena, FORM_BYTES_MAX);

	add_pair(&form, "grant_type", TEXT("authorization_code"));
	add_pair(&form, "client_id", text_from(sign_in->options.client_id));
	add_pair(&form, "code", redemption->code);
	add_pair(&form, "redirect_uri", redemption->redirect_uri);
	add_pair(&form, "code_verifier", verifier_of(sign_in, arena, redemption->transaction));
	if (!add_secret(sign_in, arena, &form))
		return false;
	*ret_form = buffer_text(&form);
	return !form.full;
}

const char *sign_in_error(struct text name)
{
	static const char *const names[] = {"access_denied", "account_selection_required",
		"consent_required", "interaction_required", "invalid_client", "invalid_grant",
		"invalid_request", "invalid_scope", "login_required", "server_error",
		"temporarily_unavailable", "unauthorized_client", "unsupported_grant_type",
		"unsupported_response_type"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (text_equal(name, text_from(names[i])))
			return names[i];
	}
	return "server_error";
}

/* Logs Entra's error number, e.g. 7000215, which is more precise than the error name and never
 * contains data from the request. */
static enum refusal refuse(struct sign_in *sign_in, struct sign_in_redemption *redemption,
	const struct jsonread_node *root)
{
	const struct jsonread_node *codes = jsonread_member(root, "error_codes");
	double number = 0;

	jsonread_number(jsonread_element(codes, 0), &number);
	redemption->error = sign_in_error(jsonread_member_text(root, "error"));
	log_why(sign_in, "token",
		number > 0 ? arena_printf(
				     redemption->arena, "%s, AADSTS%.0f", redemption->error, number)
			   : text_from(redemption->error));
	return REFUSAL_SIGN_IN_REFUSED;
}

/* Any response other than a JSON object with a token or an error is a failure of the endpoint (RFC
 * 6749 section 5). */
static enum refusal read_answer(struct sign_in *sign_in, struct sign_in_redemption *redemption,
	const struct fetch_result *result)
{
	const struct jsonread_node *root = jsonread_parse(redemption->arena, result->body, NULL);

	if (result->good) {
		redemption->token = jsonread_member_text(root, "access_token");
		if (redemption->token.length > 0)
			return REFUSAL_NONE;
	}
	if (result->status >= 400 && result->status < 500 &&
		text_is_set(jsonread_member_text(root, "error")))
		return refuse(sign_in, redemption, root);
	log_why(sign_in, "token",
		result->good ? TEXT("the response has no access token") : result->why);
	return REFUSAL_SIGN_IN_UNAVAILABLE;
}

static enum refusal redeem(struct sign_in *sign_in, struct sign_in_redemption *redemption)
{
	const struct fetch *fetch = &sign_in->options.fetch;
	struct discovery_endpoints endpoints;
	struct fetch_request request;
	struct fetch_result result;

	if (!find_endpoints(sign_in, redemption->arena, &endpoints) ||
		!make_form(sign_in, redemption, &request.form))
		return REFUSAL_SIGN_IN_UNAVAILABLE;
	request.url = endpoints.token.data;
	fetch->once(fetch->context, &request, redemption->arena, &result);
	return read_answer(sign_in, redemption, &result);
}

static bool acquire_slot(struct sign_in *sign_in)
{
	bool may;

	pthread_mutex_lock(&sign_in->lock);
	may = sign_in->active_redemptions < SIGN_IN_REDEMPTIONS_MAX;
	sign_in->active_redemptions += may;
	pthread_mutex_unlock(&sign_in->lock);
	return may;
}

static void release_slot(struct sign_in *sign_in)
{
	pthread_mutex_lock(&sign_in->lock);
	sign_in->active_redemptions--;
	pthread_mutex_unlock(&sign_in->lock);
}

enum refusal sign_in_redeem(struct sign_in *sign_in, struct sign_in_redemption *redemption)
{
	enum refusal refusal;

	redemption->token = TEXT_NONE;
	redemption->error = NULL;
	if (!acquire_slot(sign_in))
		return REFUSAL_SIGN_IN_UNAVAILABLE;
	refusal = redeem(sign_in, redemption);
	release_slot(sign_in);
	return refusal;
}
