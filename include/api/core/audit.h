/*
 * audit: what handlers tell the audit trail (registry/audit_store.h).
 */
#ifndef API_CORE_AUDIT_H
#define API_CORE_AUDIT_H

#include "api/core/call.h"
#include "registry/audit_store.h"

/* A change of a resource by the call's admin. `before` and `after` are JSON; absent where it was
 * not, or is no more. Does nothing where the call's fault is set. In the call's write transaction.
 */
enum status audit_change(struct call *call, enum audit_operation operation, const char *type,
	struct guid id, struct text before, struct text after);

/* The same of a registration; NULL for where it was not, or is no more. */
enum status audit_app(struct call *call, enum audit_operation operation, const struct app *before,
	const struct app *after);

/* Adds one event for refused calls that have none of their own, `count` of them. */
enum status audit_uncounted_refusals(
	struct db *db, int64_t count, int64_t now_ms, struct fault *fault);

/* Makes call->write ready to record that the call was refused, `count` times. */
void audit_prepare_refusal(struct call *call, int64_t count);

#endif
