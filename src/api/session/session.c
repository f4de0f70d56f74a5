#include "api/session/session.h"

#include "api/core/audit.h"
#include "api/core/public_url.h"
#include "base/base64url.h"
#include "base/container_of.h"
#include "base/hash.h"
#include "http/cookie.h"

#define JSON_BYTES_MAX 4096

/* Browsers accept a cookie with the prefix __Host- from this host only, over https (RFC 6265bis
 * §4.1.3). */
static const char *cookie_name(const struct call *call)
{
	return public_url_is_secure(call) ? "__Host-s2s-session" : "s2s-session";
}

struct text session_secret(const struct call *call)
{
	return cookie_find(call->request, cookie_name(call));
}

struct text session_csrf_token(struct arena *arena, struct text secret)
{
	struct hash hash = hash_hmac(secret, TEXT("X-CSRF-Token"));

	return base64url_encode(arena, hash_text(&hash));
}

/* A page cannot set Host, so a request whose Origin has the same host as its Host comes from a page
 * of this service. If a proxy changes Host, the Origin must have the host of the public URL. With
 * TLS the Origin must be https. */
static bool is_own_origin(const struct call *call, struct text origin)
{
	struct text authority = public_url_authority(origin);

	if (authority.length == 0 ||
		(public_url_is_secure(call) && !text_starts_with(origin, TEXT("https://"))))
		return false;
	return text_equal_nocase(authority, message_header(call->request, "Host")) ||
		text_equal_nocase(authority, public_url_authority(public_url_text(call)));
}

enum refusal session_check_origin(const struct call *call)
{
	struct text site = message_header(call->request, "Sec-Fetch-Site");
	struct text origin = message_header(call->request, "Origin");

	if (text_is_set(site) && !text_equal(site, TEXT("same-origin")) &&
		!text_equal(site, TEXT("none")))
		return REFUSAL_CROSS_SITE_REQUEST;
	if (text_is_set(origin) && !is_own_origin(call, origin))
		return REFUSAL_CROSS_SITE_REQUEST;
	return REFUSAL_NONE;
}

enum refusal session_check_request(const struct call *call, struct text secret)
{
	const struct request *request = call->request;
	enum refusal refusal = session_check_origin(call);

	if (refusal != REFUSAL_NONE || request->method == METHOD_GET ||
		request->method == METHOD_HEAD)
		return refusal;
	return hash_equal_texts(message_header(request, "X-CSRF-Token"),
		       session_csrf_token(call->arena, secret))
		? REFUSAL_NONE
		: REFUSAL_CSRF_TOKEN_INVALID;
}

/* A change of sessions in a group commit. */
struct change {
	struct group_job job;
	struct call *call;
	struct session *begun; /* NULL: no session begins */
	const struct session *ended; /* NULL: the session of the request's cookie, if any */
	struct text secret; /* of `begun` */
};

static struct text describe(struct fault *fault, const struct session *session)
{
	struct jsonwrite out = jsonwrite_make(fault->arena, JSON_BYTES_MAX);
	struct text text;

	jsonwrite_open(&out, '{');
	jsonwrite_time(&out, "createdAt", session->created_at_ms);
	jsonwrite_time(&out, "expiresAt", session->expires_at_ms);
	jsonwrite_close(&out, '}');
	return jsonwrite_finish(&out, &text, fault) == STATUS_OK ? text : TEXT_NONE;
}

static enum status end(struct call *call, struct db *db, const struct session *session)
{
	enum status status = session_store_delete(db, session->id, &call->fault);

	if (status != STATUS_OK)
		return status;
	return audit_change(call, AUDIT_DELETE, "session", session->id,
		describe(&call->fault, session), TEXT_NONE);
}

/* Ends the session whose cookie the new one replaces. */
static enum status end_former(struct call *call, struct db *db)
{
	struct session former;
	bool found = false;
	struct text secret = session_secret(call);
	enum status status = STATUS_OK;

	if (text_is_set(secret))
		status =
			session_store_find(db, secret, call->now_ms, &former, &found, &call->fault);
	return status == STATUS_OK && found ? end(call, db, &former) : status;
}

static enum status begin(struct change *change, struct db *db)
{
	struct call *call = change->call;
	struct session *session = change->begun;
	enum status status = session_store_insert(db, session, &change->secret, &call->fault);

	if (status != STATUS_OK)
		return status;
	call->admin.session_id = session->id;
	return audit_change(call, AUDIT_CREATE, "session", session->id, TEXT_NONE,
		describe(&call->fault, session));
}

static enum status run_change(struct group_job *job, struct db *db, struct fault *fault)
{
	struct change *change = container_of(job, struct change, job);
	struct call *call = change->call;
	struct db *reader = call->db;
	enum status status;

	(void)fault;
	call->db = db;
	status = change->ended != NULL ? end(call, db, change->ended) : end_former(call, db);
	if (status == STATUS_OK && change->begun != NULL)
		status = begin(change, db);
	/* The worker thread returns its connection to the pool. */
	call->db = reader;
	return status;
}

static enum status carry_out(struct call *call, struct change *change)
{
	change->call = call;
	change->job = (struct group_job){.run = run_change, .fault = &call->fault};
	return group_run(call->service->runtime.group, &change->job);
}

enum status session_begin(struct call *call, struct session *session, struct text *ret_secret)
{
	struct change change = {.begun = session};
	enum status status = carry_out(call, &change);

	*ret_secret = change.secret;
	return status;
}

enum status session_end(struct call *call, const struct session *session)
{
	struct change change = {.ended = session};

	return carry_out(call, &change);
}

static void set_cookie(struct call *call, struct text value, int64_t max_age_s)
{
	cookie_set(call->arena, call->response,
		&(struct cookie){.name = cookie_name(call),
			.value = value,
			.path = "/",
			.max_age_s = max_age_s,
			.secure = public_url_is_secure(call),
			.strict = true});
}

void session_set_cookie(struct call *call, const struct session *session, struct text secret)
{
	set_cookie(call, secret, (session->expires_at_ms - call->now_ms) / CLOCK_MS_PER_S);
}

void session_clear_cookie(struct call *call)
{
	set_cookie(call, TEXT(""), 0);
}
