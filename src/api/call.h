/*
 * call: one request on its way through the service; all that a handler may touch, and its only
 * argument.
 */
#ifndef API_CALL_PRIVATE_H
#define API_CALL_PRIVATE_H

#include <stdatomic.h>

#include "api/body_room.h"
#include "api/brake.h"
#include "api/disk_room.h"
#include "api/health.h"
#include "api/hold.h"
#include "api/meter.h"
#include "api/serve.h"
#include "api/turns.h"
#include "api/word_lists.h"
#include "api/workers.h"
#include "auth/guard.h"
#include "auth/issuer.h"
#include "base/jsonread.h"
#include "db/group.h"
#include "db/pool.h"
#include "http/conditional.h"
#include "http/router.h"
#include "registry/admin_role.h"
#include "registry/audit_store.h"
#include "registry/environment.h"
#include "registry/registry_state.h"

struct call;

/* What a call needs before it is let in. */
enum plane {
	PLANE_OPEN, /* nothing */
	PLANE_REVIEWS, /* a token of a registered app, and a permission */
	PLANE_ADMIN /* an admin key, an admin's token or session, and a role */
};

/* Where a handler runs. */
enum runs {
	RUNS_ON_EVENT, /* on the event thread: short, never waits */
	RUNS_AS_WRITE, /* inside a group commit: short, writes */
	RUNS_AS_LIGHT_WRITE, /* the same for frequent calls: see GROUP_LIGHT */
	RUNS_ON_WORKER, /* on a worker thread: may take long, may wait */
	RUNS_IN_TURNS /* on a thread of the turns, piece by piece: takes long, and others wait for
		       * it no longer than for a piece. See call->goes_on. */
};

/* What a request's body may be; pipeline.c has the media types and bounds. */
enum body_kind { BODY_NONE, BODY_JSON, BODY_PATCH, BODY_SETTINGS, BODY_IMPORT };

/* What an idempotency key does for a call. */
enum repeat {
	REPEAT_ALWAYS, /* nothing: the call can be sent again as it is */
	REPEAT_KEPT, /* the answer is kept and given again: a write, or job_submit_add() */
	REPEAT_NEVER, /* it is refused: the answer must not be kept */
	REPEAT_ANEW /* nothing: a GET that makes something new each time, so it takes no HEAD */
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
	enum runs runs;
	enum body_kind body;
	enum repeat repeat;
	const struct call_query *query; /* NULL: no parameters */
	enum status (*handle)(struct call *call);
};

struct service {
	const struct config *_Atomic config; /* a reload puts another in its place */
	const struct clock *clock;
	const struct log *log;
	struct metrics *metrics;
	struct arena *arena; /* what lives as long as the service */
	/* Event threads run before the port is known; "" till then. */
	const char *_Atomic public_url, *_Atomic metadata_url;
	atomic_bool warned_of_host; /* public_url_watch() */
	struct text openapi_etag;
	const struct web *web;
	struct text admin_settings_digest;
	struct environment environment;
	struct issuer_list issuers;
	struct pool *pool;
	struct group *group;
	struct workers *workers;
	struct turns *turns;
	struct import_gate *import_gate;
	atomic_bool stopping; /* what takes long ends as soon as it can, with an answer */
	struct app_list_source *apps;
	struct keyset *keyset;
	struct guard *guard;
	struct meter *meter;
	struct brake *brake;
	struct body_room *body_room;
	struct disk_room *disk_room;
	struct hold *hold;
	struct health *health;
	struct database_watch *watch;
	struct database_check *check; /* NULL: none in the background */
	struct sign_in *sign_in; /* NULL: nobody signs in at a directory */
	struct summary_cache *summaries;
	struct janitor *janitor;
	struct keeper *keeper;
	struct word_lists *word_lists;
	struct jobs *jobs;
	struct search_upkeep *search_upkeep;
	struct exports *exports;
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
	struct meter_verdict rate;
	int64_t retry_after_s; /* of an answer that asks for patience; 0: the usual */
	struct text repeat_key; /* absent: the client does not ask for a kept answer */
	bool reports_repeatability; /* the answer says Repeatability-Result */

	/* Why not let in, for the log. */
	enum refusal refusal;
	struct guard_sight sight;
	int64_t refused_count;
	/* The same of what could not be written: the setting that names the folder, and the
	 * system's words; NULL: everything could. */
	const char *lost_to, *lost_why;
	struct fault audit_fault;

	/* How a call that waits goes on: front.c and serve.c each have their way. */
	void (*resume)(struct call *call);

	struct occupant *import_occupant; /* of an import that was let in */

	/* A handler that runs in turns sets goes_on after a piece, and is called again with what it
	 * has left in `kept`. */
	bool goes_on;
	void *kept;
	struct turns_job turn;
	struct keyset_waiter waiter;
	struct hold_waiter held;
	struct group_job write;
	struct worker_job work;
	void *owner;
};

/* The call that a part of it belongs to. */
#define CALL_OF(part_, member_)                                                                    \
	((struct call *)(void *)((char *)(part_)-offsetof(struct call, member_)))

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

/* An absolute URL of this service: its public URL and the path. */
struct text call_url(struct call *call, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
