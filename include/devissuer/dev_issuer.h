/*
 * dev_issuer: a token issuer in Entra's shape, for development and tests.
 *
 * Beside it, under /openid, an OpenID provider with access tokens by RFC 9068, which has no
 * directories.
 * Promises: the paths, documents, claims and errors of Microsoft Entra ID as far as an API that
 * checks client-credentials tokens can see them, and the sign-in of users by the authorization code
 * flow. It believes every client secret and asks for no password: whoever reaches it can be
 * anybody, so it is for loopback addresses only. Thread-safe; owns its keys and counts. What a
 * request is answered lives in the request's arena.
 */
#ifndef DEVISSUER_DEV_ISSUER_H
#define DEVISSUER_DEV_ISSUER_H

#include "base/clock.h"
#include "http/message.h"

struct dev_issuer;

/* The pointers must outlive the issuer. */
struct dev_issuer_options {
	const char *base_url; /* e.g. "http://127.0.0.1:4000"; NULL: set later; copied */
	const char *cloud; /* cloud_instance_name; NULL: "microsoftonline.com" */
	const struct clock *clock; /* NULL: the machine's */
};

/* Makes two published signing keys, which takes about 0.2 s. */
struct dev_issuer *dev_issuer_new(const struct dev_issuer_options *options);
void dev_issuer_free(struct dev_issuer *issuer);

/* Where clients reach the issuer, without a slash at the end; copied. */
void dev_issuer_set_base_url(struct dev_issuer *issuer, struct text base_url);

/* Answers one request, as plain call without sockets. Sleeps when /control/stall asked for it. */
void dev_issuer_serve(
	struct dev_issuer *issuer, const struct request *request, struct response *response);

#endif
