/*
 * call: one request inside the service.
 *
 * The only argument of a handler, which reaches all parts of the service through its call. A call
 * belongs to one thread at a time.
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

/* Credentials that a call needs. */
enum plane {
	PLANE_OPEN, /* none */
	PLANE_REVIEWS, /* a token of a registered app, and a permission */
	PLANE_ADMIN /* an admin key, an admin's token or session, and a role */
};

/* Result of pipeline_admit(). */
enum pipeline_step {
	PIPELINE_READY, /* admitted: read the body, then run the handler */
	PIPELINE_ANSWERED, /* the response is complete */
	PIPELINE_AUDIT_FIRST, /* the response is complete: run call->write before sending it */
	PIPELINE_WAITS /* call pipeline_admit() again after call->resume() was called */
};

/* Where a handler runs. */
enum executor {
	EXECUTOR_EVENT_THREAD, /* on the event thread: short, never blocks */
	EXECUTOR_GROUP_COMMIT, /* inside a group commit: short, writes */
	EXECUTOR_BATCHED_COMMIT, /* inside a group commit: short, writes, frequent (GROUP_BATCHED)
				  */
	EXECUTOR_THREAD_POOL, /* on a worker thread: may take long and may block */
	/* On a thread of the fair queue, in steps: takes long, but makes other callers wait for one
	 * step at most. See call->has_more. */
	EXECUTOR_FAIR_QUEUE
};

/* Kinds of request bodies. pipeline.c has their media types, capacity.c their size limits. */
enum body_kind { BODY_NONE, BODY_JSON, BODY_PATCH, BODY_SETTINGS, BODY_IMPORT };

/* Effect of an idempotency key on a call. */
enum idempotency {
	IDEMPOTENCY_NOT_NEEDED, /* none: the call is idempotent */
	IDEMPOTENCY_STORED, /* the response is stored, and replayed for a repeat */
	IDEMPOTENCY_REFUSED, /* the key is refused, because the response must not be stored */
	IDEMPOTENCY_NEW_RESULT /* none: a GET that creates a new result each time; has no HEAD */
};

/* Query parameters of a route. `bytes` is the size of the record that the table fills. `check` (may
 * be NULL) validates the filled record, call->query, and adds faults to the call's fault. */
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
	uint32_t needs; /* reviews plane: a permission; admin plane: a set of roles, one suffices */
	enum executor executor;
	enum body_kind body;
	enum idempotency idempotency;
	const struct call_query *query; /* NULL: no parameters */
	enum status (*handle)(struct call *call);
};

/* The parts of the running service. service/service.c creates them. */
struct service {
	struct runtime runtime;
	struct arena *arena; /* lives as long as the service */
	/* "" until the port is known, which can be after event threads have started. */
	const char *_Atomic public_url, *_Atomic metadata_url;
	atomic_bool warned_of_host; /* public_url_check_host() has logged its warning */
	atomic_bool stopping; /* long calls must end as soon as they can */
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
	struct database_check *database_check; /* NULL: no background check */
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
	struct db *db; /* a read connection, or the writer's in a write transaction */
	struct fault fault;
	int64_t now_ms;
	int64_t started_ms; /* monotonic */
	struct text request_id;
	struct text client_request_id; /* the client's own, if it can be echoed; else absent */

	/* The caller. */
	struct guid caller_id; /* registration, admin key, or the token's user or app */
	struct text actor; /* description for created_by and similar members */
	struct caller caller; /* reviews plane */
	struct audit_actor admin; /* admin plane */
	uint32_t admin_roles;

	struct text partial; /* JSON object for a problem: the work done before the failure */
	struct text current_etag; /* of the resource that failed a condition, for response 412 */
	struct rate_limiter_decision rate;
	int64_t retry_after_s; /* for Retry-After; 0: the default */
	struct text idempotency_key; /* absent: the client sent none */
	bool reports_repeatability; /* the response has Repeatability-Result */

	/* Reason of a refusal, for the log and the audit event. */
	enum refusal refusal;
	struct unverified_claims unverified;
	int64_t refused_count;
	/* For the log, if a file could not be written: the setting that names its folder, and the
	 * system's error message. Else NULL. */
	const char *unwritable_setting, *unwritable_reason;
	struct fault audit_fault; /* of the refusal's audit event */

	/* Continues a call that waited. front.c and serve.c set it. Any thread may call it. */
	void (*resume)(struct call *call);

	struct occupant *import_occupant; /* of an admitted import; else NULL */

	/* A handler in the fair queue that has more to do sets has_more, stores its state in
	 * `progress`, and returns. It is called again when the queue schedules its next step. */
	bool has_more;
	void *progress;
	struct fair_queue_job fair_queue_job;
	struct jwks_waiter waiter;
	struct refusal_delay_waiter refusal_wait;
	struct group_job write;
	struct thread_pool_job work;
	void *owner; /* belongs to front.c or serve.c */
};

/* Parses the body. Returns NULL and sets the call's fault if the body is not a JSON object. */
const struct jsonread_node *call_parse_body(struct call *call);

/* Reads the body, a JSON object, into the record described by the table. Returns false and sets the
 * call's fault if the body is not a JSON object. Adds faults of fields to the call's fault and
 * still returns true. */
bool call_read_body(struct call *call, const struct field_table *table, struct field_reader *reader,
	void *record);

/* Reads the GUID in path parameter `index`. Returns false and sets the call's fault if the
 * parameter is not a GUID, or is the zero GUID. */
bool call_path_guid(struct call *call, size_t index, struct guid *ret_guid);

/* Returns whether tenant_id, from the request, is the ID of this environment. Sets the call's fault
 * if not. */
bool call_is_own_environment(struct call *call, struct guid tenant_id);

/* Returns the author and the time of a change that this call makes. */
struct registry_change call_change(const struct call *call);

/* Describes the client app of an app-only token, for logs and created_by. */
struct text call_app_name(struct arena *arena, const struct claims *claims);

#endif
