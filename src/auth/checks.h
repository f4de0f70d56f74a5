/*
 * checks: every check of a token, in the order in which they decide, in one table.
 *
 * The guard runs them up to the first refusal; a diagnosis runs all whose needs are met, and lets
 * each say what it expected and found. So both judge alike.
 */
#ifndef AUTH_CHECKS_PRIVATE_H
#define AUTH_CHECKS_PRIVATE_H

#include "auth/auth_request.h"
#include "auth/jose_header_cache.h"
#include "auth/jwks_cache.h"
#include "auth/jws.h"

/* When a check decides. */
enum check_stage {
	STAGE_SYNTAX, /* before any key is looked for */
	STAGE_SIGNATURE, /* key and signature */
	STAGE_CLAIMS, /* what stays true of a payload */
	STAGE_TIME, /* from here on: on every request, also for a token seen before */
	STAGE_CALLER /* the registration, or what the configuration says of admins */
};

/* For whose calls a check decides; bits. */
enum check_plane { CHECK_FOR_APPS = 1, CHECK_FOR_ADMINS = 2, CHECK_FOR_ALL = 3 };

/* What checks establish for those behind them; bits. */
enum check_fact {
	FACT_SEGMENTS = 1,
	FACT_HEADER = 2,
	FACT_ALGORITHM = 4,
	FACT_KID = 8,
	FACT_PAYLOAD = 16,
	FACT_ISSUER = 32,
	FACT_VERSION = 64,
	FACT_DIRECTORY = 128,
	FACT_DIRECTORY_ADMITTED =
		256, /* the directory has a registration, or admins: keys may be fetched */
	FACT_KEY = 512,
	FACT_LIFETIME = 1024,
	FACT_CLIENT = 2048,
	FACT_SUBJECT_TYPE = 4096,
	FACT_REGISTRATION = 8192
};

/* One token under validation. */
struct validation {
	struct arena *arena;
	const struct claims_policy *policy;
	struct jwks_cache *jwks_cache;
	struct jose_header_cache *headers;
	struct auth_request *auth;
	struct jws jws;
	bool header_is_new; /* it was read, not found */
	struct claims_context context;
	struct jwks_key_ref key; /* to give back with checks_end() */
	struct claims claims;
	const struct app_entry *entry; /* NULL for an admin */
	bool is_diagnosis; /* a diagnosis: an admin asks, and asks for everything */
	bool is_pending; /* the key check refused for now: run it again when the waiter was woken */
};

/* What a check wanted and saw, in words; texts live in the validation's arena. */
struct check_report {
	struct text expected, found;
};

struct check {
	const char *name;
	enum check_stage stage;
	enum check_plane planes;
	unsigned int needs, gives; /* facts */
	enum refusal (*run)(struct validation *e);
	struct check_report (*explain)(const struct validation *e);
};

extern const struct check checks_table[];
extern const size_t checks_count;

/* Whether the check decides for the plane of the auth. */
bool checks_apply(const struct check *check, const struct auth_request *auth);

/* Runs the question's checks of those stages, up to the first refusal. */
enum refusal checks_run(struct validation *e, enum check_stage first, enum check_stage last);

/* Gives back the key. */
void checks_end(struct validation *e);

/* Explanations, by check (check_notes.c). They are called only when the check's needs were met. */
struct check_report check_report_size(const struct validation *e);
struct check_report check_report_header(const struct validation *e);
struct check_report check_report_algorithm(const struct validation *e);
struct check_report check_report_parameters(const struct validation *e);
struct check_report check_report_kid(const struct validation *e);
struct check_report check_report_payload(const struct validation *e);
struct check_report check_report_known_issuer(const struct validation *e);
struct check_report check_report_allowed(const struct validation *e);
struct check_report check_report_type(const struct validation *e);
struct check_report check_report_version(const struct validation *e);
struct check_report check_report_directory(const struct validation *e);
struct check_report check_report_registered_directory(const struct validation *e);
struct check_report check_report_admin_directory(const struct validation *e);
struct check_report check_report_key(const struct validation *e);
struct check_report check_report_key_origin(const struct validation *e);
struct check_report check_report_signature(const struct validation *e);
struct check_report check_report_issuer(const struct validation *e);
struct check_report check_report_audience(const struct validation *e);
struct check_report check_report_times(const struct validation *e);
struct check_report check_report_client(const struct validation *e);
struct check_report check_report_subject_type(const struct validation *e);
struct check_report check_report_expiry(const struct validation *e);
struct check_report check_report_start(const struct validation *e);
struct check_report check_report_registration(const struct validation *e);
struct check_report check_report_enabled(const struct validation *e);
struct check_report check_report_registration_expiry(const struct validation *e);
struct check_report check_report_user_tokens(const struct validation *e);
struct check_report check_report_public_clients(const struct validation *e);
struct check_report check_report_caller_directory(const struct validation *e);
struct check_report check_report_admin_client(const struct validation *e);
struct check_report check_report_admin_secret(const struct validation *e);
struct check_report check_report_admin_role(const struct validation *e);

#endif
