#include "api/session/credentials.h"

#include "api/core/audit.h"
#include "api/core/reply.h"
#include "api/session/admin_identity.h"
#include "api/session/session.h"
#include "auth/bearer.h"

static enum pipeline_step refuse(struct call *call, enum refusal refusal, struct text detail)
{
	reply_refusal(call, refusal, detail);
	return PIPELINE_ANSWERED;
}

static enum pipeline_step refuse_throttled(struct call *call, int64_t retry_after_s)
{
	fault_clear(&call->fault);
	call->retry_after_s = retry_after_s;
	fault_set(&call->fault, STATUS_TOO_MANY, "TooManyRefusals",
		"Too many admin calls from this address were refused; try again in %lld s, with a "
		"valid key.",
		(long long)retry_after_s);
	reply_fault(call);
	return PIPELINE_ANSWERED;
}

/* Records a refused admin call whose response is complete, unless the auth throttle allows no more
 * events. A call of a throttled address without valid credentials gets 429. */
static enum pipeline_step record_refusal(struct call *call, bool is_unauthenticated)
{
	struct auth_throttle_decision decision;
	enum auth_throttle_outcome outcome = auth_throttle_take(call->service->auth_throttle,
		call->request->client_address, call->started_ms, &decision);

	if (outcome == AUTH_THROTTLE_COUNT_ONLY)
		return PIPELINE_ANSWERED;
	if (outcome == AUTH_THROTTLE_RECORD) {
		audit_prepare_refusal(call, 1 + decision.suppressed);
		return PIPELINE_AUDIT_FIRST;
	}
	return is_unauthenticated ? refuse_throttled(call, decision.retry_after_s)
				  : PIPELINE_ANSWERED;
}

static enum pipeline_step refuse_admin(struct call *call, enum refusal refusal, struct text detail)
{
	const struct refusal_row *row = refusal_row(refusal);
	bool is_unauthenticated = row->http_status == 401 && row->oauth_error != NULL;

	refuse(call, refusal, detail);
	return row->http_status < 500 ? record_refusal(call, is_unauthenticated)
				      : PIPELINE_ANSWERED;
}

static bool has_token_in_url(const struct request *request)
{
	struct text rest = request->query, pair;

	while (text_split_next(&rest, '&', &pair)) {
		if (text_starts_with(pair, TEXT("access_token=")))
			return true;
	}
	return false;
}

/* Reads the bearer token. It must be in a single Authorization header, not in the URL (RFC 6750
 * §2). */
static enum refusal read_bearer(const struct request *request, struct text *ret_token)
{
	if (message_header_count(request, "Authorization") > 1)
		return REFUSAL_AUTHORIZATION_REPEATED;
	if (has_token_in_url(request))
		return REFUSAL_TOKEN_IN_URL;
	return bearer_read(message_header(request, "Authorization"), ret_token);
}

static struct auth_request make_auth_request(struct call *call, struct text token)
{
	bool may_wait = clock_monotonic_ms() < call->waiter.deadline_ms;

	return (struct auth_request){.arena = call->arena,
		.token = token,
		.now_ms = call->now_ms,
		.waiter = may_wait ? &call->waiter : NULL};
}

static enum pipeline_step authenticate(struct call *call, struct auth_request *auth)
{
	enum refusal refusal = REFUSAL_NONE;
	enum auth_result result = guard_authenticate(call->service->guard, auth, &refusal);

	if (result == AUTH_PENDING)
		return PIPELINE_WAITS;
	call->unverified = auth->unverified;
	if (result == AUTH_DENIED)
		return auth->for_admin ? refuse_admin(call, refusal, auth->detail)
				       : refuse(call, refusal, auth->detail);
	call->caller = auth->caller;
	return PIPELINE_READY;
}

static enum pipeline_step check_permission(struct call *call, struct auth_request *auth)
{
	enum refusal refusal =
		guard_check_permission(&call->caller, (enum permission)call->route->needs);

	if (refusal == REFUSAL_NONE) {
		call->caller_id = call->caller.registration_id;
		call->actor = call_app_name(call->arena, &call->caller.claims);
		return PIPELINE_READY;
	}
	guard_read_unverified(auth);
	call->unverified = auth->unverified;
	return refuse(call, refusal, TEXT_NONE);
}

static enum pipeline_step admit_app(struct call *call, struct text token)
{
	struct service *service = call->service;
	struct auth_request auth = make_auth_request(call, token);
	struct app_list *apps = app_list_ref(service->apps, service->runtime.pool, &call->fault);
	enum pipeline_step step;

	if (apps == NULL)
		return refuse(call, REFUSAL_REGISTRY_UNAVAILABLE, TEXT_NONE);
	auth.apps = apps;
	step = authenticate(call, &auth);
	if (step == PIPELINE_READY)
		refusal_delay_note_accepted(service->refusal_delay);
	if (step == PIPELINE_READY)
		step = check_permission(call, &auth);
	app_list_unref(apps);
	return step;
}

