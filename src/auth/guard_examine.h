/*
 * guard_examine: what a diagnosis needs of a guard.
 */
#ifndef AUTH_GUARD_EXAMINE_PRIVATE_H
#define AUTH_GUARD_EXAMINE_PRIVATE_H

#include "auth/checks.h"

struct guard;

/* Begins an examination by the guard's policy and keys. */
struct examination guard_examine(struct guard *guard, struct guard_question *question);

#endif
