/*
 * audit_store: who did what to the registry, who looked for whose data, and who was refused.
 *
 * Promises: events are added in the transaction of the change they tell of, so that there is none
 * without the other. The database itself refuses to change or remove one.
 */
#ifndef REGISTRY_AUDIT_STORE_H
#define REGISTRY_AUDIT_STORE_H

#include "base/guid.h"
#include "base/jsonwrite.h"
#include "db/db.h"

/* Events of one page. */
#define AUDIT_PAGE_MAX 1000

enum audit_operation {
	AUDIT_CREATE,
	AUDIT_UPDATE,
	AUDIT_DELETE,
	AUDIT_RESTORE,
	AUDIT_PURGE, /* a removed registration is forgotten for good */
	AUDIT_PUBLISH, /* a review */
	AUDIT_TAKE_DOWN,
	AUDIT_RESPOND, /* a response is given, edited or removed */
	AUDIT_SEARCH, /* a person's data was looked for */
	AUDIT_REFUSE /* an admin call was not let in */
};

enum audit_actor_kind {
	AUDIT_BY_ADMIN_KEY,
	AUDIT_BY_TOKEN, /* an Entra token of an admin */
	AUDIT_BY_COMMAND_LINE,
	AUDIT_BY_SERVICE, /* the service's own housekeeping */
	AUDIT_BY_UNKNOWN /* credentials that prove nothing */
};

/* Ids that do not apply are zero. */
struct audit_actor {
	enum audit_actor_kind kind;
	struct text name; /* in words, as in createdBy */
	struct guid key_id;
	struct guid object_id; /* user or service principal */
	struct guid client_app_id, directory_tenant_id;
	struct guid session_id; /* who had signed in; zero: the credentials came with the call */
};

/* Texts that do not apply are absent, ids zero. */
struct audit_event {
	struct guid id;
	int64_t occurred_at_ms;
	enum audit_operation operation;
	struct text resource_type; /* "appRegistration", "personalData" and so on */
	struct guid resource_id;
	struct audit_actor actor;
	struct text client_address, request_id, client_request_id;
	struct text request; /* of a refused call: method and path */
	struct text code; /* why it was refused */
	int64_t refused_count; /* of a refused call: it, and those like it that were not written */
	struct text before, after; /* JSON of the resource */
};

/* Adds the event; its id is made here. */
enum status audit_store_add(struct db *db, const struct audit_event *row, struct fault *fault);

/* Newest first. Ids sort by time, so that a time is a bound of ids. */
struct audit_query {
	struct guid resource_id; /* zero: any */
	int64_t from_ms, until_ms; /* occurred_at_ms from the one on, before the other; 0: any */
	struct text operation, resource_type, actor_name, code; /* absent: any */
	struct guid before; /* page: ids before this; zero: from the newest on */
	int64_t limit; /* at most AUDIT_PAGE_MAX + 1 */
};

enum status audit_store_list(struct db *db, const struct audit_query *query,
	struct audit_event **ret_events, size_t *ret_count, struct fault *fault);

enum status audit_store_get(
	struct db *db, struct guid id, struct audit_event *ret_event, struct fault *fault);

/* Writes the member "actor". */
void audit_store_write_actor(struct jsonwrite *out, const struct audit_actor *actor);

/* Writes the resource. */
void audit_store_write(struct jsonwrite *out, const struct audit_event *event);

#endif
