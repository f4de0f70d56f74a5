/*
 * audit: audit events of handlers and of refused calls (registry/audit_store.h).
 */
#ifndef API_CORE_AUDIT_H
#define API_CORE_AUDIT_H

#include "api/core/call.h"
#include "registry/audit_store.h"

/* Records that the call's admin changed a resource. `before` and `after` are JSON: `before` is
 * absent for a new resource, `after` for a deleted one. Does nothing if the call's fault is set.
 * Must run in the call's write transaction. */
enum status audit_change(struct call *call, enum audit_operation operation, const char *type,
	struct guid id, struct text before, struct text after);

/* Records that the call's admin changed a registration. `before` is NULL for a new registration,
 * `after` for a deleted one. */
enum status audit_app(struct call *call, enum audit_operation operation, const struct app *before,
	const struct app *after);

/* Adds one event that stands for `count` refused calls which have no event of their own. */
enum status audit_uncounted_refusals(
	struct db *db, int64_t count, int64_t now_ms, struct fault *fault);

/* Sets call->write to a group job that records the refusal. The event counts `count` refusals: this
 * call and earlier ones without an event. */
void audit_prepare_refusal(struct call *call, int64_t count);

#endif
