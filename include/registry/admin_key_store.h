/*
 * admin_key_store: reads and writes admin keys in the database.
 *
 * The database stores only the SHA-256 hash of each key. An unsalted hash is sufficient because a
 * key contains 32 random bytes. A lookup finds the row by a prefix of the hash and then compares
 * the whole hash in constant time. Begin a transaction before you call a function that writes.
 */
#ifndef REGISTRY_ADMIN_KEY_STORE_H
#define REGISTRY_ADMIN_KEY_STORE_H

#include "registry/admin_key.h"
#include "registry/registry_state.h"

/* Stores a new key and sets the id and the other read-only fields of *key. *ret_secret receives the
 * secret, allocated in the fault's arena. Returns STATUS_CONFLICT if the name is in use or if
 * ADMIN_KEYS_MAX keys already exist. */
enum status admin_key_store_insert(struct db *db, struct admin_key *key,
	const struct registry_change *change, struct text *ret_secret, struct fault *fault);

/* Finds the key with this secret, even if the key is disabled or expired. Returns
 * STATUS_UNAUTHENTICATED if no key has this secret. */
enum status admin_key_store_find(
	struct db *db, struct text secret, struct admin_key *ret_key, struct fault *fault);

/* Reads the key with this id. Returns STATUS_NOT_FOUND if no key has this id. */
enum status admin_key_store_get(
	struct db *db, struct guid id, struct admin_key *ret_key, struct fault *fault);

/* Reads all keys, ordered by id, into an array in the fault's arena. */
enum status admin_key_store_list(
	struct db *db, struct admin_key **ret_keys, size_t *ret_count, struct fault *fault);

/* Replaces the stored key that has the id row->id. The stored created_at_ms and created_by do not
 * change. Increments row->revision and sets row->last_modified_at_ms and row->last_modified_by.
 * Returns STATUS_NOT_FOUND if no stored key has this id. Returns STATUS_CONFLICT if another key has
 * the same name. */
enum status admin_key_store_update(struct db *db, struct admin_key *row,
	const struct registry_change *change, struct fault *fault);

/* Deletes the key together with its sessions and its usage. Returns STATUS_NOT_FOUND if no key has
 * this id. */
enum status admin_key_store_delete(struct db *db, struct guid id, struct fault *fault);

#endif
