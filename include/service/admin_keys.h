/*
 * admin_keys: creates, lists and disables admin keys for the command line.
 *
 * The module stores each change and its audit event in one transaction.
 */
#ifndef SERVICE_ADMIN_KEYS_H
#define SERVICE_ADMIN_KEYS_H

#include "db/db.h"

/* Creates an admin key. `roles` is a comma-separated list of role names. If `roles` is absent
 * (base/text.h), the key gets the role Registry.Admin. *ret_line receives the secret of the key and
 * a newline, in the fault's arena. */
enum status admin_keys_create(struct db *db, struct text name, struct text roles,
	struct text *ret_line, struct fault *fault);

/* Lists all admin keys. *ret_table receives a line for each key, in the fault's arena. Each line
 * contains the key's name, roles, state and last use, separated by tabs. */
enum status admin_keys_list(struct db *db, struct text *ret_table, struct fault *fault);

/* Disables the admin key with this name. Returns STATUS_NOT_FOUND if there is no such key. */
enum status admin_keys_disable(struct db *db, struct text name, struct fault *fault);

#endif
