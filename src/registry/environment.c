#include "registry/environment.h"

#include "base/base64url.h"

#define SECRET_BYTES 32

static enum status make(struct db *db, struct guid id, int64_t now_ms, struct fault *fault)
{
	return db_do(db, fault,
		"INSERT INTO environment (singleton, id, secret, created_at_ms) "
		"VALUES (1, $1, $2, $3) ON CONFLICT (singleton) DO NOTHING",
		DB_ARGS(DB_TEXT(guid_text(fault->arena, guid_is_zero(id) ? guid_new(now_ms) : id)),
			DB_TEXT(base64url_random(fault->arena, SECRET_BYTES)), DB_INT(now_ms)));
}

enum status environment_load(struct db *db, struct guid wanted, int64_t now_ms,
	struct environment *ret_environment, struct fault *fault)
{
	struct db_cursor rows;
	enum status status = make(db, wanted, now_ms, fault);
	bool good = false;

	if (status != STATUS_OK)
		return status;
	db_query(&rows, db, "SELECT id, secret FROM environment WHERE singleton = 1", DB_NO_ARGS);
	if (db_next(&rows))
		good = guid_parse_strict(db_text(&rows, 0), &ret_environment->id) &&
			base64url_decode(fault->arena, db_text(&rows, 1),
				&ret_environment->secret) == BASE64URL_GOOD &&
			ret_environment->secret.length == SECRET_BYTES;
	status = db_end(&rows, fault);
	if (status != STATUS_OK)
		return status;
	if (!good)
		return fault_set(fault, STATUS_INTERNAL, "EnvironmentUnreadable",
			"The environment row of the database cannot be read.");
	if (!guid_is_zero(wanted) && !guid_equal(wanted, ret_environment->id))
		return fault_set(fault, STATUS_CONFLICT, "OtherEnvironment",
			"The database belongs to environment %s, not to environment.id of the "
			"configuration; one database serves one environment.",
			guid_text(fault->arena, ret_environment->id).data);
	return STATUS_OK;
}
