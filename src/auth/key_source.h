/*
 * key_source: one directory's keys for one token version: fetching them, judging them, keeping them
 * in a file. Only keyset.c uses it, and holds its lock while it does.
 */
#ifndef AUTH_KEY_SOURCE_PRIVATE_H
#define AUTH_KEY_SOURCE_PRIVATE_H

#include <stdatomic.h>

#include "auth/keyset.h"
#include "base/hash.h"

/* A key set that lives until its last borrower gives it back. */
struct keyset_loan {
	atomic_int users;
	struct jwk_set *set;
};

enum key_source_stage {
	KEY_SOURCE_IDLE,
	KEY_SOURCE_WANTED, /* the thread shall fetch */
	KEY_SOURCE_METADATA, /* OpenID metadata is being fetched */
	KEY_SOURCE_KEYS /* the key set is being fetched */
};

struct key_source {
	struct key_source *next;
	struct guid directory;
	enum token_version version;
	enum key_source_stage stage;
	struct keyset_waiter *waiters;
	struct keyset_loan *loan; /* the last good keys, or NULL */
	struct hash digest; /* of the key set's text: tells a change */
	int64_t fetched_ms; /* wall clock: when the keys were fetched */
	int64_t attempted_ms; /* monotonic: last fetch begun; 0 never */
	int64_t forced_ms; /* monotonic: last fetch for an unknown kid; 0 never */
	bool failed; /* the last fetch brought nothing */
	bool looked_at_file;
	char *keys_url; /* jwks_uri of the last good metadata, or NULL */
};

/* A fetch has ended: what it takes to go on. */
struct key_source_news {
	const struct cloud *cloud;
	const struct fetch *fetch;
	int64_t now_ms; /* wall clock */
	struct arena *arena;
	const struct fetch_result *result;
};

struct key_source *key_source_new(struct guid directory, enum token_version version);
void key_source_free(struct key_source *source);

struct keyset_loan *key_source_lend(struct keyset_loan *loan);
void key_source_give_back(struct keyset_loan *loan);

/* Begins a fetch: of the keys alone when their URL is known, else of the metadata first. */
void key_source_start(
	struct key_source *source, const struct cloud *cloud, const struct fetch *fetch);

enum key_source_outcome {
	KEY_SOURCE_GOES_ON, /* the next document is being fetched */
	KEY_SOURCE_CHANGED, /* other keys than before are installed */
	KEY_SOURCE_SAME, /* the same keys as before have been fetched */
	KEY_SOURCE_FAILED /* *ret_why says why; the last good keys stay */
};

/* Goes on with what was fetched: metadata leads to the keys, keys are installed. */
enum key_source_outcome key_source_take(
	struct key_source *source, const struct key_source_news *news, struct text *ret_why);

/* Replaces the keys; NULL drops them. Takes the set over. */
void key_source_install(struct key_source *source, struct jwk_set *set, int64_t fetched_ms);

/* Makes the next fetch begin with the metadata. */
void key_source_forget_url(struct key_source *source);

/* The key file: reading and writing look only at the source's directory and version, so that no
 * lock is needed. *ret_why is set when writing fails. */
struct jwk_set *key_source_read_file(const struct key_source *source, const struct cloud *cloud,
	const char *key_dir, int64_t *ret_fetched_ms);
void key_source_write_file(const struct key_source *source, const struct cloud *cloud,
	const char *key_dir, struct arena *arena, struct text document, struct text *ret_why);

#endif
