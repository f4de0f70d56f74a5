/*
 * app: the record of an S2S app registration, its input fields and its JSON form.
 *
 * The pair of client app ID and directory (tenant) ID identifies a registration. The client app ID
 * alone is not sufficient, because any directory can issue tokens to a multi-tenant app.
 */
#ifndef REGISTRY_APP_H
#define REGISTRY_APP_H

#include "base/jsonread.h"
#include "base/jsonwrite.h"

#define APP_NAME_MAX_POINTS 100

/* Maximum size of a registration serialized as JSON, in bytes. */
#define APP_JSON_BYTES_MAX 65536

/* The permissions that a registration can grant on the reviews plane, as bits. */
enum permission {
	PERMISSION_NONE = 0, /* as a requirement: every registered app is accepted */
	PERMISSION_READ = 1,
	PERMISSION_SUBMIT = 2,
	PERMISSION_EXPORT = 4,
	PERMISSION_ALL = 7
};

/* The names "Reviews.Read", "Reviews.Submit" and "Reviews.Export" and the bit of each permission.
 */
extern const struct field_name app_permissions[];

struct app {
	struct guid id;
	struct text name;
	struct guid client_app_id;
	struct guid directory_tenant_id;
	bool enabled;
	uint32_t permissions;
	bool accepts_user_tokens; /* accepts delegated tokens in addition to app-only tokens */
	bool accepts_public_clients; /* also accepts tokens of public clients (RFC 6749 section 2.1)
				      */
	struct text notes; /* absent if there are none */
	int64_t expires_at_ms; /* 0: never expires */
	int64_t revision;
	int64_t created_at_ms;
	struct text created_by;
	int64_t last_modified_at_ms;
	struct text last_modified_by;
	int64_t last_used_at_ms; /* 0: never used; does not affect the entity tag */
	int64_t call_count; /* does not affect the entity tag */
	int64_t deleted_at_ms; /* 0: not removed */
};

/* The fields that a request body may contain. */
extern const struct field_table app_fields;

/* Returns a registration in which all optional fields have their default values. The caller must
 * set the name, the client app ID and the directory ID. */
struct app app_make(void);

/* Gives each optional field its default value if a merge patch (RFC 7396) has set the field to
 * null. Adds an error to the reader's fault for each required field that the patch has set to null.
 */
void app_clear_fields(struct app *app, struct field_reader *reader);

/* Adds an error to the reader's fault for each read-only field in `body` whose value differs from
 * the value in `current`. `current` is NULL if the request creates a new registration. */
void app_check_server_fields(
	struct field_reader *reader, const struct jsonread_node *body, const struct app *current);

/* Returns true if all fields that an admin can set are equal in `a` and `b`. */
bool app_same(const struct app *a, const struct app *b);

/* Returns the registration's entity tag, including its double quotes. The tag changes whenever a
 * field other than last_used_at_ms or call_count changes. */
struct text app_etag(struct arena *arena, const struct app *app);

/* Writes the registration as a JSON object. */
void app_write(struct jsonwrite *out, const struct app *app);

/* Writes the registration as an entry of the settings document (registry/settings.h). The entry is
 * a JSON object with the id and the fields that an admin can set. */
void app_write_entry(struct jsonwrite *out, const struct app *app);

/* Returns the JSON object that app_write_entry() writes, allocated in the fault's arena. Returns an
 * absent text (base/text.h) if `app` is NULL or if the function cannot serialize the registration.
 */
struct text app_entry_text(struct fault *fault, const struct app *app);

#endif
