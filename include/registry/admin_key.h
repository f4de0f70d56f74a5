/*
 * admin_key: a named key of a person or back end that administers the service, as a record and as
 * JSON.
 *
 * The secret is shown once, when the key is created, and is not part of the record.
 */
#ifndef REGISTRY_ADMIN_KEY_H
#define REGISTRY_ADMIN_KEY_H

#include "base/jsonread.h"
#include "base/jsonwrite.h"
#include "registry/admin_role.h"

/* Every key begins with this prefix, which distinguishes it from a token and lets secret scanners
 * find it. */
#define ADMIN_KEY_PREFIX "s2sadm_"

#define ADMIN_KEY_NAME_MAX_POINTS 100

/* Maximum number of admin keys. */
#define ADMIN_KEYS_MAX 1000

/* Maximum size of a key as JSON. */
#define ADMIN_KEY_JSON_BYTES_MAX 4096

struct admin_key {
	struct guid id;
	struct text name; /* unique */
	uint32_t roles; /* bits of enum admin_role */
	bool enabled;
	int64_t expires_at_ms; /* 0: never */
	int64_t revision;
	int64_t created_at_ms;
	struct text created_by;
	int64_t last_modified_at_ms;
	struct text last_modified_by;
	int64_t last_used_at_ms; /* 0: never; not part of the entity tag */
	int64_t call_count;
};

/* The fields of a request body. */
extern const struct field_table admin_key_fields;

/* Returns a key with the default values of all optional fields. */
struct admin_key admin_key_make(void);

/* Restores the defaults of fields that a merge patch set to null, and adds a fault for each
 * required field set to null. */
void admin_key_clear_fields(struct admin_key *key, struct field_reader *reader);

/* Adds a fault for each read-only field in `body` whose value differs from `current` (NULL: no
 * stored key). */
void admin_key_check_server_fields(struct field_reader *reader, const struct jsonread_node *body,
	const struct admin_key *current);

/* Returns true if both keys have the same values in all fields that an admin can set. */
bool admin_key_same(const struct admin_key *a, const struct admin_key *b);

/* Returns the entity tag, with quotes. */
struct text admin_key_etag(struct arena *arena, const struct admin_key *key);

/* Writes the key as a JSON object. `secret` is the key itself; it is absent except in the response
 * that creates the key. */
void admin_key_write(struct jsonwrite *out, const struct admin_key *key, struct text secret);

/* Returns the key as JSON text in the fault's arena; absent if `key` is NULL. */
struct text admin_key_text(struct fault *fault, const struct admin_key *key);

#endif
