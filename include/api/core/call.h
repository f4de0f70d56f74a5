/*
 * call: one request inside the service.
 *
 * The call is the only argument of a handler, and gives the handler access to all parts of the
 * service. Only one thread at a time may use a call.
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

/* The plane of a route determines which credentials its calls need. */
enum plane {
	PLANE_OPEN, /* no credentials */
	PLANE_REVIEWS, /* a token of a registered app with the permission for the route */
	PLANE_ADMIN /* an admin key, or an admin's token or session, with a role for the route */
};

/* Result of pipeline_admit() and of the checks that it runs. */
enum pipeline_step {
	PIPELINE_READY, /* the call is admitted: read the body, then run the handler */
	PIPELINE_ANSWERED, /* the response is complete: send it */
	PIPELINE_AUDIT_FIRST, /* the response is complete: run call->write, then send it */
	PIPELINE_WAITS /* when call->resume() is called, call pipeline_admit() again */
};

/* Where the handler of a route runs. */
enum executor {
	EXECUTOR_EVENT_THREAD, /* on the event thread: for short handlers that never block */
	EXECUTOR_GROUP_COMMIT, /* inside a group commit: for short handlers that write */
	EXECUTOR_BATCHED_COMMIT, /* inside a group commit, as a job of kind GROUP_BATCHED: for short
				    handlers that write and are called often */
	EXECUTOR_THREAD_POOL, /* on a worker thread: for handlers that take long or block */
	/* In steps, on a thread of the fair queue: for handlers that take long. Other callers wait
	 * for one step at most. See call->has_more. */
	EXECUTOR_FAIR_QUEUE
};

/* Kinds of request bodies. pipeline.c has the media types of each kind, and capacity.c the size
 * limits. */
enum body_kind { BODY_NONE, BODY_JSON, BODY_PATCH, BODY_SETTINGS, BODY_IMPORT };

/* What happens when a request has an idempotency key. */
enum idempotency {
	/* The key has no effect, because the call is idempotent. */
	IDEMPOTENCY_NOT_NEEDED,
	/* The response is stored, and a repeat of the request gets the stored response. */
	IDEMPOTENCY_STORED,
	/* The request is refused, because its response must not be stored. */
	IDEMPOTENCY_REFUSED,
	/* The key has no effect. This value is for GET routes that create a new result on each
	 * call. Such routes do not support HEAD. */
	IDEMPOTENCY_NEW_RESULT
};

/* The query parameters of a route. `bytes` is the size of the record that `table` describes. If
 * `check` is not NULL, it validates the record (call->query) after the parameters are read into it,
 * and adds errors to the call's fault. */
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
	/* PLANE_REVIEWS: the required permission, or 0. PLANE_ADMIN: a set of roles; the admin
	 * needs at least one of them. */
	uint32_t needs;
	enum executor executor;
	enum body_kind body;
	enum idempotency idempotency;
	const struct call_query *query; /* NULL: the route has no query parameters */
	enum status (*handle)(struct call *call);
};

/* The parts of the running service, which service/service.c creates. */
struct service {
	struct runtime runtime;
	struct arena *arena; /* freed when the service ends */
	/* The public URL and the URL of the metadata. Both are "" until the port is known, which
	 * can be after the event threads have started. */
	const char *_Atomic public_url, *_Atomic metadata_url;
	atomic_bool warned_of_host; /* public_url_check_host() has logged its warning */
	atomic_bool stopping; /* the service is stopping: long calls must end early */
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
	struct database_check *database_check; /* NULL: no check runs in the background */
	struct sign_in *sign_in; /* NULL: sign-in at a directory is not configured */
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
	struct arena *arena; /* the request's arena */
	const struct route *route;
	struct router_params params;
	void *query; /* the query parameters, in the record that route->query describes */
	struct db *db; /* a read connection; in a write transaction, the writer's connection */
	struct fault fault;
	int64_t now_ms;
	int64_t started_ms; /* on the monotonic clock */
	struct text request_id;
	/* The ID that the client gave the request. Absent if there is none or if it cannot be
	 * echoed. */
	struct text client_request_id;

	/* ID of the registration, of the admin key, or of the user or app of an admin's token. */
	struct guid caller_id;
	struct text actor; /* describes the caller in created_by and similar members */
	struct caller caller; /* on the reviews plane */
	struct audit_actor admin; /* on the admin plane */
	uint32_t admin_roles;

	/* JSON object for the problem document: the work done before the failure. Absent if
	 * none. */
	struct text partial;
	/* For a 412 response: the entity tag of the resource that did not meet the condition. */
	struct text current_etag;
	struct rate_limiter_decision rate;
	int64_t retry_after_s; /* value of Retry-After; 0: the default value */
	struct text idempotency_key; /* absent if the client sent none */
	bool reports_repeatability; /* the response gets the header Repeatability-Result */

	enum refusal refusal; /* why the credentials were refused; else REFUSAL_NONE */
	struct unverified_claims unverified; /* claims of the token, for the log only */
	int64_t refused_count; /* refusals that the audit event of this call counts */
	/* Set if a file could not be written, for the log: the setting that names the file's
	 * directory, and the system's error message. Otherwise NULL. */
	const char *unwritable_setting, *unwritable_reason;
	struct fault audit_fault; /* set if the audit event of a refusal cannot be stored */

	/* Continues a call that is waiting. front.c or serve.c sets this pointer, and any thread
	 * may call the function. */
	void (*resume)(struct call *call);

	struct occupant *import_occupant; /* import slot of an admitted call; else NULL */

	/* A handler in the fair queue that has more to do sets has_more, stores its state in
	 * `progress` and returns. The queue then calls the handler again for the next step. */
	bool has_more;
	void *progress;
	struct fair_queue_job fair_queue_job;
	struct jwks_waiter waiter;
	struct refusal_delay_waiter refusal_wait;
	struct group_job write;
	struct thread_pool_job work;
	void *owner; /* private to front.c or serve.c */
};

/* Parses the body and returns its root node. If the body is not a JSON object, sets the call's
 * fault and returns NULL. */
const struct jsonread_node *call_parse_body(struct call *call);

/* Reads the body, a JSON object, into the record that `table` describes. If the body is not a JSON
 * object, sets the call's fault and returns false. Otherwise adds the errors found in single fields
 * to the call's fault, and returns true. */
bool call_read_body(struct call *call, const struct field_table *table, struct field_reader *reader,
	void *record);

/* Reads the GUID from the path parameter at `index`. If the parameter is not a GUID, or is the zero
 * GUID, sets the call's fault and returns false. */
bool call_path_guid(struct call *call, size_t index, struct guid *ret_guid);

/* Returns whether tenant_id, which the client sent, is the ID of this environment. If not, sets the
 * call's fault. */
bool call_is_own_environment(struct call *call, struct guid tenant_id);

/* Returns the author and the time to store with a change that this call makes. */
struct registry_change call_change(const struct call *call);

/* Returns a description of the client app of an app-only token, for logs and created_by. */
struct text call_app_name(struct arena *arena, const struct claims *claims);

#endif
