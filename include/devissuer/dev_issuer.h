/*
 * dev_issuer: a token issuer for development and tests that imitates Entra.
 *
 * The issuer supports the client credentials grant and the authorization code flow. It imitates the
 * paths, documents, claims and errors of Microsoft Entra ID. The imitation covers only these two
 * grants and the validation of tokens. Under /openid, the issuer acts as an OpenID provider that
 * issues RFC 9068 access tokens. The issuer must listen only on loopback addresses, because it
 * accepts every client secret and asks for no password. Thread-safe.
 */
#ifndef DEVISSUER_DEV_ISSUER_H
#define DEVISSUER_DEV_ISSUER_H

#include "base/clock.h"
#include "http/message.h"

struct dev_issuer;

struct dev_issuer_options {
	const char *base_url; /* NULL: call dev_issuer_set_base_url() later */
	const char *cloud; /* the `cloud_instance_name` in documents; NULL: "microsoftonline.com";
			      must outlive the issuer */
	const struct clock *clock; /* wall clock; NULL: the system clock; must outlive the issuer */
};

/* Creates an issuer with two published signing keys. Takes about 0.2 s. */
struct dev_issuer *dev_issuer_new(const struct dev_issuer_options *options);
void dev_issuer_free(struct dev_issuer *issuer);

/* Sets the URL at which clients reach the issuer, e.g. "http://127.0.0.1:4000". The URL must not
 * end with a slash. Copies the URL. */
void dev_issuer_set_base_url(struct dev_issuer *issuer, struct text base_url);

/* Handles an HTTP request and fills in the response. The response lives in the arena of the
 * request. If a client has set a delay with /control/stall, blocks for this time. */
void dev_issuer_serve(
	struct dev_issuer *issuer, const struct request *request, struct response *response);

#endif
