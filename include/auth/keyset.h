/*
 * keyset: the signing keys of every directory that is asked for, fetched in the background.
 *
 * Promises: callers never wait inside; they get the key, a refusal, or are told to wait and are
 * woken. One thread fetches, each directory and version at most once at a time. An unknown key id
 * causes a fetch at most every forced_refresh_interval, counted from the attempt. The last good
 * keys serve until the stale limit, also after a restart (key files). A slow or broken directory
 * delays no other.
 */
#ifndef AUTH_KEYSET_H
#define AUTH_KEYSET_H

#include "auth/cloud.h"
#include "auth/fetch.h"
#include "auth/jwk.h"
#include "base/clock.h"
#include "base/log.h"

struct keyset;

struct keyset_options {
	const struct cloud *cloud;
	const struct clock *clock;
	const struct log *log;
	struct fetch fetch; /* owned from keyset_start() on */
	const char *key_dir; /* folder of the key files */
	int64_t refresh_interval_ms;
	int64_t forced_refresh_interval_ms;
	int64_t stale_limit_ms;
};

enum keyset_answer {
	KEYSET_FOUND,
	KEYSET_UNKNOWN_KID, /* the directory's keys are fresh, and this one is not among them */
	KEYSET_UNAVAILABLE, /* nothing can be said now: the keys could not be fetched */
	KEYSET_WAIT /* the waiter will be woken */
};

/* Someone who waits for a fetch. wake() is called once, from the keyset's thread, when the fetch
 * has ended or at the deadline; it must not wait. */
struct keyset_waiter {
	void (*wake)(struct keyset_waiter *waiter);
	int64_t deadline_ms; /* by clock_monotonic_ms() */
	struct keyset_waiter *next;
};

/* A key on loan: give it back with keyset_return(). */
struct keyset_key {
	const struct jwk *key;
	struct keyset_loan *loan;
};

struct keyset *keyset_start(const struct keyset_options *options);

/* Wakes every waiter, ends the thread. No key may be on loan. */
void keyset_stop(struct keyset *keyset);

/* The directory's key of that id. With a waiter a fetch may be started and KEYSET_WAIT answered;
 * without one (NULL) the answer is final. */
enum keyset_answer keyset_find(struct keyset *keyset, struct guid directory,
	enum token_version version, struct text kid, struct keyset_waiter *waiter,
	struct keyset_key *ret_key);
void keyset_return(struct keyset_key *key);

/* Moves whenever any directory's keys change or grow stale: verdicts of an older generation are
 * void. Never 0. */
int64_t keyset_generation(struct keyset *keyset);

#endif
