/*
 * guard_validation: starts the validation of a token for guard.c and diagnosis.c.
 */
#ifndef AUTH_GUARD_VALIDATION_PRIVATE_H
#define AUTH_GUARD_VALIDATION_PRIVATE_H

#include "auth/checks.h"

struct guard;

/* Clears auth->detail and auth->unverified. Returns a new validation that uses the policy and the
 * caches of the guard. The caller must end the validation with checks_end(). */
struct validation guard_begin_validation(struct guard *guard, struct auth_request *auth);

#endif
