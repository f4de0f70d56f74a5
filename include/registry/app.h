/*
 * app: one S2S app registration, as a record, as JSON and as form fields.
 *
 * The key of a registration is the pair (clientAppId, directoryTenantId). A client app ID alone
 * proves nothing, because any directory can contain a service principal of a multi-tenant app.
 */
#ifndef REGISTRY_APP_H
#define REGISTRY_APP_H

#include "base/jsonread.h"
#include "base/jsonwrite.h"

#define APP_NAME_MAX_POINTS 100

/* Maximum size of a registration as JSON. */
#define APP_JSON_BYTES_MAX 65536

/* Permissions of a registered app on the reviews plane, as bits. */
enum permission {
	PERMISSION_NONE = 0, /* any registered app */
	PERMISSION_READ = 1,
	PERMISSION_SUBMIT = 2,
	PERMISSION_EXPORT = 4,
	PERMISSION_ALL = 7
};

/* "Reviews.Read", "Reviews.Submit", "Reviews.Export", with their bits. */
extern const struct field_name app_permissions[];

struct app {
	struct guid id;
	struct text name;
	struct guid client_app_id;
	struct guid directory_tenant_id;
	bool enabled;
	uint32_t permissions;
	bool accepts_user_tokens; /* accepts delegated tokens as well */
	bool accepts_public_clients; /* accepts tokens of unauthenticated clients as well */
	struct text notes; /* absent: none */
	int64_t expires_at_ms; /* 0: never */
	int64_t revision;
	int64_t created_at_ms;
	struct text created_by;
	int64_t last_modified_at_ms;
	struct text last_modified_by;
	int64_t last_used_at_ms; /* 0: never; not part of the entity tag */
	int64_t call_count;
	int64_t deleted_at_ms; /* 0: not removed */
};

/* The fields of a request body. */
extern const struct field_table app_fields;

/* Returns a registration with the defaults of all fields except the three that identify it. */
struct app app_make(void);

/* Restores the defaults of fields that a merge patch set to null, and adds a fault for each
 * required field set to null. */
void app_clear_fields(struct app *app, struct field_reader *reader);

/* Adds a fault for each read-only field in `body` whose value differs from `current` (NULL: no
 * stored registration). */
void app_check_server_fields(
	struct field_reader *reader, const struct jsonread_node *body, const struct app *current);

/* Returns true if both registrations have the same values in all fields that an admin can set. */
bool app_same(const struct app *a, const struct app *b);

/* Returns the entity tag, with quotes. It covers all fields except last_used_at_ms and
 * call_count. */
struct text app_etag(struct arena *arena, const struct app *app);

/* Writes the registration as a JSON object. */
void app_write(struct jsonwrite *out, const struct app *app);

/* Writes an entry of the settings document: the id and the fields that an admin can set. */
void app_write_entry(struct jsonwrite *out, const struct app *app);

/* Returns such an entry as JSON text in the fault's arena; absent if `app` is NULL. */
struct text app_entry_text(struct fault *fault, const struct app *app);

#endif
