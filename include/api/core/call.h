/*
 * call: one request on its way through the service; all that a handler may touch, and its only
 * argument.
 */
#ifndef API_CORE_CALL_H
#define API_CORE_CALL_H

#include <stdatomic.h>

#include "auth/guard.h"
#include "auth/issuer.h"
#include "base/container_of.h"
#include "base/jsonread.h"
#include "config/config.h"
#include "http/conditional.h"
#include "http/message.h"
#include "http/router.h"
#include "limit/auth_throttle.h"
#include "limit/body_quota.h"
#include "limit/disk_space.h"
#include "limit/rate_limiter.h"
#include "limit/refusal_delay.h"
#include "registry/admin_role.h"
#include "registry/audit_store.h"
#include "registry/registry_state.h"
#include "upkeep/runtime.h"
#include "work/fair_queue.h"
#include "work/thread_pool.h"

struct call;

/* What a call needs before it is let in. */
enum plane {
	PLANE_OPEN, /* nothing */
	PLANE_REVIEWS, /* a token of a registered app, and a permission */
	PLANE_ADMIN /* an admin key, an admin's token or session, and a role */
};

/* What happens next with a call. */
enum pipeline_step {
	PIPELINE_READY, /* let in: read the body, then run the handler */
	PIPELINE_ANSWERED, /* the response is complete */
	PIPELINE_AUDIT_FIRST, /* so it is, and may be sent once call->write has been carried out */
	PIPELINE_WAITS /* call->resume() will be called; then admit again */
};

/* Which threads run a handler. */
enum executor {
	EXECUTOR_EVENT_THREAD, /* on the event thread: short, never blocks */
	EXECUTOR_GROUP_COMMIT, /* inside a group commit: short, writes */
	EXECUTOR_BATCHED_COMMIT, /* the same for frequent calls: see GROUP_BATCHED */
	EXECUTOR_THREAD_POOL, /* on a worker thread: may take long and may block */
	EXECUTOR_FAIR_QUEUE /* on a thread of the turns, piece by piece: takes long, and others wait
			     * for it no longer than for a piece. See call->has_more. */
};

/* What a request's body may be; pipeline.c has the media types and bounds. */
enum body_kind { BODY_NONE, BODY_JSON, BODY_PATCH, BODY_SETTINGS, BODY_IMPORT };

/* What an idempotency key does for a call. */
enum idempotency {
	IDEMPOTENCY_NOT_NEEDED, /* nothing: the call is idempotent by itself */
	IDEMPOTENCY_STORED, /* the response is stored and replayed: a write, or job_submit_add() */
	IDEMPOTENCY_REFUSED, /* the key is refused: the response must not be stored */
	IDEMPOTENCY_NEW_RESULT /* nothing: a GET with a new result each time, so it takes no HEAD */
};

/* Query parameters of a route, and the size of the record they are read into. `check` (may be NULL)
 * reads on in what they hold, and adds its faults to the call's, so that one answer names all. */
struct call_query {
	struct field_table table;
	size_t bytes;
	void (*check)(struct call *call);
};

struct route {
	const char *name;
	enum message_method method;
	const char *pattern;
	enum plane plane;
	uint32_t needs; /* reviews plane: the permission; admin plane: one of these roles */
	enum executor executor;
	enum body_kind body;
	enum idempotency idempotency;
	const struct call_query *query; /* NULL: no parameters */
	enum status (*handle)(struct call *call);
};

/* All parts of the running service; service/service.c makes them. */
struct service {
	struct runtime runtime;
	struct arena *arena; /* lives as long as the service */
	/* Event threads run before the port is known; "" till then. */
	const char *_Atomic public_url, *_Atomic metadata_url;
	atomic_bool warned_of_host; /* public_url_watch() */
	atomic_bool stopping; /* long calls answer as soon as they can */
	struct text openapi_etag;
	const struct web_files *web_files;
	struct text admin_settings_digest;
	struct issuer_list issuers;
	struct thread_pool *thread_pool;
	struct fair_queue *fair_queue;
	struct import_limiter *import_limiter;
	struct app_list_source *apps;
	struct jwks_cache *jwks_cache;
	struct guard *guard;
	struct rate_limiter *rate_limiter;
	struct auth_throttle *auth_throttle;
	struct body_quota *body_quota;
	struct disk_space *disk_space;
	struct refusal_delay *refusal_delay;
	struct database_watch *database_watch;
	struct database_check *database_check; /* NULL: no check in the background */
	struct sign_in *sign_in; /* NULL: no sign-in at a directory is configured */
	struct summary_cache *summaries;
	struct housekeeping *housekeeping;
	struct heartbeat *heartbeat;
	struct job_runner *job_runner;
	struct search_upkeep *search_upkeep;
	struct export_manager *export_manager;
};

struct call {
	struct service *service;
	struct request *request;
	struct response *response;
	struct arena *arena; /* of the request */
	const struct route *route;
	struct router_params params;
	void *query; /* the route's record */
	struct db *db; /* read-only, or the writing connection for a write */
	struct fault fault;
	int64_t now_ms;
	int64_t started_ms; /* monotonic */
	struct text request_id;
	struct text client_request_id; /* the client's own, if it is fit to be sent back */

	/* Who calls. */
	struct guid caller_id; /* registration, admin key, or the token's user or app */
	struct text actor; /* in words, for created_by and the like */
	struct caller caller; /* reviews plane */
	struct audit_actor admin; /* admin plane */
	uint32_t admin_roles;

	struct text partial; /* JSON object, part of a problem: what was done all the same */
	struct text current_etag; /* of what a condition did not hold for, for the answer 412 */
	struct rate_limiter_decision rate;
	int64_t retry_after_s; /* of an answer that asks for patience; 0: the usual */
	struct text idempotency_key; /* absent: the client does not ask for a kept answer */
	bool reports_repeatability; /* the answer says Repeatability-Result */

	/* Why not let in, for the log. */
	enum refusal refusal;
	struct unverified_claims sight;
	int64_t refused_count;
	/* The same of what could not be written: the setting that names the folder, and the
	 * system's words; NULL: everything could. */
	const char *unwritable_setting, *unwritable_reason;
	struct fault audit_fault;

	/* How a call that waits goes on: front.c and serve.c each have their way. */
	void (*resume)(struct call *call);

	struct occupant *import_occupant; /* of an import that was let in */

	/* A handler in the fair queue sets has_more after a piece of its work, keeps its state in
	 * `progress`, and is called again. */
	bool has_more;
	void *progress;
	struct fair_queue_job fair_queue_job;
	struct jwks_waiter waiter;
	struct refusal_delay_waiter refusal_wait;
	struct group_job write;
	struct thread_pool_job work;
	void *owner;
};

/* The JSON object that the body is; NULL, with the call's fault set, when it is none. */
const struct jsonread_node *call_parse_body(struct call *call);

/* Reads a JSON object of the body by the table into the record. False, with the call's fault set,
 * when the body is no JSON object; faults of fields are left in the reader's fault. */
bool call_read_body(struct call *call, const struct field_table *table, struct field_reader *reader,
	void *record);

/* A GUID out of the path; false, with the fault set, when it is none. */
bool call_path_guid(struct call *call, size_t index, struct guid *ret_guid);

/* Whether the tenantId a caller named is this environment; sets the fault when not. */
bool call_is_own_environment(struct call *call, struct guid tenant_id);

/* The caller changes something now. */
struct registry_change call_change(const struct call *call);

/* The client app of an app-only token, in words. */
struct text call_app_name(struct arena *arena, const struct claims *claims);

#endif
