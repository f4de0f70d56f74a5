/*
 * admin_key: keys of people and back ends that administer the service.
 *
 * Promises: a key is shown once, when it is made; the database holds only its SHA-256, which is
 * enough because a key is 32 random bytes.
 */
#ifndef REGISTRY_ADMIN_KEY_H
#define REGISTRY_ADMIN_KEY_H

#include "db/db.h"

/* What every key begins with: tells it from a token, and lets secret scanners find it. */
#define ADMIN_KEY_PREFIX "s2sadm_"

/* Makes a key for `name` (1 to 100 characters, unique); *ret_key lives in the fault's arena. */
enum status admin_key_create(
	struct db *db, struct text name, int64_t now_ms, struct text *ret_key, struct fault *fault);

/* The name of the key's holder in the fault's arena; STATUS_UNAUTHENTICATED when no key matches. */
enum status admin_key_find(
	struct db *db, struct text key, struct text *ret_name, struct fault *fault);

#endif
