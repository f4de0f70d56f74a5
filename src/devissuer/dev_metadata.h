/*
 * dev_metadata: what the issuer publishes about itself.
 */
#ifndef DEVISSUER_DEV_METADATA_PRIVATE_H
#define DEVISSUER_DEV_METADATA_PRIVATE_H

#include "devissuer/dev_call.h"

/* OpenID Connect Discovery 1.0 §4.2, with Entra's members. */
void dev_metadata_discovery(struct dev_call *call);

/* The JWK set (RFC 7517 §5), with Entra's members and without `alg`. */
void dev_metadata_keys(struct dev_call *call);

/* The same of the OpenID provider: its keys, one a type, have `alg`. */
void dev_metadata_provider(struct dev_call *call);
void dev_metadata_provider_keys(struct dev_call *call);

/* Gives the answer that /control/fail has asked for. */
void dev_metadata_fail(struct dev_call *call, const struct dev_fault *plan);

/* What the issuer is and where its endpoints are, as plain text. */
void dev_metadata_help(struct dev_call *call);

#endif
