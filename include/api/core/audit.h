/*
 * audit: stores audit events (registry/audit_store.h) for changes by admins and for refused calls.
 */
#ifndef API_CORE_AUDIT_H
#define API_CORE_AUDIT_H

#include "api/core/call.h"
#include "registry/audit_store.h"

/* Records that the call's admin changed the resource with this type and ID. `before` and `after`
 * are the resource as JSON, before and after the change. `before` is absent for a new resource, and
 * `after` for a deleted one. If the call's fault is set, records nothing and returns the status of
 * the fault. Must run in the call's write transaction. */
enum status audit_change(struct call *call, enum audit_operation operation, const char *type,
	struct guid id, struct text before, struct text after);

/* Like audit_change(), for a registration. `before` is NULL for a new registration, and `after` for
 * a deleted one. */
enum status audit_app(struct call *call, enum audit_operation operation, const struct app *before,
	const struct app *after);

/* Sets call->write to a group job that records the refusal of the call. The event counts `count`
 * refusals: this one, and earlier ones that have no event. */
void audit_prepare_refusal(struct call *call, int64_t count);

#endif
