/*
 * discovery: parser for OpenID discovery documents: finds the URLs of the key set and of the
 * sign-in endpoints.
 *
 * Source: OpenID Connect Discovery 1.0, sections 3 and 4.3.
 */
#ifndef AUTH_DISCOVERY_PRIVATE_H
#define AUTH_DISCOVERY_PRIVATE_H

#include "auth/issuer.h"

#define METADATA_BYTES_MAX ((size_t)64 * 1024)
#define METADATA_URL_BYTES_MAX 2048

/* Returns the jwks_uri of a document that belongs to this endpoint, in `arena`: 1 to
 * METADATA_URL_BYTES_MAX visible ASCII characters. Returns an absent text, with the reason in
 * *ret_why, if the document is malformed or belongs to another endpoint. Does not check that the
 * URL is allowed: fetch does. */
struct text discovery_read(struct arena *arena, const struct jwks_endpoint *endpoint,
	struct text document, struct text *ret_why);

struct discovery_endpoints {
	struct text authorization, token;
};

/* Reads the sign-in endpoints of an Entra directory, in `arena`. Their URLs follow the rules above
 * and must begin with the authority of the cloud. Returns false, with the reason in *ret_why, on
 * failure. */
bool discovery_read_endpoints(struct arena *arena, const struct jwks_endpoint *endpoint,
	struct text document, struct discovery_endpoints *ret_endpoints, struct text *ret_why);

#endif
