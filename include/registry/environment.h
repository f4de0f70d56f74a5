/*
 * environment: the data partition this process serves; one row, made at first start.
 */
#ifndef REGISTRY_ENVIRONMENT_H
#define REGISTRY_ENVIRONMENT_H

#include "base/guid.h"
#include "db/db.h"

struct environment {
	struct guid id; /* on the wire tenantId; not an Entra directory */
	struct text secret; /* 32 bytes: signs export links, keys e-mail hashes */
};

/* Reads the row, or makes it with `wanted` (zero: a new id). STATUS_CONFLICT when the database
 * belongs to another environment than `wanted`. The secret lives in the fault's arena. */
enum status environment_load(struct db *db, struct guid wanted, int64_t now_ms,
	struct environment *ret_environment, struct fault *fault);

#endif
