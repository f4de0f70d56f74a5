/*
 * environment: the identity and the keys of the environment that this process serves.
 *
 * An environment is the data of one shop, in one database. When the service starts for the first
 * time, it creates the database row that describes the environment.
 */
#ifndef REGISTRY_ENVIRONMENT_H
#define REGISTRY_ENVIRONMENT_H

#include "base/guid.h"
#include "db/db.h"

/* The purposes for which the service needs a secret key. The service derives a separate key for
 * each purpose from the environment's secret (docs/decisions/0021-a-key-for-each-purpose.md). In a
 * database that is older than the separate keys, ENVIRONMENT_EMAIL and ENVIRONMENT_SUBJECT use the
 * secret itself. */
enum environment_purpose {
	ENVIRONMENT_EMAIL, /* hashes e-mail addresses */
	ENVIRONMENT_SUBJECT, /* hashes the data subject in receipts and audit events */
	ENVIRONMENT_EXPORT_LINK, /* signs links to export files */
	ENVIRONMENT_REPEAT, /* computes fingerprints of requests that have an idempotency key */
	ENVIRONMENT_SIGN_IN_STATE, /* computes `state` of a sign-in at the directory */
	ENVIRONMENT_SIGN_IN_VERIFIER, /* computes the PKCE code verifier of a sign-in at the
					 directory */
	ENVIRONMENT_JOB_LINK, /* signs links to background jobs */
};

/* Number of purposes. */
#define ENVIRONMENT_KEYS 7

struct environment {
	struct guid id; /* tenantId in the API; not the ID of an Entra tenant */
	struct text keys[ENVIRONMENT_KEYS]; /* indexed by enum environment_purpose; HASH_BYTES bytes
					       each */

	/* The key with which earlier versions of the service signed export links and computed
	 * fingerprints. Present only if the database is older than the separate keys, and otherwise
	 * absent (base/text.h). */
	struct text legacy_key;
};

/* Reads the environment's row. If the row does not exist, creates the row with the id `wanted`. If
 * `wanted` is zero, the function chooses a new id for the new row. Returns STATUS_CONFLICT if
 * `wanted` is not zero and the existing row has another id. The keys are allocated in the fault's
 * arena. */
enum status environment_load(struct db *db, struct guid wanted, int64_t now_ms,
	struct environment *ret_environment, struct fault *fault);

#endif
