/*
 * sign_in: people sign in at a directory of Entra, and this service gets an access token of theirs:
 * the authorization code flow (RFC 6749 §4.1) with PKCE (RFC 7636, S256).
 *
 * Promises: nothing is kept of a sign-in that is under way. The browser holds a transaction, from
 * which state and code verifier are derived by a key that nobody else has: so what comes back
 * belongs to the browser that went, and a code is of use to nobody else. The directory's endpoints
 * are read from its OpenID metadata, anew after the refresh interval; a failed attempt is not
 * repeated for 5 s. Strangers can make the service redeem codes, so it does no more than
 * SIGN_IN_REDEMPTIONS_MAX at a time. The token has been judged by nobody yet. Thread-safe; what
 * asks the directory waits for it, so it is for worker threads.
 */
#ifndef AUTH_SIGN_IN_H
#define AUTH_SIGN_IN_H

#include "auth/fetch.h"
#include "auth/issuer.h"
#include "base/clock.h"
#include "base/log.h"

#define SIGN_IN_REDEMPTIONS_MAX 2

struct sign_in;

/* What is pointed at must outlive the sign_in. */
struct sign_in_options {
	struct fetch fetch; /* borrowed */
	const struct log *log;
	const struct clock *steady; /* counts ages and pauses */
	const struct issuer *entra;
	struct guid directory;
	const char *client_id;
	const char *secret_file; /* read for each code; empty: a public client */
	struct text scope;
	struct text state_key, verifier_key; /* what states and verifiers are derived with */
	int64_t refresh_interval_ms;
};

struct sign_in *sign_in_new(const struct sign_in_options *options);
void sign_in_free(struct sign_in *sign_in);

/* What the browser is to hold while it is away. */
struct text sign_in_begin_transaction(struct arena *arena);

/* What must come back with it. */
struct text sign_in_state(
	const struct sign_in *sign_in, struct arena *arena, struct text transaction);

/* Where to send the browser, which is to come back to `redirect_uri`. Asks the directory now and
 * then. REFUSAL_SIGN_IN_UNAVAILABLE: its endpoints are not known. */
enum refusal sign_in_url(struct sign_in *sign_in, struct arena *arena, struct text transaction,
	struct text redirect_uri, struct text *ret_url);

/* A code that has come back. The asker fills the first part. */
struct sign_in_redemption {
	struct arena *arena;
	struct text transaction, code, redirect_uri;

	struct text token; /* the access token */
	const char
		*error; /* of REFUSAL_SIGN_IN_REFUSED: the directory's, as sign_in_error() has it */
};

/* Redeems the code at the directory. REFUSAL_SIGN_IN_UNAVAILABLE: it could not be asked now;
 * REFUSAL_SIGN_IN_REFUSED: it does not take the code, or gives no token for it. */
enum refusal sign_in_redeem(struct sign_in *sign_in, struct sign_in_redemption *redemption);

/* The error code of that name, out of those that RFC 6749 (§4.1.2.1, §5.2) and OpenID Connect Core
 * 1.0 (§3.1.2.6) define; else "server_error". Never text from outside. */
const char *sign_in_error(struct text name);

#endif
