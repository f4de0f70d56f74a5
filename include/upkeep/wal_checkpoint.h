/*
 * wal_checkpoint: truncates the write-ahead log if it has grown too large.
 *
 * SQLite overwrites the log from the start only under two conditions: the whole log has been copied
 * to the database, and no reader uses an older snapshot. The log therefore grows during a long
 * read, such as an export. After the read, the size of the log does not change until the next
 * write.
 */
#ifndef UPKEEP_WAL_CHECKPOINT_H
#define UPKEEP_WAL_CHECKPOINT_H

#include "upkeep/runtime.h"

/* wal_checkpoint_run() truncates a log that is larger than WAL_CHECKPOINT_BYTES. SQLite itself does
 * not truncate a log of up to 64 MiB. */
#define WAL_CHECKPOINT_BYTES (INT64_C(96) * 1024 * 1024)

/* Copies the whole log to the database and truncates the log to zero bytes. Blocks writers. Returns
 * false if a writer, or a reader of an older snapshot, prevents the truncation. If an error occurs,
 * sets the fault and returns false. */
bool wal_checkpoint_truncate(struct runtime *runtime, struct fault *fault);

/* Calls wal_checkpoint_truncate() if the log is larger than WAL_CHECKPOINT_BYTES. If the log is
 * still too large afterwards, logs "write-log-large". */
void wal_checkpoint_run(struct runtime *runtime);

#endif
