/*
 * sign_in: user sign-in at an Entra directory, which yields an access token: the authorization code
 * flow (RFC 6749 §4.1) with PKCE (RFC 7636, S256).
 *
 * The service stores nothing about a sign-in in progress. The browser keeps the login transaction
 * in a cookie; state and code verifier are derived from it with secret keys. A callback is
 * therefore accepted only from the browser that started the sign-in, and a stolen code is useless.
 * The directory's endpoints come from its OpenID metadata, which is refreshed after
 * refresh_interval_ms; after a failure it is not requested again for 5 s. Anybody can cause code
 * redemptions, so at most SIGN_IN_REDEMPTIONS_MAX run at the same time. The access token is not
 * validated here.
 *
 * Thread-safe. sign_in_url() and sign_in_redeem() may block on the directory: call them on worker
 * threads.
 */
#ifndef AUTH_SIGN_IN_H
#define AUTH_SIGN_IN_H

#include "auth/fetch.h"
#include "auth/issuer.h"
#include "base/clock.h"
#include "base/log.h"

#define SIGN_IN_REDEMPTIONS_MAX 2

struct sign_in;

/* Everything that the options point to must outlive the sign_in. */
struct sign_in_options {
	struct fetch fetch; /* borrowed */
	const struct log *log;
	const struct clock *steady; /* for ages and intervals */
	const struct issuer *entra;
	struct guid directory;
	const char *client_id;
	const char *secret_file; /* read for each redemption; empty: a public client */
	struct text scope;
	struct text state_key,
		verifier_key; /* secrets from which state and code verifier are derived */
	int64_t refresh_interval_ms;
};

struct sign_in *sign_in_new(const struct sign_in_options *options);
void sign_in_free(struct sign_in *sign_in);

/* Returns a new login transaction, which the browser must keep in a cookie. */
struct text sign_in_begin_transaction(struct arena *arena);

/* Returns the `state` that the callback for this transaction must carry. */
struct text sign_in_state(
	const struct sign_in *sign_in, struct arena *arena, struct text transaction);

/* Builds the URL of the directory's sign-in page. The directory redirects the browser to
 * `redirect_uri`. Fetches the metadata if necessary. Returns REFUSAL_SIGN_IN_UNAVAILABLE if the
 * endpoints are not known. */
enum refusal sign_in_url(struct sign_in *sign_in, struct arena *arena, struct text transaction,
	struct text redirect_uri, struct text *ret_url);

/* An authorization code to redeem. The caller fills the first group. */
struct sign_in_redemption {
	struct arena *arena;
	struct text transaction, code, redirect_uri;

	struct text token; /* the access token */
	const char *error; /* for REFUSAL_SIGN_IN_REFUSED: the directory's error, mapped by
			      sign_in_error() */
};

/* Redeems the code at the directory. Returns REFUSAL_SIGN_IN_REFUSED if the directory rejects the
 * code, and REFUSAL_SIGN_IN_UNAVAILABLE for any other failure, including too many redemptions at a
 * time. */
enum refusal sign_in_redeem(struct sign_in *sign_in, struct sign_in_redemption *redemption);

/* Returns the error code with this name if RFC 6749 (sections 4.1.2.1 and 5.2) or OpenID Connect
 * Core 1.0 (section 3.1.2.6) defines it, else "server_error". The result is never external text. */
const char *sign_in_error(struct text name);

#endif
