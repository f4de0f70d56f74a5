/*
 * wal_checkpoint: brings the database's write-ahead log back to size.
 *
 * SQLite writes the log over from its beginning when all of it is in the database and nobody reads
 * an older state, and makes it smaller then. While somebody reads for long, an export for one, it
 * grows; and when no write follows, it stays as large as it was.
 */
#ifndef UPKEEP_WAL_CHECKPOINT_H
#define UPKEEP_WAL_CHECKPOINT_H

#include "upkeep/runtime.h"

/* A log above it is cut; SQLite leaves one of up to 64 MiB as it is. */
#define WAL_CHECKPOINT_BYTES (INT64_C(96) * 1024 * 1024)

/* Brings all of the log into the database and cuts it to nothing. False when somebody who reads an
 * older state, or writes, does not allow that, or when it failed, which `fault` tells then. Writers
 * wait meanwhile. */
bool wal_checkpoint_truncate(struct runtime *runtime, struct fault *fault);

/* Looks at the log and, where it is too large, brings it into the database and cuts it. Logs
 * "write-log-large" when a reader does not allow that. Writers wait meanwhile. */
void wal_checkpoint_run(struct runtime *runtime);

#endif
