/*
 * call: one request on its way through the service; all that a handler may touch, and its only
 * argument.
 */
#ifndef API_CALL_PRIVATE_H
#define API_CALL_PRIVATE_H

#include "api/serve.h"
#include "api/workers.h"
#include "auth/guard.h"
#include "auth/issuer.h"
#include "base/jsonread.h"
#include "db/group.h"
#include "db/pool.h"
#include "http/conditional.h"
#include "http/router.h"
#include "registry/environment.h"

struct call;

/* What a call needs before it is let in. */
enum plane {
	PLANE_OPEN, /* nothing */
	PLANE_REVIEWS, /* a token of a registered app, and a permission */
	PLANE_ADMIN /* an admin key */
};

/* Where a handler runs. */
enum runs {
	RUNS_ON_EVENT, /* on the event thread: short, never waits */
	RUNS_AS_WRITE, /* inside a group commit: short, writes */
	RUNS_ON_WORKER /* on a worker thread: may take long, may wait */
};

/* What a request's body may be; api/admit.c has the media types. */
enum body_kind { BODY_NONE, BODY_JSON, BODY_PATCH, BODY_IMPORT };

/* Query parameters of a route, and the size of the record they are read into. */
struct call_query {
	struct field_table table;
	size_t bytes;
};

struct route {
	const char *name;
	enum message_method method;
	const char *pattern;
	enum plane plane;
	enum permission permission;
	enum runs runs;
	enum body_kind body;
	const struct call_query *query; /* NULL: no parameters */
	enum status (*handle)(struct call *call);
};

struct service {
	const struct config *config;
	const struct clock *clock;
	const struct log *log;
	struct arena *arena; /* what lives as long as the service */
	const char *_Atomic public_url; /* event threads run before the port is known */
	struct text openapi_etag;
	struct environment environment;
	struct issuer_list issuers;
	struct pool *pool;
	struct group *group;
	struct workers *workers;
	struct app_list_source *apps;
	struct keyset *keyset;
	struct guard *guard;
};

struct call {
	struct service *service;
	struct request *request;
	struct response *response;
	struct arena *arena; /* of the request */
	const struct route *route;
	struct router_params params;
	void *query; /* the route's record */
	struct db *db; /* read-only, or the writing connection for RUNS_AS_WRITE */
	struct fault fault;
	int64_t now_ms;
	int64_t started_ms; /* monotonic */
	struct text request_id;
	struct text actor; /* who, in words, for created_by and the like */
	struct caller caller;

	/* Why not let in, for the log. */
	enum refusal refusal;
	struct guard_sight sight;

	/* How a call that waits goes on: front.c and serve.c each have their way. */
	void (*resume)(struct call *call);
	struct keyset_waiter waiter;
	struct group_job write;
	struct worker_job work;
	void *owner;
};

/* The call that a part of it belongs to. */
#define CALL_OF(part_, member_)                                                                    \
	((struct call *)(void *)((char *)(part_)-offsetof(struct call, member_)))

/* Reads a JSON object of the body by the table into the record. False, with the call's fault set,
 * when the body is no JSON object; faults of fields are left in the reader's fault. */
bool call_read_body(struct call *call, const struct field_table *table, struct field_reader *reader,
	void *record);

/* A GUID out of the path; false, with the fault set, when it is none. */
bool call_path_guid(struct call *call, size_t index, struct guid *ret_guid);

/* Whether the tenantId a caller named is this environment; sets the fault when not. */
bool call_is_own_environment(struct call *call, struct guid tenant_id);

/* An absolute URL of this service: its public URL and the path. */
struct text call_url(struct call *call, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
