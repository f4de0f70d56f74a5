/*
 * issuer: who may issue tokens for this service: one Entra cloud, and any number of OpenID
 * providers with RFC 9068 access tokens.
 *
 * Promises: a directory belongs to one issuer only. Of an OpenID provider the configuration names
 * each directory; all others are Entra's. So no issuer can speak for another's directories.
 */
#ifndef AUTH_ISSUER_H
#define AUTH_ISSUER_H

#include "auth/algorithm.h"
#include "auth/cloud.h"
#include "auth/jwk.h"
#include "base/jsonread.h"

#define ISSUER_DIRECTORIES_MAX 64
#define ISSUER_CLIENT_NAME_BYTES_MAX 200

enum issuer_kind { ISSUER_ENTRA, ISSUER_OPENID };

/* What an OpenID provider's directory claim says, and the directory that it stands for. */
struct issuer_directory {
	struct text value; /* not empty */
	struct guid directory;
};

struct issuer {
	enum issuer_kind kind;
	const char *name; /* "entra", or that of the configuration's section */
	uint32_t algorithms; /* bits of enum algorithm */

	/* Entra. */
	const struct cloud *cloud;
	bool shared_keys; /* the common key set, for every directory alike */
	const char *signing_key_app_id; /* app whose own signing keys are asked for, or empty */

	/* OpenID provider. */
	struct text url; /* iss, exactly; no query, no fragment */
	const char *client_claim; /* claim with the client id */
	bool client_names; /* client ids are names: issuer_client_id() makes ids of them */
	bool clients_authenticate; /* it has no public clients */
	const char *directory_claim; /* empty: the first of `directories`, always */
	const struct issuer_directory *directories;
	size_t directory_count;
};

/* All that are configured. */
struct issuer_list {
	const struct issuer *entra; /* NULL: none */
	const struct issuer *providers; /* OpenID */
	size_t provider_count;
};

/* The issuer of tokens with that iss: the provider with exactly that URL, else Entra, whose iss is
 * judged with the directory and version. NULL: none. */
const struct issuer *issuer_of(const struct issuer_list *list, struct text iss);

/* True when the directory is one that a provider has. */
bool issuer_is_openid(const struct issuer_list *list, struct guid directory);

/* The directory that a provider's claim value stands for, compared byte for byte; false when it is
 * none of its own. Without a directory claim: the provider's one directory, whatever the value. */
bool issuer_find_directory(
	const struct issuer *issuer, struct text value, struct guid *ret_directory);

/* The client app id that stands for a provider's client name: a UUID of version 8 (RFC 9562 §5.8)
 * from SHA-256 of the directory's 16 bytes and the name's. Stored in registrations: it must never
 * come out otherwise. */
struct guid issuer_client_id(struct guid directory, struct text name);

/* Where a key set comes from. Made by issuer_jwks_endpoint(); equal ones share their keys. */
struct jwks_endpoint {
	const struct issuer *issuer;
	struct guid directory; /* zero: not one directory's */
	enum token_version version; /* TOKEN_V2 for providers */
};

struct jwks_endpoint issuer_jwks_endpoint(
	const struct issuer *issuer, struct guid directory, enum token_version version);
bool issuer_same_jwks_endpoint(const struct jwks_endpoint *a, const struct jwks_endpoint *b);

/* URL of the place's OpenID metadata. */
struct text issuer_metadata_url(struct arena *arena, const struct jwks_endpoint *endpoint);

/* Whether the metadata speaks of this place (OpenID Connect Discovery 1.0 §4.3): NULL, or one
 * phrase that says why not. */
const char *issuer_judge_metadata(struct arena *arena, const struct jwks_endpoint *endpoint,
	const struct jsonread_node *metadata);

/* Entra's rules for a key of a set: its issuer, with the token's directory filled in, must be that
 * directory's, and its cloud ours. REFUSAL_NONE for a provider's. */
enum refusal issuer_judge_key(struct arena *arena, const struct issuer *issuer,
	struct guid directory, const struct jwk *key);

#endif
