/*
 * call: the state of one HTTP request inside the service.
 *
 * A struct call is the only argument of a handler. It gives the handler access to the request, the
 * response and all parts of the service. Only one thread at a time may use a call.
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

/* The plane of a route determines which credentials a request needs. */
enum plane {
	PLANE_OPEN, /* no credentials */
	PLANE_REVIEWS, /* a token of a registered app that has the route's permission */
	PLANE_ADMIN /* an admin key, an admin's token or a session, with one of the route's roles */
};

/* Result of pipeline_admit() and of the checks that it runs. */
enum pipeline_step {
	PIPELINE_READY, /* the call is admitted: read the body, then run the handler */
	PIPELINE_ANSWERED, /* the response is complete: send it */
	PIPELINE_AUDIT_FIRST, /* the response is complete: first run call->write, then send it */
	/* The call waits. After another thread has called call->resume(), call pipeline_admit()
	 * again. */
	PIPELINE_WAITS
};

/* Where the handler of a route runs. */
enum executor {
	EXECUTOR_EVENT_THREAD, /* on the event thread; for short handlers that never block */
	EXECUTOR_GROUP_COMMIT, /* inside a group commit; for short handlers that write */
	/* Inside a group commit, as a job of kind GROUP_BATCHED; for short handlers that write and
	 * run often. */
	EXECUTOR_BATCHED_COMMIT,
	EXECUTOR_THREAD_POOL, /* on a worker thread; for handlers that take long or block */
	/* On a thread of the fair queue, in steps; for handlers that take long. Other callers wait
	 * for at most one step. See has_more in struct call. */
	EXECUTOR_FAIR_QUEUE
};

/* Kinds of request bodies. pipeline.c defines the media types of each kind, and capacity.c defines
 * the size limits. */
enum body_kind { BODY_NONE, BODY_JSON, BODY_PATCH, BODY_SETTINGS, BODY_IMPORT, BODY_FILE };

/* What the service does with an idempotency key of a request. */
enum idempotency {
	/* The service ignores the key, because the route is idempotent. */
	IDEMPOTENCY_NOT_NEEDED,
	/* The service stores the response. A repeat of the request gets the stored response. */
	IDEMPOTENCY_STORED,
	/* The service refuses the request, because the response must not be stored. */
	IDEMPOTENCY_REFUSED,
	/* The service ignores the key, because the route creates a new result for each request.
	 * Only for GET routes. The routes do not support HEAD. */
	IDEMPOTENCY_NEW_RESULT
};

/* The query parameters of a route. `bytes` is the size of the record that `table` describes. After
 * the parameters have been read into the record (call->query), check() validates the record and
 * adds errors to the call's fault. `check` may be NULL. */
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
	/* PLANE_REVIEWS: the permission that the app needs, or 0. PLANE_ADMIN: a set of roles. The
	 * admin needs at least one of the roles. */
	uint32_t needs;
	enum executor executor;
	enum body_kind body;
	enum idempotency idempotency;
	const struct call_query *query; /* NULL if the route has no query parameters */
	enum status (*handle)(struct call *call);
};

/* The parts of the running service. service/service.c creates them. */
struct service {
	struct runtime runtime;
	struct arena *arena; /* freed when the service ends */
	/* The public URL and the URL of the metadata. Both are "" until the port is known. The
	 * event threads may start before the port is known. */
	const char *_Atomic public_url, *_Atomic metadata_url;
	atomic_bool warned_of_host; /* public_url_check_host() has logged its warning */
	atomic_bool stopping; /* the service is stopping; long requests must end early */
	const struct static_text *openapi;
	const struct web_files *web_files;
	struct connector_files *connector_files;
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
	struct database_check *database_check; /* NULL if no check runs in the background */
	struct sign_in *sign_in; /* NULL if sign-in at a directory is not configured */
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
	/* The client's own ID for the request, from the header x-ms-client-request-id. Absent if
	 * the header is missing, too long or not printable ASCII. */
	struct text client_request_id;

	/* ID of the caller: of its registration, of its admin key, or of the user or app in an
	 * admin's token. */
	struct guid caller_id;
	struct text actor; /* describes the caller, for created_by and similar members */
	struct caller caller; /* on the reviews plane */
	struct audit_actor admin; /* on the admin plane */
	uint32_t admin_roles;

	/* JSON object that describes the work done before a failure, for the problem document.
	 * Absent if no work was done. */
	struct text partial;
	/* For a 412 response: the entity tag of the resource, which did not meet the request's
	 * condition. */
	struct text current_etag;
	struct rate_limiter_decision rate;
	int64_t retry_after_s; /* value of Retry-After; 0: the default value */
	struct text idempotency_key; /* absent if the client sent none */
	bool reports_repeatability; /* the response gets the header Repeatability-Result */

	enum refusal refusal; /* why the credentials were refused, or REFUSAL_NONE */
	struct unverified_claims unverified; /* claims of the token, for the log only */
	int64_t refused_count; /* number of refusals that the audit event of this call counts */
	/* For the log, if a file could not be written: the setting that names the file's directory,
	 * and the system's error message. Otherwise NULL. */
	const char *unwritable_setting, *unwritable_reason;
	struct fault audit_fault; /* set if the audit event of a refusal cannot be stored */

	/* Continues a call that waits. front.c or serve.c sets this pointer. Any thread may call
	 * resume(). */
	void (*resume)(struct call *call);

	struct occupant *import_occupant; /* import slot of an admitted import, or NULL */

	/* A handler with EXECUTOR_FAIR_QUEUE runs in steps. If the handler has more to do, it
	 * stores its state in `progress`, sets has_more and returns. The queue calls the handler
	 * again for the next step. */
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
 * object, sets the call's fault and returns false. Otherwise returns true, even if fields are
 * invalid, and adds an error to the call's fault for each invalid field. */
bool call_read_body(struct call *call, const struct field_table *table, struct field_reader *reader,
	void *record);

/* Checks whether the disks have space for `bytes` in addition to the bodies in progress. Otherwise
 * adds the fault of disk_space_check() to `fault` and returns its status. */
enum status call_check_disk(const struct call *call, int64_t bytes, struct fault *fault);

/* Reports that the request body cannot be stored in the folder that `setting` names. `error` is the
 * value of errno, which only the log shows. Sets the call's fault and returns STATUS_UNAVAILABLE.
 */
enum status call_fail_body(struct call *call, const char *setting, int error);

/* Reads the GUID from the path parameter at `index`. If the parameter is not a GUID, or is the zero
 * GUID, sets the call's fault and returns false. */
bool call_path_guid(struct call *call, size_t index, struct guid *ret_guid);

/* Checks a tenant ID that the client sent. Returns true if it is the ID of this environment.
 * Otherwise sets the call's fault and returns false. */
bool call_is_own_environment(struct call *call, struct guid tenant_id);

/* Returns the author and the time of a change that this call makes. The caller stores them with the
 * change. */
struct registry_change call_change(const struct call *call);

/* Returns a description of the client app of an app-only token, for logs and created_by. */
struct text call_app_name(struct arena *arena, const struct claims *claims);

#endif
