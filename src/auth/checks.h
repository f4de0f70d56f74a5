/*
 * checks: every check of a token, in the order in which they decide, in one table.
 *
 * The guard runs them up to the first refusal; a diagnosis runs all whose needs are met, and lets
 * each say what it expected and found. So both judge alike.
 */
#ifndef AUTH_CHECKS_PRIVATE_H
#define AUTH_CHECKS_PRIVATE_H

#include "auth/guard_question.h"
#include "auth/header_cache.h"
#include "auth/jws.h"
#include "auth/keyset.h"

/* When a check decides. */
enum check_stage {
	CHECK_FORM, /* before any key is looked for */
	CHECK_KEY, /* key and signature */
	CHECK_CLAIMS, /* what stays true of a payload */
	CHECK_TIME, /* from here on: on every request, also for a token seen before */
	CHECK_CALLER /* the registration, or what the configuration says of admins */
};

/* For whose calls a check decides; bits. */
enum check_plane { CHECK_FOR_APPS = 1, CHECK_FOR_ADMINS = 2, CHECK_FOR_ALL = 3 };

/* What checks establish for those behind them; bits. */
enum check_fact {
	FACT_SPLIT = 1,
	FACT_HEADER = 2,
	FACT_ALGORITHM = 4,
	FACT_KID = 8,
	FACT_PAYLOAD = 16,
	FACT_ISSUER = 32,
	FACT_VERSION = 64,
	FACT_DIRECTORY = 128,
	FACT_ADMITTED = 256, /* the directory has a registration, or admins: keys may be fetched */
	FACT_KEY = 512,
	FACT_TIMES = 1024,
	FACT_CLIENT = 2048,
	FACT_KIND = 4096,
	FACT_ENTRY = 8192
};

/* One token under examination. */
struct examination {
	struct arena *arena;
	const struct claims_policy *policy;
	struct keyset *keyset;
	struct header_cache *headers;
	struct guard_question *question;
	struct jws jws;
	bool header_is_new; /* it was read, not found */
	struct claims_head head;
	struct keyset_key key; /* to give back with checks_end() */
	struct claims claims;
	const struct app_entry *entry; /* NULL for an admin */
	bool explains; /* a diagnosis: an admin asks, and asks for everything */
	bool waits; /* the key check refused for now: run it again when the waiter was woken */
};

/* What a check wanted and saw, in words; texts live in the examination's arena. */
struct check_note {
	struct text expected, found;
};

struct check {
	const char *name;
	enum check_stage stage;
	enum check_plane planes;
	unsigned int needs, gives; /* facts */
	enum refusal (*run)(struct examination *e);
	struct check_note (*explain)(const struct examination *e);
};

extern const struct check checks_table[];
extern const size_t checks_count;

/* Whether the check decides for the plane of the question. */
bool checks_concern(const struct check *check, const struct guard_question *question);

/* Runs the question's checks of those stages, up to the first refusal. */
enum refusal checks_run(struct examination *e, enum check_stage first, enum check_stage last);

/* Gives back the key. */
void checks_end(struct examination *e);

/* Explanations, by check (check_notes.c). They are called only when the check's needs were met. */
struct check_note check_notes_size(const struct examination *e);
struct check_note check_notes_header(const struct examination *e);
struct check_note check_notes_algorithm(const struct examination *e);
struct check_note check_notes_parameters(const struct examination *e);
struct check_note check_notes_kid(const struct examination *e);
struct check_note check_notes_payload(const struct examination *e);
struct check_note check_notes_known_issuer(const struct examination *e);
struct check_note check_notes_allowed(const struct examination *e);
struct check_note check_notes_type(const struct examination *e);
struct check_note check_notes_version(const struct examination *e);
struct check_note check_notes_directory(const struct examination *e);
struct check_note check_notes_registered_directory(const struct examination *e);
struct check_note check_notes_admin_directory(const struct examination *e);
struct check_note check_notes_key(const struct examination *e);
struct check_note check_notes_key_origin(const struct examination *e);
struct check_note check_notes_signature(const struct examination *e);
struct check_note check_notes_issuer(const struct examination *e);
struct check_note check_notes_audience(const struct examination *e);
struct check_note check_notes_times(const struct examination *e);
struct check_note check_notes_client(const struct examination *e);
struct check_note check_notes_kind(const struct examination *e);
struct check_note check_notes_expiry(const struct examination *e);
struct check_note check_notes_start(const struct examination *e);
struct check_note check_notes_registration(const struct examination *e);
struct check_note check_notes_enabled(const struct examination *e);
struct check_note check_notes_registration_expiry(const struct examination *e);
struct check_note check_notes_user_tokens(const struct examination *e);
struct check_note check_notes_public_clients(const struct examination *e);
struct check_note check_notes_caller_directory(const struct examination *e);
struct check_note check_notes_admin_client(const struct examination *e);
struct check_note check_notes_admin_secret(const struct examination *e);
struct check_note check_notes_admin_role(const struct examination *e);

#endif
