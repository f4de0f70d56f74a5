#include "registry/environment.h"

#include "base/base64url.h"
#include "base/hash.h"

#define SECRET_BYTES 32

/* Whether keys of permanent data (hashes that must still match later) are derived as well. In a
 * database created before keys were derived, such data uses the secret itself. */
enum { PERSON_KEYS_LEGACY, PERSON_KEYS_DERIVED };

static const struct {
	const char *label;
	bool is_for_good;
} purposes[ENVIRONMENT_KEYS] = {
	[ENVIRONMENT_EMAIL] = {"s2s-registry v1 e-mail", true},
	[ENVIRONMENT_SUBJECT] = {"s2s-registry v1 subject", true},
	[ENVIRONMENT_EXPORT_LINK] = {"s2s-registry v1 export link", false},
	[ENVIRONMENT_REPEAT] = {"s2s-registry v1 repeat", false},
	[ENVIRONMENT_SIGN_IN_STATE] = {"s2s-registry v1 sign-in state", false},
	[ENVIRONMENT_SIGN_IN_VERIFIER] = {"s2s-registry v1 sign-in verifier", false},
	[ENVIRONMENT_JOB_LINK] = {"s2s-registry v1 job link", false},
};

static struct text derive(struct arena *arena, struct text secret, const char *label)
{
	char *key = arena_alloc(arena, HASH_BYTES);

	hash_hkdf(secret, TEXT(""), text_from(label), key, HASH_BYTES);
	return (struct text){key, HASH_BYTES};
}

static bool fill_keys(
	struct arena *arena, struct text secret, int64_t version, struct environment *environment)
{
	if (version != PERSON_KEYS_LEGACY && version != PERSON_KEYS_DERIVED)
		return false;
	environment->legacy_key = version == PERSON_KEYS_LEGACY ? secret : TEXT_NONE;
	for (int i = 0; i < ENVIRONMENT_KEYS; i++)
		environment->keys[i] = purposes[i].is_for_good && version == PERSON_KEYS_LEGACY
			? secret
			: derive(arena, secret, purposes[i].label);
	return true;
}

static enum status make(struct db *db, struct guid id, int64_t now_ms, struct fault *fault)
{
	return db_exec(db, fault,
		"INSERT INTO environment "
		"(singleton, id, secret, created_at_ms, person_key_version) "
		"VALUES (1, $1, $2, $3, $4) ON CONFLICT (singleton) DO NOTHING",
		DB_ARGS(DB_TEXT(guid_text(fault->arena, guid_is_zero(id) ? guid_new(now_ms) : id)),
			DB_TEXT(base64url_random(fault->arena, SECRET_BYTES)), DB_INT(now_ms),
			DB_INT(PERSON_KEYS_DERIVED)));
}

enum status environment_load(struct db *db, struct guid wanted, int64_t now_ms,
	struct environment *ret_environment, struct fault *fault)
{
	enum { ID, SECRET, PERSON_KEY_VERSION };
	struct db_cursor rows;
	enum status status = make(db, wanted, now_ms, fault);
	struct text secret;
	bool good = false;

	if (status != STATUS_OK)
		return status;
	db_query(&rows, db,
		"SELECT id, secret, person_key_version FROM environment WHERE singleton = 1",
		DB_NO_ARGS);
	if (db_next(&rows))
		good = guid_parse_strict(db_text(&rows, ID), &ret_environment->id) &&
			base64url_decode(fault->arena, db_text(&rows, SECRET), &secret) ==
				BASE64URL_GOOD &&
			secret.length == SECRET_BYTES &&
			fill_keys(fault->arena, secret, db_int(&rows, PERSON_KEY_VERSION),
				ret_environment);
	status = db_end(&rows, fault);
	if (status != STATUS_OK)
		return status;
	if (!good)
		return fault_set(fault, STATUS_INTERNAL, "EnvironmentUnreadable",
			"The environment row of the database is unreadable; restore a backup.");
	if (!guid_is_zero(wanted) && !guid_equal(wanted, ret_environment->id))
		return fault_set(fault, STATUS_CONFLICT, "OtherEnvironment",
			"The database belongs to environment %s, not to environment.id of the "
			"configuration; one database serves one environment.",
			guid_text(fault->arena, ret_environment->id).data);
	return STATUS_OK;
}
