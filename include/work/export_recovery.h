/*
 * export_recovery: what is left of exports whose process ended while it wrote them.
 */
#ifndef WORK_EXPORT_RECOVERY_H
#define WORK_EXPORT_RECOVERY_H

#include "db/db.h"

struct export_manager;
struct runtime;

/* For a start: an export that is called writing, though no process writes it, has failed, and files
 * that no export owns go. Other processes may be at work on the same database. */
enum status export_recovery_run(struct db *db, const char *dir, struct fault *fault);

/* For the heartbeat: records exports whose process has died as failed, so that nobody waits for
 * them. `exports` are this process's own. Blocks on the disk when it finds one. */
enum status export_recovery_fail_abandoned(
	struct runtime *runtime, struct export_manager *manager, struct fault *fault);

#endif
