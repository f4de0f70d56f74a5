/*
 * audit: stores audit events (registry/audit_store.h) for changes by admins and for refused
 * requests.
 */
#ifndef API_CORE_AUDIT_H
#define API_CORE_AUDIT_H

#include "api/core/call.h"
#include "registry/audit_store.h"

/* Records that the call's admin changed the resource with this type and ID. `before` and `after`
 * are the resource as JSON, before and after the change. `before` is absent for a new resource.
 * `after` is absent for a deleted resource. If the call's fault is already set, records nothing and
 * returns the status of the fault. Must run in the call's write transaction. */
enum status audit_change(struct call *call, enum audit_operation operation, const char *type,
	struct guid id, struct text before, struct text after);

/* Like audit_change(), for a registration. `before` is NULL for a new registration. `after` is NULL
 * for a deleted registration. */
enum status audit_app(struct call *call, enum audit_operation operation, const struct app *before,
	const struct app *after);

/* Sets call->write to a job for the writer thread (db/group.h). The job stores an audit event for
 * the refusal of the call. The event counts `count` refusals: this refusal and the earlier refusals
 * without an event. */
void audit_prepare_refusal(struct call *call, int64_t count);

#endif
