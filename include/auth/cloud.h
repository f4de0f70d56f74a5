/*
 * cloud: the metadata URLs and issuer names of the Entra clouds.
 *
 * Sources: Microsoft Entra docs "National clouds" and "Access tokens".
 */
#ifndef AUTH_CLOUD_H
#define AUTH_CLOUD_H

#include "base/guid.h"

enum token_version { TOKEN_V1, TOKEN_V2 };

struct cloud {
	const char *name;
	const char *authority; /* URL of the cloud's sign-in service, without a trailing slash */
	const char *issuer[2]; /* `iss`, indexed by enum token_version; contains "{tid}" for the
				  directory id */
	const char *instance_name; /* expected `cloud_instance_name`; if empty, the name is not
				      checked */
};

/* Returns the cloud named "global", "usgov" or "china", or NULL for any other name. */
const struct cloud *cloud_find(struct text name);

/* Returns a copy of the template in which the directory id replaces the first occurrence of `mark`
 * ("{tid}" or "{tenantid}"). */
struct text cloud_expand_template(
	struct arena *arena, struct text template, const char *mark, struct guid directory);

/* Returns the `iss` that a token of this directory and version must have. */
struct text cloud_issuer(struct arena *arena, const struct cloud *cloud, enum token_version version,
	struct guid directory);

/* Returns the URL of the directory's OpenID metadata for tokens of this version. */
struct text cloud_metadata_url(struct arena *arena, const struct cloud *cloud,
	enum token_version version, struct guid directory);

/* Returns the `issuer` that the shared metadata of all directories must have. The result contains
 * "{tenantid}" instead of a directory id. */
struct text cloud_shared_issuer(
	struct arena *arena, const struct cloud *cloud, enum token_version version);

/* Returns the URL of the metadata that all directories share. */
struct text cloud_shared_metadata_url(
	struct arena *arena, const struct cloud *cloud, enum token_version version);

#endif
