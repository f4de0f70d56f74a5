/*
 * issuer: the configured token issuers: one Entra cloud and any number of OpenID providers with RFC
 * 9068 access tokens.
 *
 * Each directory belongs to exactly one issuer, so no issuer can speak for another's directories.
 * The configuration lists the directories of each OpenID provider; all others belong to Entra.
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

/* Maps a value of the provider's directory claim to a directory id. */
struct issuer_directory {
	struct text value; /* not empty */
	struct guid directory;
};

struct issuer {
	enum issuer_kind kind;
	const char *name; /* "entra", or the name of the configuration section */
	uint32_t algorithms; /* bits of enum algorithm */

	/* Entra. */
	const struct cloud *cloud;
	bool shared_keys; /* fetch one key set for all directories */
	const char *signing_key_app_id; /* app with its own signing keys, or empty */

	/* OpenID provider. */
	struct text url; /* the exact iss; without query and fragment */
	const char *client_claim; /* name of the claim with the client id */
	bool client_names; /* client ids are names, which issuer_client_id() maps to GUIDs */
	bool clients_authenticate; /* the provider has no public clients */
	const char *directory_claim; /* empty: always use directories[0] */
	const struct issuer_directory *directories;
	size_t directory_count;
};

/* All configured issuers. */
struct issuer_list {
	const struct issuer *entra; /* NULL: not configured */
	const struct issuer *providers; /* OpenID providers */
	size_t provider_count;
};

/* Returns the provider whose URL is exactly `iss`, else Entra, or NULL if Entra is not configured.
 * claims_check_issuer() compares Entra's iss later, when directory and version are known. */
const struct issuer *issuer_of(const struct issuer_list *list, struct text iss);

/* Returns true if the directory belongs to an OpenID provider. */
bool issuer_is_openid(const struct issuer_list *list, struct guid directory);

/* Finds the directory for a value of the provider's directory claim, compared byte for byte.
 * Returns false if there is none. Ignores the value if the provider has no directory claim. */
bool issuer_find_directory(
	const struct issuer *issuer, struct text value, struct guid *ret_directory);

/* Returns the client app id for a provider's client name: a version 8 UUID (RFC 9562 §5.8)
 * made from the SHA-256 of the directory id's 16 bytes and the name. Registrations store this id,
 * so the algorithm must never change. */
struct guid issuer_client_id(struct guid directory, struct text name);

/* The source of a key set. Equal endpoints share their keys. Create it with
 * issuer_jwks_endpoint(). */
struct jwks_endpoint {
	const struct issuer *issuer;
	struct guid directory; /* zero if the keys are not specific to a directory */
	enum token_version version; /* TOKEN_V2 for OpenID providers */
};

struct jwks_endpoint issuer_jwks_endpoint(
	const struct issuer *issuer, struct guid directory, enum token_version version);
bool issuer_same_jwks_endpoint(const struct jwks_endpoint *a, const struct jwks_endpoint *b);

/* Returns the URL of the endpoint's OpenID metadata. */
struct text issuer_metadata_url(struct arena *arena, const struct jwks_endpoint *endpoint);

/* Checks that the metadata belongs to this endpoint (OpenID Connect Discovery 1.0 section 4.3).
 * Returns NULL if it does, else a phrase with the reason. */
const char *issuer_judge_metadata(struct arena *arena, const struct jwks_endpoint *endpoint,
	const struct jsonread_node *metadata);

/* Checks the `issuer` and the cloud of a published Entra key: `issuer`, with the token's directory
 * filled in, must be that directory's, and the cloud must be the configured one. Returns
 * REFUSAL_NONE for keys of OpenID providers. */
enum refusal issuer_judge_key(struct arena *arena, const struct issuer *issuer,
	struct guid directory, const struct jwk *key);

#endif
