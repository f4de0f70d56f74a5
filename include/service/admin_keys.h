/*
 * admin_keys: admin keys for the command line; every change goes to the audit trail.
 */
#ifndef SERVICE_ADMIN_KEYS_H
#define SERVICE_ADMIN_KEYS_H

#include "db/db.h"

/* Makes a key. `roles` are names separated by commas; absent: Registry.Admin. *ret_line is the key
 * and a line break. Texts live in the fault's arena. */
enum status admin_keys_create(struct db *db, struct text name, struct text roles,
	struct text *ret_line, struct fault *fault);

/* Every key, one a line: name, roles, state, when it was last used. */
enum status admin_keys_list(struct db *db, struct text *ret_table, struct fault *fault);

/* Switches the key of that name off. */
enum status admin_keys_disable(struct db *db, struct text name, struct fault *fault);

#endif
