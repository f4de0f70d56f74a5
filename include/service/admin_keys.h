/*
 * admin_keys: creates, lists and disables admin keys for the command line.
 *
 * Each change and its audit event are stored in one transaction.
 */
#ifndef SERVICE_ADMIN_KEYS_H
#define SERVICE_ADMIN_KEYS_H

#include "db/db.h"

/* Creates an admin key. `roles` is a comma-separated list of role names; if absent (base/text.h),
 * it defaults to Registry.Admin. *ret_line receives the secret key followed by a newline, in the
 * fault's arena. */
enum status admin_keys_create(struct db *db, struct text name, struct text roles,
	struct text *ret_line, struct fault *fault);

/* Lists all admin keys. *ret_table receives one line for each key, in the fault's arena. A line
 * contains the key's name, roles, state and last use, separated by tabs. */
enum status admin_keys_list(struct db *db, struct text *ret_table, struct fault *fault);

/* Disables the admin key with this name. Returns STATUS_NOT_FOUND if there is none. */
enum status admin_keys_disable(struct db *db, struct text name, struct fault *fault);

#endif
