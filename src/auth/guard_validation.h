/*
 * guard_begin_validation: what a diagnosis needs of a guard.
 */
#ifndef AUTH_GUARD_VALIDATION_PRIVATE_H
#define AUTH_GUARD_VALIDATION_PRIVATE_H

#include "auth/checks.h"

struct guard;

/* Begins an validation by the guard's policy and keys. */
struct validation guard_begin_validation(struct guard *guard, struct auth_request *auth);

#endif
