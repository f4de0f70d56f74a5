/*
 * discovery: reads the URLs of the key set and of the sign-in endpoints from OpenID metadata
 * (OpenID Connect Discovery 1.0 §3 and §4.3).
 */
#ifndef AUTH_DISCOVERY_PRIVATE_H
#define AUTH_DISCOVERY_PRIVATE_H

#include "auth/issuer.h"

#define METADATA_BYTES_MAX ((size_t)64 * 1024)
#define METADATA_URL_BYTES_MAX 2048

/* Returns the `jwks_uri` of a metadata document, in `arena`. The URL consists of 1 to
 * METADATA_URL_BYTES_MAX visible ASCII characters. The function does not call
 * fetch_is_allowed_url(), because every fetch calls that function. If the document is malformed or
 * does not belong to the endpoint, returns an absent text and stores the reason in *ret_why. */
struct text discovery_read(struct arena *arena, const struct jwks_endpoint *endpoint,
	struct text document, struct text *ret_why);

struct discovery_endpoints {
	struct text authorization, token;
};

/* Like discovery_read(), but reads the URLs of the authorization and token endpoints of an Entra
 * directory. Both URLs must begin with the authority of the cloud. On failure, stores the reason in
 * *ret_why and returns false. */
bool discovery_read_endpoints(struct arena *arena, const struct jwks_endpoint *endpoint,
	struct text document, struct discovery_endpoints *ret_endpoints, struct text *ret_why);

#endif
