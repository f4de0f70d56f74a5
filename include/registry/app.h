/*
 * app: one S2S app registration, as a record, as JSON and as form fields.
 *
 * The key is the pair (clientAppId, directoryTenantId): a client app ID alone proves nothing, since
 * any directory can hold a service principal of a multi-tenant app.
 */
#ifndef REGISTRY_APP_H
#define REGISTRY_APP_H

#include "base/jsonread.h"
#include "base/jsonwrite.h"

#define APP_NAME_MAX_POINTS 100

/* No registration is longer as JSON. */
#define APP_JSON_BYTES_MAX 65536

/* What a registered app may do on the reviews plane; bits. */
enum permission {
	PERMISSION_NONE = 0, /* any registered app */
	PERMISSION_READ = 1,
	PERMISSION_SUBMIT = 2,
	PERMISSION_EXPORT = 4,
	PERMISSION_ALL = 7
};

/* "Reviews.Read", and so on, with their bits. */
extern const struct field_name app_permissions[];

struct app {
	struct guid id;
	struct text name;
	struct guid client_app_id;
	struct guid directory_tenant_id;
	bool enabled;
	uint32_t permissions;
	bool accepts_user_tokens; /* delegated tokens pass too */
	bool accepts_public_clients; /* tokens of clients that did not authenticate pass too */
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

/* A registration with the defaults of the plain three-field form. */
struct app app_make(void);

/* Puts the defaults back where a merge patch said null, and refuses null for required fields. */
void app_clear_fields(struct app *app, struct field_reader *reader);

/* Refuses the server's fields in the body unless they say what `current` says (NULL: there is no
 * such registration yet). */
void app_check_server_fields(
	struct field_reader *reader, const struct jsonread_node *body, const struct app *current);

/* Whether two registrations have the same values in all fields that an admin sets. */
bool app_same(const struct app *a, const struct app *b);

/* Entity tag, with quotes: stands for all but last_used_at_ms and call_count. */
struct text app_etag(struct arena *arena, const struct app *app);

/* Writes the resource as a JSON object. */
void app_write(struct jsonwrite *out, const struct app *app);

/* Writes the members that an admin sets, and the id: an entry of the settings document. */
void app_write_entry(struct jsonwrite *out, const struct app *app);

/* The same as a text in the arena; absent for NULL. */
struct text app_entry_text(struct fault *fault, const struct app *app);

#endif
