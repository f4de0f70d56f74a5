/*
 * admin_keys: the admin key commands. Every change writes an audit event.
 */
#ifndef SERVICE_ADMIN_KEYS_H
#define SERVICE_ADMIN_KEYS_H

#include "db/db.h"

/* Creates a key. `roles` are names separated by commas; absent: Registry.Admin. *ret_line is the
 * key and a line break, in the fault's arena. */
enum status admin_keys_create(struct db *db, struct text name, struct text roles,
	struct text *ret_line, struct fault *fault);

/* Returns a table with a line per key: name, roles, state, last use. The text is in the fault's
 * arena. */
enum status admin_keys_list(struct db *db, struct text *ret_table, struct fault *fault);

/* Disables the key with that name. */
enum status admin_keys_disable(struct db *db, struct text name, struct fault *fault);

#endif
