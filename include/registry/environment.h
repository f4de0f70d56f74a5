/*
 * environment: the data partition that this process serves. Its single row is created at the first
 * start.
 */
#ifndef REGISTRY_ENVIRONMENT_H
#define REGISTRY_ENVIRONMENT_H

#include "base/guid.h"
#include "db/db.h"

/* Each purpose of the environment's secret has its own derived key (decision 21). */
enum environment_purpose {
	ENVIRONMENT_EMAIL, /* hashes of e-mail addresses */
	ENVIRONMENT_SUBJECT, /* the data subject of a receipt or search */
	ENVIRONMENT_EXPORT_LINK,
	ENVIRONMENT_REPEAT, /* fingerprints of requests with an idempotency key */
	ENVIRONMENT_SIGN_IN_STATE,
	ENVIRONMENT_SIGN_IN_VERIFIER,
};
#define ENVIRONMENT_KEYS 6

struct environment {
	struct guid id; /* tenantId on the wire; not an Entra directory */
	struct text keys[ENVIRONMENT_KEYS]; /* HASH_BYTES each */
	/* Only for a database created before keys were derived: the key that then signed export
	 * links and hashed repeated requests. Absent otherwise. */
	struct text legacy_key;
};

/* Reads the row, or creates it with the id `wanted` (zero: a new id). Returns STATUS_CONFLICT if
 * the database belongs to an environment other than `wanted`. The keys live in the fault's
 * arena. */
enum status environment_load(struct db *db, struct guid wanted, int64_t now_ms,
	struct environment *ret_environment, struct fault *fault);

#endif
