/*
 * export_recovery: cleans up exports whose process ended before it had written the file.
 *
 * Safe while other processes use the same database.
 */
#ifndef WORK_EXPORT_RECOVERY_H
#define WORK_EXPORT_RECOVERY_H

#include "db/db.h"

struct export_manager;
struct runtime;

/* Runs at a start: marks each export in the state "writing" that no process writes as failed, and
 * deletes the files in `dir` that belong to no export. */
enum status export_recovery_run(struct db *db, const char *dir, struct fault *fault);

/* Runs in each heartbeat: marks exports whose process has died as failed, so that clients stop
 * polling them. `manager` knows the exports of this process. Blocks on the disk when it finds one.
 */
enum status export_recovery_fail_abandoned(
	struct runtime *runtime, struct export_manager *manager, struct fault *fault);

#endif
