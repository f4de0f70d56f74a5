/*
 * dev_issuer: a token issuer for development and tests that imitates Entra.
 *
 * The issuer supports the client credentials grant and the authorization code flow. For these
 * grants, and for APIs that validate the tokens, it imitates the paths, documents, claims and
 * errors of Microsoft Entra ID. Under /openid it acts as an OpenID provider that issues RFC 9068
 * access tokens. The issuer accepts every client secret and asks for no password, so it must listen
 * only on loopback addresses. Thread-safe.
 */
#ifndef DEVISSUER_DEV_ISSUER_H
#define DEVISSUER_DEV_ISSUER_H

#include "base/clock.h"
#include "http/message.h"

struct dev_issuer;

struct dev_issuer_options {
	const char *base_url; /* see dev_issuer_set_base_url(); NULL: set it later */
	const char *cloud; /* the `cloud_instance_name` in documents; NULL: "microsoftonline.com";
			      must outlive the issuer */
	const struct clock *clock; /* wall clock; NULL: the system clock; must outlive the issuer */
};

/* Creates an issuer with two published signing keys. Takes about 0.2 s. */
struct dev_issuer *dev_issuer_new(const struct dev_issuer_options *options);
void dev_issuer_free(struct dev_issuer *issuer);

/* Sets the URL at which clients reach the issuer, without a trailing slash, e.g.
 * "http://127.0.0.1:4000". Copies the URL. */
void dev_issuer_set_base_url(struct dev_issuer *issuer, struct text base_url);

/* Handles one HTTP request and fills in the response, which lives in the arena of the request.
 * Blocks for the delay set with /control/stall. */
void dev_issuer_serve(
	struct dev_issuer *issuer, const struct request *request, struct response *response);

#endif