static enum pipeline_step check_roles(struct call *call)
{
	call->actor = call->admin.name;
	if ((call->admin_roles & call->route->needs) != 0)
		return PIPELINE_READY;
	return refuse_admin(call, REFUSAL_ADMIN_ROLE_INSUFFICIENT,
		arena_printf(call->arena, "This call needs the role %s.",
			field_list_names(call->arena, call->route->needs, admin_role_names, " or ")
				.data));
}

static enum pipeline_step admit_token(struct call *call, struct text token)
{
	struct auth_request auth = make_auth_request(call, token);
	enum pipeline_step step;

	auth.for_admin = true;
	step = authenticate(call, &auth);
	if (step != PIPELINE_READY)
		return step;
	admin_identity_by_token(call, &call->caller.claims);
	return check_roles(call);
}

/* An access token, for example of a connector, is no admin key. */
static struct text explain_key(struct call *call, enum refusal refusal, struct text secret)
{
	if (refusal != REFUSAL_ADMIN_KEY_UNKNOWN ||
		text_starts_with(secret, TEXT(ADMIN_KEY_PREFIX)))
		return TEXT_NONE;
	return arena_printf(call->arena,
		"Admin keys begin with %s, and this value does not. For access tokens of admins, "
		"set admin.directories.",
		ADMIN_KEY_PREFIX);
}

static enum pipeline_step admit_key(struct call *call, struct db *db, struct text secret)
{
	struct admin_key key;
	enum refusal refusal = admin_identity_by_key(call, db, secret, &key);

	return refusal == REFUSAL_NONE
		? check_roles(call)
		: refuse_admin(call, refusal, explain_key(call, refusal, secret));
}

static enum pipeline_step admit_session(struct call *call, struct db *db)
{
	struct text secret = session_secret(call);
	struct session session;
	enum refusal refusal = admin_identity_by_session(call, db, secret, &session);

	if (refusal == REFUSAL_NONE)
		refusal = session_check_request(call, secret);
	return refusal == REFUSAL_NONE ? check_roles(call) : refuse_admin(call, refusal, TEXT_NONE);
}

/* If tokens of admins are configured, a bearer value without the prefix of admin keys is a token.
 */
static enum pipeline_step admit_admin(struct call *call, struct text bearer)
{
	bool accepts_tokens = call->service->runtime.config->admin_directories[0] != '\0';
	struct pool *pool = call->service->runtime.pool;
	struct db *db;
	enum pipeline_step step;

	if (accepts_tokens && text_is_set(bearer) &&
		!text_starts_with(bearer, TEXT(ADMIN_KEY_PREFIX)))
		return admit_token(call, bearer);
	db = pool_acquire(pool, &call->fault);
	if (db == NULL)
		return refuse(call, REFUSAL_REGISTRY_UNAVAILABLE, TEXT_NONE);
	step = text_is_set(bearer) ? admit_key(call, db, bearer) : admit_session(call, db);
	pool_release(pool, db);
	return step;
}

static enum pipeline_step refuse_bearer(struct call *call, enum refusal refusal)
{
	if (call->route->plane != PLANE_ADMIN)
		return refuse(call, refusal, TEXT_NONE);
	if (refusal == REFUSAL_TOKEN_MISSING)
		refusal = REFUSAL_ADMIN_KEY_MISSING;
	return refuse_admin(call, refusal, TEXT_NONE);
}

/* A session cookie counts on the admin plane only, and only without an Authorization header. */
static bool has_session(const struct call *call)
{
	return call->route->plane == PLANE_ADMIN && text_is_set(session_secret(call));
}

/* After PIPELINE_WAITS another thread may own the call, so this thread must not touch it. */
enum pipeline_step credentials_check(struct call *call)
{
	struct text bearer = TEXT_NONE;
	enum refusal refusal = read_bearer(call->request, &bearer);

	if (refusal == REFUSAL_TOKEN_MISSING && has_session(call))
		refusal = REFUSAL_NONE;
	if (refusal != REFUSAL_NONE)
		return refuse_bearer(call, refusal);
	return call->route->plane == PLANE_ADMIN ? admit_admin(call, bearer)
						 : admit_app(call, bearer);
}

void credentials_refuse(struct call *call, enum refusal refusal)
{
	if (refuse_admin(call, refusal, TEXT_NONE) == PIPELINE_AUDIT_FIRST)
		group_run(call->service->runtime.group, &call->write);
}

enum pipeline_step credentials_check_rate(struct call *call)
{
	rate_limiter_take(call->service->rate_limiter, call->caller_id, call->started_ms,
		call->now_ms, &call->rate);
	if (call->rate.allowed)
		return PIPELINE_READY;
	call->retry_after_s = call->rate.retry_after_s;
	fault_set(&call->fault, STATUS_TOO_MANY, "RateLimitExceeded",
		"This caller has exceeded its rate limit; try again in %lld s.",
		(long long)call->retry_after_s);
	reply_fault(call);
	return PIPELINE_ANSWERED;
}
