/*
 * audit_store: the audit trail: events for changes by admins, for searches for personal data, and
 * for refused admin calls.
 *
 * The transaction that makes a change also adds the event that records the change. The database
 * therefore never contains the change without the event, or the event without the change. Database
 * triggers prevent events from being changed or deleted.
 */
#ifndef REGISTRY_AUDIT_STORE_H
#define REGISTRY_AUDIT_STORE_H

#include "base/guid.h"
#include "base/jsonwrite.h"
#include "db/db.h"

/* Maximum number of events on a page. */
#define AUDIT_PAGE_MAX 1000

enum audit_operation {
	AUDIT_CREATE,
	AUDIT_UPDATE,
	AUDIT_DELETE,
	AUDIT_RESTORE,
	AUDIT_PURGE, /* a removed registration was deleted permanently */
	AUDIT_PUBLISH, /* a review was published */
	AUDIT_TAKE_DOWN, /* a review was taken down */
	AUDIT_RESPOND, /* a response was added, edited or removed */
	AUDIT_SEARCH, /* an admin searched for personal data */
	AUDIT_REFUSE /* an admin call was refused */
};

enum audit_actor_kind {
	AUDIT_BY_ADMIN_KEY,
	AUDIT_BY_TOKEN, /* an Entra token of an admin */
	AUDIT_BY_COMMAND_LINE,
	AUDIT_BY_SERVICE, /* housekeeping of the service */
	AUDIT_BY_UNKNOWN /* the credentials do not prove an identity */
};

/* The person or program that performed an operation. Ids that do not apply are zero. */
struct audit_actor {
	enum audit_actor_kind kind;
	struct text name; /* display name, also used for createdBy */
	struct guid key_id;
	struct guid object_id; /* Entra object ID of the user or service principal */
	struct guid client_app_id, directory_tenant_id;
	struct guid session_id; /* the browser session; zero if the request itself contained the
				   credentials */
};

/* One event of the audit trail. Texts that do not apply are absent, and ids that do not apply are
 * zero. */
struct audit_event {
	struct guid id;
	int64_t occurred_at_ms;
	enum audit_operation operation;
	struct text resource_type; /* such as "appRegistration" or "personalData" */
	struct guid resource_id;
	struct audit_actor actor;
	struct text client_address, request_id, client_request_id;
	struct text request; /* for a refused call: method and path */
	struct text code; /* for a refused call: the reason */
	int64_t refused_count; /* for a refused call: number of calls that the event represents,
				  including similar calls without an event of their own */
	struct text before, after; /* the resource as JSON before and after the change */
};

/* Stores the event with a new id. Ignores row->id. */
enum status audit_store_add(struct db *db, const struct audit_event *row, struct fault *fault);

/* Selects one page of events. Pages are sorted by id, newest event first. */
struct audit_query {
	struct guid resource_id; /* zero: any */
	int64_t from_ms, until_ms; /* occurred_at_ms is in [from_ms, until_ms); 0: unbounded */
	struct text operation, resource_type, actor_name, code; /* absent: any */
	struct guid before; /* the page begins after the event with this id; zero: the page begins
			       with the newest event */
	int64_t limit; /* at most AUDIT_PAGE_MAX + 1 */
};

/* Reads one page of events into an array in the fault's arena. */
enum status audit_store_list(struct db *db, const struct audit_query *query,
	struct audit_event **ret_events, size_t *ret_count, struct fault *fault);

/* Reads the event with this id. Returns STATUS_NOT_FOUND if no event has this id. */
enum status audit_store_get(
	struct db *db, struct guid id, struct audit_event *ret_event, struct fault *fault);

/* Writes the actor as the member "actor" of an open JSON object. */
void audit_store_write_actor(struct jsonwrite *out, const struct audit_actor *actor);

/* Writes the event as a JSON object. */
void audit_store_write(struct jsonwrite *out, const struct audit_event *event);

#endif
