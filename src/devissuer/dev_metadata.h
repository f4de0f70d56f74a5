/*
 * dev_metadata: the documents that the issuer publishes about itself.
 */
#ifndef DEVISSUER_DEV_METADATA_PRIVATE_H
#define DEVISSUER_DEV_METADATA_PRIVATE_H

#include "devissuer/dev_call.h"

/* Responds with Entra's discovery document (OpenID Connect Discovery 1.0 section 4.2, with Entra's
 * members). */
void dev_metadata_discovery(struct dev_call *call);

/* Responds with Entra's JWK set (RFC 7517 §5), with Entra's members and without `alg`. */
void dev_metadata_keys(struct dev_call *call);

/* The same for the OpenID provider, which has one key per type, with `alg`. */
void dev_metadata_provider(struct dev_call *call);
void dev_metadata_provider_keys(struct dev_call *call);

/* Responds with the failure that /control/fail requested. */
void dev_metadata_fail(struct dev_call *call, const struct dev_fault *plan);

/* Responds with a description of the issuer and its endpoints, as plain text. */
void dev_metadata_help(struct dev_call *call);

#endif
