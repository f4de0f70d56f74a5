/*
 * dev_issuer: a token issuer for development and tests that imitates Entra.
 *
 * It reproduces the paths, documents, claims and errors of Microsoft Entra ID as far as an API that
 * validates client credentials tokens can see them, and the sign-in of users with the authorization
 * code flow. Under /openid it is an OpenID provider with RFC 9068 access tokens and without
 * directories. It accepts every client secret and asks for no password, so it must listen only on
 * loopback addresses. It owns its keys and counters; a response lives in the arena of its request.
 * Thread-safe.
 */
#ifndef DEVISSUER_DEV_ISSUER_H
#define DEVISSUER_DEV_ISSUER_H

#include "base/clock.h"
#include "http/message.h"

struct dev_issuer;

/* The pointers must outlive the issuer. */
struct dev_issuer_options {
	const char *base_url; /* e.g. "http://127.0.0.1:4000"; NULL: set it later; copied */
	const char *cloud; /* cloud_instance_name; NULL: "microsoftonline.com" */
	const struct clock *clock; /* NULL: the system clock */
};

/* Creates an issuer with two published signing keys. Takes about 0.2 s. */
struct dev_issuer *dev_issuer_new(const struct dev_issuer_options *options);
void dev_issuer_free(struct dev_issuer *issuer);

/* Sets the URL at which clients reach the issuer, without a trailing slash; copied. */
void dev_issuer_set_base_url(struct dev_issuer *issuer, struct text base_url);

/* Handles one request, without sockets. Sleeps if /control/stall requested it. */
void dev_issuer_serve(
	struct dev_issuer *issuer, const struct request *request, struct response *response);

#endif
