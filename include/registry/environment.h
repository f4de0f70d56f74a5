/*
 * environment: the identity and the keys of the environment that this process serves.
 *
 * An environment is the data of one shop, in one database. The database row that describes the
 * environment is created when the service starts for the first time.
 */
#ifndef REGISTRY_ENVIRONMENT_H
#define REGISTRY_ENVIRONMENT_H

#include "base/guid.h"
#include "db/db.h"

/* The purposes for which the service needs a secret key. Each purpose has its own key, which is
 * derived from the environment's secret (docs/decisions/0021-a-key-for-each-purpose.md). */
enum environment_purpose {
	ENVIRONMENT_EMAIL, /* hashes e-mail addresses */
	ENVIRONMENT_SUBJECT, /* hashes the data subject in receipts and audit events */
	ENVIRONMENT_EXPORT_LINK, /* signs links to export files */
	ENVIRONMENT_REPEAT, /* computes fingerprints of requests that have an idempotency key */
	ENVIRONMENT_SIGN_IN_STATE, /* computes `state` of a sign-in at the directory */
	ENVIRONMENT_SIGN_IN_VERIFIER, /* computes the PKCE code verifier of such a sign-in */
};

/* Number of purposes. */
#define ENVIRONMENT_KEYS 6

struct environment {
	struct guid id; /* tenantId in the API; not the ID of an Entra tenant */
	struct text keys[ENVIRONMENT_KEYS]; /* indexed by enum environment_purpose; HASH_BYTES bytes
					       each */

	/* The key that signed export links and computed fingerprints before each purpose had its
	 * own key. Absent (base/text.h) unless the database is older than the separate keys. */
	struct text legacy_key;
};

/* Reads the environment's row. If the row does not exist, creates it with the id `wanted`, or with
 * a new id if `wanted` is zero. Returns STATUS_CONFLICT if `wanted` is not zero and the row has
 * another id. The keys are allocated in the fault's arena. */
enum status environment_load(struct db *db, struct guid wanted, int64_t now_ms,
	struct environment *ret_environment, struct fault *fault);

#endif
