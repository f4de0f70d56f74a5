/*
 * admin_key_store: admin keys in the database.
 *
 * The database stores only the SHA-256 of a key, which is enough because a key has 32 random bytes.
 * A lookup finds the row by a prefix of the hash, then compares the whole hash in constant time.
 * Functions that write must run inside the caller's transaction.
 */
#ifndef REGISTRY_ADMIN_KEY_STORE_H
#define REGISTRY_ADMIN_KEY_STORE_H

#include "registry/admin_key.h"
#include "registry/registry_state.h"

/* Stores a new key, gives it a new id, and sets its read-only fields. *ret_secret receives the key
 * itself, in the fault's arena. Returns STATUS_CONFLICT if the name is in use or there are
 * ADMIN_KEYS_MAX keys already. */
enum status admin_key_store_insert(struct db *db, struct admin_key *key,
	const struct registry_change *change, struct text *ret_secret, struct fault *fault);

/* Finds the key by its secret, even if it is disabled or expired. Returns STATUS_UNAUTHENTICATED if
 * no key matches. */
enum status admin_key_store_find(
	struct db *db, struct text secret, struct admin_key *ret_key, struct fault *fault);

/* Returns STATUS_NOT_FOUND if no key has this id. */
enum status admin_key_store_get(
	struct db *db, struct guid id, struct admin_key *ret_key, struct fault *fault);

/* Returns all keys in the order of their ids, in the fault's arena. */
enum status admin_key_store_list(
	struct db *db, struct admin_key **ret_keys, size_t *ret_count, struct fault *fault);

/* Replaces the stored key row->id, except created_*, and increments its revision. */
enum status admin_key_store_update(struct db *db, struct admin_key *row,
	const struct registry_change *change, struct fault *fault);

/* Deletes the key, its sessions and its usage. Returns STATUS_NOT_FOUND if no key has this id. */
enum status admin_key_store_delete(struct db *db, struct guid id, struct fault *fault);

#endif
