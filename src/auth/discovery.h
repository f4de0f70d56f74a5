/*
 * discovery: the OpenID discovery document of a key place, read for the URL of its keys, or for
 * those where users sign in.
 *
 * Source: OpenID Connect Discovery 1.0 §3, §4.3.
 */
#ifndef AUTH_DISCOVERY_PRIVATE_H
#define AUTH_DISCOVERY_PRIVATE_H

#include "auth/issuer.h"

#define METADATA_BYTES_MAX ((size_t)64 * 1024)
#define METADATA_URL_BYTES_MAX 2048

/* The jwks_uri of a document that speaks of this place, in `arena`: 1 to METADATA_URL_BYTES_MAX
 * visible ASCII characters. Absent when the document is none, or speaks of something else;
 * *ret_why then says so. Whether the URL may be fetched is not judged here, but by fetch. */
struct text discovery_read(struct arena *arena, const struct jwks_endpoint *endpoint,
	struct text document, struct text *ret_why);

struct discovery_endpoints {
	struct text authorization, token;
};

/* The endpoints of a place of Entra's, in `arena`; URLs as above, below the place's authority.
 * False, and *ret_why says so, as above. */
bool discovery_read_endpoints(struct arena *arena, const struct jwks_endpoint *endpoint,
	struct text document, struct discovery_endpoints *ret_endpoints, struct text *ret_why);

#endif
