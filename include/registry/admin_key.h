/*
 * admin_key: named keys of people and back ends that administer the service, as records and as
 * JSON.
 *
 * The key itself is shown once, when it is made, and is no part of the record.
 */
#ifndef REGISTRY_ADMIN_KEY_H
#define REGISTRY_ADMIN_KEY_H

#include "base/jsonread.h"
#include "base/jsonwrite.h"
#include "registry/admin_role.h"

/* What every key begins with: tells it from a token, and lets secret scanners find it. */
#define ADMIN_KEY_PREFIX "s2sadm_"

#define ADMIN_KEY_NAME_MAX_POINTS 100

/* Keys that there may be. */
#define ADMIN_KEYS_MAX 1000

/* No key is longer as JSON. */
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

/* A key with the defaults of what a body may leave out. */
struct admin_key admin_key_make(void);

/* Puts the defaults back where a merge patch said null, and refuses null for required fields. */
void admin_key_clear_fields(struct admin_key *key, struct field_reader *reader);

/* Refuses the server's fields in the body unless they say what `current` says (NULL: none). */
void admin_key_check_server_fields(struct field_reader *reader, const struct jsonread_node *body,
	const struct admin_key *current);

/* Whether two keys have the same values in all fields that an admin sets. */
bool admin_key_same(const struct admin_key *a, const struct admin_key *b);

/* Entity tag, with quotes. */
struct text admin_key_etag(struct arena *arena, const struct admin_key *key);

/* Writes the resource; `secret` is the key itself, absent but in the answer that makes it. */
void admin_key_write(struct jsonwrite *out, const struct admin_key *key, struct text secret);

/* The resource as a text in the arena; absent for NULL. */
struct text admin_key_text(struct fault *fault, const struct admin_key *key);

#endif
