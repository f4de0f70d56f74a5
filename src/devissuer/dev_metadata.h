/*
 * dev_metadata: responds with the discovery documents and key sets of the issuer.
 */
#ifndef DEVISSUER_DEV_METADATA_PRIVATE_H
#define DEVISSUER_DEV_METADATA_PRIVATE_H

#include "devissuer/dev_call.h"

/* Responds with a discovery document like Entra's (OpenID Connect Discovery 1.0 §4.2), including
 * the members that only Entra has. */
void dev_metadata_discovery(struct dev_call *call);

/* Responds with a JWK Set like Entra's (RFC 7517 §5), including the members that only Entra has. As
 * in Entra, the keys have no `alg`. */
void dev_metadata_keys(struct dev_call *call);

/* The first function responds with the discovery document of the OpenID provider, the second with
 * its JWK Set. The keys of the JWK Set have `alg`. */
void dev_metadata_provider(struct dev_call *call);
void dev_metadata_provider_keys(struct dev_call *call);

/* Responds with the failure in plan->failure instead of the requested document. */
void dev_metadata_fail(struct dev_call *call, const struct dev_fault *plan);

/* Responds with a plain text that describes the issuer and lists its endpoints. */
void dev_metadata_help(struct dev_call *call);

#endif
