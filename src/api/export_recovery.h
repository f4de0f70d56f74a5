/*
 * export_recovery: what is left of exports whose process ended while it wrote them.
 */
#ifndef API_EXPORT_RECOVERY_PRIVATE_H
#define API_EXPORT_RECOVERY_PRIVATE_H

#include "db/db.h"

struct service;

/* For a start: an export that is called writing, though no process writes it, has failed, and files
 * that no export owns go. Other processes may be at work on the same database. */
enum status export_recovery_run(struct db *db, const char *dir, struct fault *fault);

/* For the keeper: an export whose process has died has failed, and is not waited for. Waits for the
 * disk where there is one. */
enum status export_recovery_tend(struct service *service, struct fault *fault);

#endif
