/*
 * sign_in: signs in a user at an Entra directory, and gets an access token for the user.
 *
 * The service uses the authorization code flow (RFC 6749 §4.1) with PKCE (RFC 7636, S256).
 *
 * The login transaction is a random text, which the browser keeps in a cookie. The service derives
 * the `state` and the code verifier from the transaction with secret keys. It therefore stores
 * nothing about a sign-in in progress. Only the browser that started a sign-in has the cookie. The
 * service therefore refuses a callback from another browser, and a stolen code cannot be redeemed.
 *
 * The URLs of the directory's endpoints come from the directory's OpenID metadata. The service
 * fetches the metadata again after refresh_interval_ms, but not within 5 s of a failed fetch. At
 * most SIGN_IN_REDEMPTIONS_MAX codes are redeemed at a time, because any client can send a code.
 * The caller must validate the access token.
 *
 * Thread-safe. Call sign_in_url() and sign_in_redeem() on worker threads, because they may block
 * until the directory responds.
 */
#ifndef AUTH_SIGN_IN_H
#define AUTH_SIGN_IN_H

#include "auth/fetch.h"
#include "auth/issuer.h"
#include "base/clock.h"
#include "base/log.h"

#define SIGN_IN_REDEMPTIONS_MAX 2

struct sign_in;

/* Everything that the options point to must outlive the struct sign_in. */
struct sign_in_options {
	struct fetch fetch; /* borrowed; only once() is used */
	const struct log *log;
	const struct clock *steady; /* monotonic clock, for the age of the metadata */
	const struct issuer *entra;
	struct guid directory; /* directory at which users sign in */
	const char *client_id; /* client app id of this service in the directory */
	const char *secret_file; /* file with the client secret, which is read for each redemption;
				    empty if the service is a public client */
	struct text scope; /* scope to request for the access token */
	struct text state_key; /* secret key from which `state` is derived */
	struct text verifier_key; /* secret key from which the code verifier is derived */
	int64_t refresh_interval_ms; /* age at which the metadata is fetched again */
};

struct sign_in *sign_in_new(const struct sign_in_options *options);
void sign_in_free(struct sign_in *sign_in);

/* Returns a new login transaction. The caller must store the transaction in a cookie of the
 * browser. */
struct text sign_in_begin_transaction(struct arena *arena);

/* Returns the `state` of this transaction. The caller must refuse a callback with another
 * `state`. */
struct text sign_in_state(
	const struct sign_in *sign_in, struct arena *arena, struct text transaction);

/* Builds the URL of the directory's sign-in page. After the sign-in, the directory redirects the
 * browser to `redirect_uri`. Returns REFUSAL_SIGN_IN_UNAVAILABLE if the metadata is not known and
 * cannot be fetched. */
enum refusal sign_in_url(struct sign_in *sign_in, struct arena *arena, struct text transaction,
	struct text redirect_uri, struct text *ret_url);

/* The redemption of an authorization code. */
struct sign_in_redemption {
	/* Set by the caller. */
	struct arena *arena; /* for the results */
	struct text transaction; /* from the cookie */
	struct text code; /* from the callback */
	struct text redirect_uri; /* as passed to sign_in_url() */

	/* Set by sign_in_redeem(). */
	struct text token; /* the access token, if the result is REFUSAL_NONE */
	const char *error; /* a result of sign_in_error(), if the result is
			      REFUSAL_SIGN_IN_REFUSED */
};

/* Redeems the code at the directory. Returns REFUSAL_SIGN_IN_REFUSED if the directory rejects the
 * request. Returns REFUSAL_SIGN_IN_UNAVAILABLE for any other failure, or if SIGN_IN_REDEMPTIONS_MAX
 * other redemptions are running. */
enum refusal sign_in_redeem(struct sign_in *sign_in, struct sign_in_redemption *redemption);

/* Returns the error code `name` as a static string if RFC 6749 (§4.1.2.1 and §5.2) or OpenID
 * Connect Core 1.0 (§3.1.2.6) defines it, else "server_error". The result is therefore safe to show
 * and to log. */
const char *sign_in_error(struct text name);

#endif
