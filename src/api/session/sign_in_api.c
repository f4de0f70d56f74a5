#include "api/core/handlers.h"
#include "api/core/public_url.h"
#include "api/core/reply.h"
#include "api/session/admin_identity.h"
#include "api/session/credentials.h"
#include "api/session/session.h"
#include "auth/sign_in.h"
#include "base/hash.h"
#include "http/cookie.h"

/* Time to sign in at the directory, in seconds. */
#define TRANSACTION_S 600

#define VALUE_MAX_POINTS 16384

struct finish_query {
	struct text code, state, error;
};

#define LINE(name_, member_)                                                                       \
	{                                                                                          \
		.name = (name_), .kind = FIELD_LINE,                                               \
		.offset = offsetof(struct finish_query, member_), .max = VALUE_MAX_POINTS          \
	}

static const struct field_rule finish_rules[] = {
	LINE("code", code),
	LINE("state", state),
	LINE("error", error),
};

/* Unknown parameters are ignored (RFC 6749 §4.1.2), because directories add their own. */
const struct call_query sign_in_api_finish_query = {
	FIELD_TABLE_OPEN(finish_rules), sizeof(struct finish_query), NULL};

static const char *cookie_name(const struct call *call)
{
	return public_url_is_secure(call) ? "__Host-s2s-sign-in" : "s2s-sign-in";
}

/* SameSite=Lax, because the directory redirects the browser back here from another site. */
static void set_transaction_cookie(struct call *call, struct text transaction, int64_t max_age_s)
{
	cookie_set(call->arena, call->response,
		&(struct cookie){.name = cookie_name(call),
			.value = transaction,
			.path = "/",
			.max_age_s = max_age_s,
			.secure = public_url_is_secure(call)});
}

static struct text redirect_uri(struct call *call)
{
	return public_url_link(call, "/sign-in/callback");
}

/* Redirects to the sign-in page, which explains the error code. */
static enum status fail(struct call *call, const char *code)
{
	enum status status = reply_redirect(call, public_url_link(call, "/sign-in?error=%s", code));

	set_transaction_cookie(call, TEXT(""), 0);
	return status;
}

/* Refuses the sign-in: records and throttles the refusal like that of an admin call. */
static enum status refuse(struct call *call, enum refusal refusal, const char *error)
{
	struct text code;

	credentials_refuse(call, refusal);
	code = message_response_header(call->response, "x-ms-error-code");
	return fail(call, error != NULL ? error : code.data);
}

static enum status not_offered(struct call *call)
{
	return fault_set(&call->fault, STATUS_NOT_FOUND, "SignInNotOffered",
		"Sign-in at a directory is not configured: admin.sign-in-client-id is not set.");
}

enum status sign_in_api_start(struct call *call)
{
	struct sign_in *sign_in = call->service->sign_in;
	struct text transaction = sign_in_begin_transaction(call->arena), url;
	enum status status;

	if (sign_in == NULL)
		return not_offered(call);
	if (sign_in_url(sign_in, call->arena, transaction, redirect_uri(call), &url) !=
		REFUSAL_NONE)
		return refuse(call, REFUSAL_SIGN_IN_UNAVAILABLE, NULL);
	status = reply_redirect(call, url);
	set_transaction_cookie(call, transaction, TRANSACTION_S);
	return status;
}

static enum status begin_session(struct call *call)
{
	struct session session = admin_identity_session(call, 0);
	struct text secret;
	enum status status;

	if (credentials_check_rate(call) != PIPELINE_READY ||
		session_begin(call, &session, &secret) != STATUS_OK)
		return fail(call, call->fault.code);
	status = reply_redirect(call, public_url_link(call, "/"));
	session_set_cookie(call, &session, secret);
	set_transaction_cookie(call, TEXT(""), 0);
	return status;
}

/* The guard authenticates the token like any admin's token. The token is not stored. */
static enum status admit(struct call *call, struct text token)
{
	const struct service *service = call->service;
	struct auth_request auth = {
		.arena = call->arena, .token = token, .for_admin = true, .now_ms = call->now_ms};
	enum refusal refusal;

	if (guard_authenticate_blocking(service->guard, &auth,
		    service->runtime.config->auth_key_wait_ms, &refusal) == AUTH_DENIED) {
		call->unverified = auth.unverified;
		return refuse(call, refusal, NULL);
	}
	admin_identity_by_token(call, &auth.caller.claims);
	call->actor = call->admin.name;
	return begin_session(call);
}

static bool is_state_valid(struct call *call, struct text transaction, struct text state)
{
	return text_is_set(transaction) &&
		hash_equal_texts(
			state, sign_in_state(call->service->sign_in, call->arena, transaction));
}

enum status sign_in_api_finish(struct call *call)
{
	const struct finish_query *query = call->query;
	struct sign_in_redemption redemption = {.arena = call->arena,
		.transaction = cookie_find(call->request, cookie_name(call)),
		.code = query->code,
		.redirect_uri = redirect_uri(call)};
	enum refusal refusal;

	if (call->service->sign_in == NULL)
		return not_offered(call);
	if (!is_state_valid(call, redemption.transaction, query->state))
		return refuse(call, REFUSAL_SIGN_IN_STATE_INVALID, NULL);
	/* The user cancelled or the directory reported an error: not a refusal by this service. */
	if (query->code.length == 0)
		return fail(call, sign_in_error(query->error));
	refusal = sign_in_redeem(call->service->sign_in, &redemption);
	if (refusal != REFUSAL_NONE)
		return refuse(call, refusal, redemption.error);
	return admit(call, redemption.token);
}
