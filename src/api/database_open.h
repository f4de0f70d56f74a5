/*
 * database_open: the database of a service, or of a command, opened and brought up to date.
 *
 * A file with tables of another program is refused before anything is written to it
 * (migrate_look()).
 */
#ifndef API_DATABASE_OPEN_PRIVATE_H
#define API_DATABASE_OPEN_PRIVATE_H

#include "api/service.h"

/* service_open_database(). */
enum status database_open_migrated(struct db **ret_db, const struct config *config,
	int64_t cache_kib, struct service_database *ret_about, struct fault *fault);

/* The connection that writes, and the service's pool and environment. One that is damaged is opened
 * too, and frozen. The caller closes both, also after a failure, when they are not NULL. */
enum status database_open_writer(
	struct service *service, struct db **ret_writer, struct fault *fault);

#endif
