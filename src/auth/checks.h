/*
 * checks: the table of all token checks, in the order in which they run.
 *
 * The guard stops at the first refusal. A diagnosis runs every check whose `needs` are met, and
 * reports what each check expected and found. The guard and the diagnosis always agree, because
 * they use the same table.
 */
#ifndef AUTH_CHECKS_PRIVATE_H
#define AUTH_CHECKS_PRIVATE_H

#include "auth/auth_request.h"
#include "auth/jose_header_cache.h"
#include "auth/jwks_cache.h"
#include "auth/jws.h"

/* The stages run in this order. */
enum check_stage {
	STAGE_SYNTAX, /* all checks that run before the key is looked up */
	STAGE_SIGNATURE, /* checks of the key and the signature */
	STAGE_CLAIMS, /* checks of claims that do not depend on the current time */
	STAGE_TIME, /* checks of the token's times; run on every request, even for a cached token */
	STAGE_CALLER /* checks of the app registration or the admin policy; also run on every
			request */
};

/* The planes to which a check applies, as bits. */
enum check_plane { CHECK_FOR_APPS = 1, CHECK_FOR_ADMINS = 2, CHECK_FOR_ALL = 3 };

/* Each bit is a fact that a check establishes if it passes. Later checks may need this fact. */
enum check_fact {
	FACT_SEGMENTS = 1,
	FACT_HEADER = 2,
	FACT_ALGORITHM = 4,
	FACT_KID = 8,
	FACT_PAYLOAD = 16,
	FACT_ISSUER = 32,
	FACT_VERSION = 64,
	FACT_DIRECTORY = 128,
	FACT_DIRECTORY_ADMITTED = 256, /* the directory has a registration or is an admin directory;
					  its keys may therefore be fetched */
	FACT_KEY = 512,
	FACT_LIFETIME = 1024,
	FACT_CLIENT = 2048,
	FACT_SUBJECT_TYPE = 4096,
	FACT_REGISTRATION = 8192
};

/* The state of the validation of one token. */
struct validation {
	struct arena *arena;
	const struct claims_policy *policy;
	struct jwks_cache *jwks_cache;
	struct jose_header_cache *headers;
	struct auth_request *auth;
	struct jws jws;
	bool header_is_new; /* the header was not in the cache `headers` */
	struct claims_context context;
	struct jwks_key_ref key; /* released by checks_end() */
	struct claims claims;
	const struct app_entry *entry; /* the app registration; NULL on the admin plane */
	bool is_diagnosis; /* an admin will read the result, which may therefore reveal more */
	bool is_pending; /* the key is being fetched; run the check again after the waiter is woken
			  */
};

/* Says in words what a check expected and what it found. The texts live in the arena of the
 * validation. */
struct check_report {
	struct text expected, found;
};

struct check {
	const char *name;
	enum check_stage stage;
	enum check_plane planes;
	unsigned int needs, gives; /* facts that the check requires, and that it establishes */
	enum refusal (*run)(struct validation *e);
	struct check_report (*explain)(const struct validation *e);
};

extern const struct check checks_table[];
extern const size_t checks_count;

/* Returns true if the check applies to the plane of this request. */
bool checks_apply(const struct check *check, const struct auth_request *auth);

/* Runs the checks of the stages `first` to `last`. Returns the first refusal, or REFUSAL_NONE if
 * all checks pass. */
enum refusal checks_run(struct validation *e, enum check_stage first, enum check_stage last);

/* Releases the key if a check has found a key. */
void checks_end(struct validation *e);

/* These functions are in check_report.c. Each function returns the report of one check. Call a
 * function only if the needs of its check are met and the check has run. */
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
