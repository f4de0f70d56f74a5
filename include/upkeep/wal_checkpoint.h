/*
 * wal_checkpoint: truncates a write-ahead log that has grown too large.
 *
 * SQLite restarts the log when all of it is in the database and no reader uses an older snapshot.
 * The log grows during a long read, such as an export, and keeps its size until the next write.
 */
#ifndef UPKEEP_WAL_CHECKPOINT_H
#define UPKEEP_WAL_CHECKPOINT_H

#include "upkeep/runtime.h"

/* A larger log is truncated. SQLite itself keeps a log of up to 64 MiB. */
#define WAL_CHECKPOINT_BYTES (INT64_C(96) * 1024 * 1024)

/* Checkpoints the whole log and truncates it to zero bytes. Returns false when a reader of an older
 * snapshot or a writer prevents that, or, with the fault set, when it fails. Writers wait. */
bool wal_checkpoint_truncate(struct runtime *runtime, struct fault *fault);

/* Calls wal_checkpoint_truncate() if the log is larger than WAL_CHECKPOINT_BYTES. Logs
 * "write-log-large" when the log stays too large. */
void wal_checkpoint_run(struct runtime *runtime);

#endif
