/*
 * environment: the data partition this process serves; one row, made at first start.
 */
#ifndef REGISTRY_ENVIRONMENT_H
#define REGISTRY_ENVIRONMENT_H

#include "base/guid.h"
#include "db/db.h"

/* What the environment's secret serves, each purpose by a key of its own (decision 21). */
enum environment_purpose {
	ENVIRONMENT_EMAIL, /* hashes of e-mail addresses */
	ENVIRONMENT_SUBJECT, /* whom a receipt or a search is about */
	ENVIRONMENT_EXPORT_LINK,
	ENVIRONMENT_REPEAT, /* fingerprints of requests with an idempotency key */
	ENVIRONMENT_SIGN_IN_STATE,
	ENVIRONMENT_SIGN_IN_VERIFIER,
};
#define ENVIRONMENT_KEYS 6

struct environment {
	struct guid id; /* on the wire tenantId; not an Entra directory */
	struct text keys[ENVIRONMENT_KEYS]; /* HASH_BYTES each */
	/* Of a database from before keys were derived: what then signed export links and hashed
	 * repeated requests. Absent in all others. */
	struct text legacy_key;
};

/* Reads the row, or makes it with `wanted` (zero: a new id). STATUS_CONFLICT when the database
 * belongs to another environment than `wanted`. The keys live in the fault's arena. */
enum status environment_load(struct db *db, struct guid wanted, int64_t now_ms,
	struct environment *ret_environment, struct fault *fault);

#endif
