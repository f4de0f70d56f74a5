/*
 * admin_key_store: admin keys in the database.
 *
 * Promises: the database holds only the SHA-256 of a key, which is enough because a key is 32
 * random bytes. A key is found by a part of that hash, and the whole is compared in constant time.
 * The functions that write run inside a transaction of the caller's.
 */
#ifndef REGISTRY_ADMIN_KEY_STORE_H
#define REGISTRY_ADMIN_KEY_STORE_H

#include "registry/admin_key.h"
#include "registry/registry_state.h"

/* Stores a new key under an id that is made now, and sets the server's fields. *ret_secret, the key
 * itself, lives in the fault's arena. STATUS_CONFLICT when the name is taken, or there are
 * ADMIN_KEYS_MAX. */
enum status admin_key_store_insert(struct db *db, struct admin_key *key,
	const struct registry_change *change, struct text *ret_secret, struct fault *fault);

/* The key with that secret, whatever its state; STATUS_UNAUTHENTICATED when no key matches. */
enum status admin_key_store_find(
	struct db *db, struct text secret, struct admin_key *ret_key, struct fault *fault);

/* STATUS_NOT_FOUND when there is none of that id. */
enum status admin_key_store_get(
	struct db *db, struct guid id, struct admin_key *ret_key, struct fault *fault);

/* All of them, by id. */
enum status admin_key_store_list(
	struct db *db, struct admin_key **ret_keys, size_t *ret_count, struct fault *fault);

/* Replaces what row->id holds, created_* excepted, and moves its revision. */
enum status admin_key_store_update(struct db *db, struct admin_key *row,
	const struct registry_change *change, struct fault *fault);

/* Forgets the key, its sessions, and what is counted of it; STATUS_NOT_FOUND when there is none. */
enum status admin_key_store_delete(struct db *db, struct guid id, struct fault *fault);

#endif
