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
	const char *issuer[2]; /* `iss` for each enum token_version; contains "{tid}" */
	const char *instance_name; /* expected `cloud_instance_name`; empty: not checked */
};

/* Returns the cloud named "global", "usgov" or "china", or NULL for any other name. */
const struct cloud *cloud_find(struct text name);

/* Returns the template with the first occurrence of `mark` ("{tid}" or "{tenantid}") replaced by
 * the directory id. */
struct text cloud_expand_template(
	struct arena *arena, struct text template, const char *mark, struct guid directory);

/* Returns the `iss` of tokens of this directory and version. */
struct text cloud_issuer(struct arena *arena, const struct cloud *cloud, enum token_version version,
	struct guid directory);

/* Returns the URL of the directory's OpenID metadata for tokens of this version. */
struct text cloud_metadata_url(struct arena *arena, const struct cloud *cloud,
	enum token_version version, struct guid directory);

/* Returns the `issuer` in the metadata that all directories share. The result contains "{tenantid}"
 * instead of a directory id. */
struct text cloud_shared_issuer(
	struct arena *arena, const struct cloud *cloud, enum token_version version);

/* Returns the URL of the metadata that all directories share. */
struct text cloud_shared_metadata_url(
	struct arena *arena, const struct cloud *cloud, enum token_version version);

#endif
