/*
 * export_recovery: cleans up exports whose process ended before it had written the whole file.
 *
 * Safe while other processes use the same database.
 */
#ifndef WORK_EXPORT_RECOVERY_H
#define WORK_EXPORT_RECOVERY_H

#include "db/db.h"

struct export_manager;
struct runtime;

/* Called when the service starts. Marks as failed each export in the state "writing" that no
 * process is writing. Deletes the export files in `dir` that belong to no finished export and that
 * no process is writing. */
enum status export_recovery_run(struct db *db, const char *dir, struct fault *fault);

/* Called at each heartbeat. Marks exports whose process has died as failed, so that clients stop
 * polling them. `manager` knows the exports of this process. Blocks on the disk if there are
 * exports to mark. */
enum status export_recovery_fail_abandoned(
	struct runtime *runtime, struct export_manager *manager, struct fault *fault);

#endif
