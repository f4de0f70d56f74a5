/*
 * export_recovery: cleans up exports whose process ended before the file was complete.
 *
 * Other processes may use the same database at the same time.
 */
#ifndef WORK_EXPORT_RECOVERY_H
#define WORK_EXPORT_RECOVERY_H

#include "db/db.h"

struct export_manager;
struct runtime;

/* The service calls this function when it starts. If an export is in the state EXPORT_WRITING but
 * no process is writing the file, sets the state to EXPORT_FAILED. Deletes each export file in
 * `dir` that no process is writing, unless the export is in the state EXPORT_READY. */
enum status export_recovery_run(struct db *db, const char *dir, struct fault *fault);

/* The heartbeat thread calls this function at each heartbeat. If the process that wrote an export
 * has died, sets the state of the export to EXPORT_FAILED and deletes the incomplete file. Clients
 * then stop polling the export. `manager` knows the exports that this process is writing. If the
 * state of an export changes, blocks until the change is committed. */
enum status export_recovery_fail_abandoned(
	struct runtime *runtime, struct export_manager *manager, struct fault *fault);

#endif
