/*
 * issuer_metadata: what the issuer publishes about itself.
 */
#ifndef DEVISSUER_ISSUER_METADATA_H
#define DEVISSUER_ISSUER_METADATA_H

#include "devissuer/issuer_call.h"

/* OpenID Connect Discovery 1.0 §4.2, with Entra's members. */
void issuer_metadata_discovery(struct issuer_call *call);

/* The JWK set (RFC 7517 §5), with Entra's members and without `alg`. */
void issuer_metadata_keys(struct issuer_call *call);

/* The same of the OpenID provider: its keys, one a type, have `alg`. */
void issuer_metadata_provider(struct issuer_call *call);
void issuer_metadata_provider_keys(struct issuer_call *call);

/* Gives the answer that /control/fail has asked for. */
void issuer_metadata_fail(struct issuer_call *call, const struct issuer_plan *plan);

/* What the issuer is and where its endpoints are, as plain text. */
void issuer_metadata_help(struct issuer_call *call);

#endif
