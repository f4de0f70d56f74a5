/*
 * issuer: the configured token issuers.
 *
 * At most one issuer is an Entra cloud. The others are OpenID providers that issue RFC 9068 access
 * tokens.
 *
 * The configuration lists the directories of each OpenID provider. All other directories belong to
 * Entra. Each directory therefore belongs to exactly one issuer, and the service accepts tokens for
 * the directory only from this issuer.
 */
#ifndef AUTH_ISSUER_H
#define AUTH_ISSUER_H

#include "auth/algorithm.h"
#include "auth/cloud.h"
#include "auth/jwk.h"
#include "base/jsonread.h"

#define ISSUER_DIRECTORIES_MAX 64 /* per OpenID provider */
#define ISSUER_CLIENT_NAME_BYTES_MAX 200

enum issuer_kind { ISSUER_ENTRA, ISSUER_OPENID };

/* Maps a value of the provider's directory claim to a directory id. */
struct issuer_directory {
	struct text value; /* not empty */
	struct guid directory;
};

struct issuer {
	enum issuer_kind kind;
	const char *name; /* "entra", or the name of the provider's configuration section */
	uint32_t algorithms; /* allowed signature algorithms: a mask of ALGORITHM_BIT() */

	/* For Entra only. */
	const struct cloud *cloud;
	bool shared_keys; /* true: use the key set that all directories share; false: use one key
			     set per directory */
	const char *signing_key_app_id; /* id of the app whose own signing keys are used; may be
					   empty */

	/* For OpenID providers only. */
	struct text url; /* value of `iss`, compared byte for byte; has no query or fragment */
	const char *client_claim; /* name of the claim that contains the client id */
	bool client_names; /* client ids are names, not GUIDs; issuer_client_id() maps the names to
			      GUIDs */
	bool clients_authenticate; /* the provider has no public clients */
	const char *directory_claim; /* name of the claim that selects the directory; if empty,
					directories[0] is always used */
	const struct issuer_directory *directories;
	size_t directory_count;
};

/* All configured issuers. */
struct issuer_list {
	const struct issuer *entra; /* NULL if Entra is not configured */
	const struct issuer *providers; /* the OpenID providers */
	size_t provider_count;
};

/* Returns the OpenID provider whose URL equals `iss`. If no provider matches, returns Entra, or
 * NULL if Entra is not configured. Does not compare `iss` with the issuer name of Entra.
 * claims_check_issuer() does so later, when the directory and the version are known. */
const struct issuer *issuer_of(const struct issuer_list *list, struct text iss);

/* Returns true if the directory belongs to an OpenID provider. */
bool issuer_is_openid(const struct issuer_list *list, struct guid directory);

/* Maps a value of the provider's directory claim to a directory. The comparison is byte for byte.
 * Returns false if the value is unknown. If the provider has no directory claim, ignores `value`
 * and stores the provider's first directory. */
bool issuer_find_directory(
	const struct issuer *issuer, struct text value, struct guid *ret_directory);

/* Maps the name of a provider's client to a client app id. The id is a version 8 UUID (RFC 9562
 * §5.8). The function makes the UUID from the SHA-256 of the directory id (16 bytes) followed by
 * the name. This algorithm must never change, because registrations store the ids. */
struct guid issuer_client_id(struct guid directory, struct text name);

/* Identifies the endpoint that publishes the keys for a token. Call issuer_jwks_endpoint() to
 * create a struct jwks_endpoint. */
struct jwks_endpoint {
	const struct issuer *issuer;
	struct guid directory; /* zero if all directories share the key set */
	enum token_version version; /* TOKEN_V2 for OpenID providers */
};

/* Returns the endpoint that publishes the keys for the issuer's tokens of this directory and
 * version. */
struct jwks_endpoint issuer_jwks_endpoint(
	const struct issuer *issuer, struct guid directory, enum token_version version);

/* Returns true if both endpoints have the same key set. */
bool issuer_same_jwks_endpoint(const struct jwks_endpoint *a, const struct jwks_endpoint *b);

/* Returns the URL of the OpenID metadata, which contains the URL of the key set. */
struct text issuer_metadata_url(struct arena *arena, const struct jwks_endpoint *endpoint);

/* Checks whether the fetched metadata belongs to the endpoint (OpenID Connect Discovery 1.0 §4.3).
 * Returns NULL if so. Otherwise, returns a phrase that says what is wrong. */
const char *issuer_judge_metadata(struct arena *arena, const struct jwks_endpoint *endpoint,
	const struct jsonread_node *metadata);

/* Checks a key of Entra: key->issuer must match the directory, and key->cloud_instance must match
 * the configured cloud. Does not check a member that is absent. Accepts every key of an OpenID
 * provider. Returns REFUSAL_NONE, REFUSAL_KEY_ISSUER or REFUSAL_KEY_CLOUD. */
enum refusal issuer_judge_key(struct arena *arena, const struct issuer *issuer,
	struct guid directory, const struct jwk *key);

#endif
