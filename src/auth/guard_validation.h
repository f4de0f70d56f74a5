/*
 * guard_validation: the start of a validation, shared by the guard and diagnosis.
 */
#ifndef AUTH_GUARD_VALIDATION_PRIVATE_H
#define AUTH_GUARD_VALIDATION_PRIVATE_H

#include "auth/checks.h"

struct guard;

/* Begins a validation with the guard's policy and keys. The caller must end it with
 * checks_end(). */
struct validation guard_begin_validation(struct guard *guard, struct auth_request *auth);

#endif
