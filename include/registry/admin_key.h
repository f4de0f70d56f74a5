/*
 * admin_key: the record of an admin key, its input fields and its JSON form.
 *
 * An admin key is a named secret. A person or a back end uses the key to administer the service.
 * The service shows the secret only once, in the response to the request that creates the key. The
 * record does not contain the secret.
 */
#ifndef REGISTRY_ADMIN_KEY_H
#define REGISTRY_ADMIN_KEY_H

#include "base/jsonread.h"
#include "base/jsonwrite.h"
#include "registry/admin_role.h"

/* Every admin key begins with this prefix. The prefix distinguishes an admin key from a token and
 * lets secret scanners find leaked keys. */
#define ADMIN_KEY_PREFIX "s2sadm_"

#define ADMIN_KEY_NAME_MAX_POINTS 100

/* Maximum number of admin keys in the database. */
#define ADMIN_KEYS_MAX 1000

/* Maximum size of an admin key serialized as JSON, in bytes. */
#define ADMIN_KEY_JSON_BYTES_MAX 4096

struct admin_key {
	struct guid id;
	struct text name; /* unique among all admin keys */
	uint32_t roles; /* combination of enum admin_role bits */
	bool enabled;
	int64_t expires_at_ms; /* 0: never expires */
	int64_t revision;
	int64_t created_at_ms;
	struct text created_by;
	int64_t last_modified_at_ms;
	struct text last_modified_by;
	int64_t last_used_at_ms; /* 0: never used; does not affect the entity tag */
	int64_t call_count; /* does not affect the entity tag */
};

/* The fields that a request body may contain. */
extern const struct field_table admin_key_fields;

/* Returns a record in which all optional fields have their default values. */
struct admin_key admin_key_make(void);

/* Gives each optional field its default value if a merge patch (RFC 7396) has set the field to
 * null. Adds an error to the reader's fault for each required field that the patch has set to null.
 */
void admin_key_clear_fields(struct admin_key *key, struct field_reader *reader);

/* Adds an error to the reader's fault for each read-only field in `body` whose value differs from
 * the value in `current`. `current` is NULL if the request creates a new key. */
void admin_key_check_server_fields(struct field_reader *reader, const struct jsonread_node *body,
	const struct admin_key *current);

/* Returns true if all fields that an admin can set are equal in `a` and `b`. */
bool admin_key_same(const struct admin_key *a, const struct admin_key *b);

/* Returns the key's entity tag, including its double quotes. */
struct text admin_key_etag(struct arena *arena, const struct admin_key *key);

/* Writes the key as a JSON object. If `secret` is not absent (base/text.h), also writes `secret` as
 * the member "key". Pass the secret only in the response to the request that creates the key. */
void admin_key_write(struct jsonwrite *out, const struct admin_key *key, struct text secret);

/* Returns the key as a JSON object without the secret, allocated in the fault's arena. Returns an
 * absent text (base/text.h) if `key` is NULL or if the function cannot serialize the key. */
struct text admin_key_text(struct fault *fault, const struct admin_key *key);

#endif
