/*
 * cloud: where an Entra cloud publishes keys, and how its issuers are spelled.
 *
 * Sources: Microsoft Entra docs "National clouds" and "Access tokens".
 */
#ifndef AUTH_CLOUD_H
#define AUTH_CLOUD_H

#include "base/guid.h"

enum token_version { TOKEN_V1, TOKEN_V2 };

struct cloud {
	const char *name;
	const char *authority; /* before /{tid} in the metadata's URL */
	const char *issuer[2]; /* by enum token_version, with {tid} */
	const char *instance_name; /* cloud_instance_name; empty: not checked */
};

/* The built-in cloud of that name ("global", "usgov", "china"), or NULL. */
const struct cloud *cloud_find(struct text name);

/* `template` with the directory in the place of `mark`, "{tid}" or "{tenantid}". */
struct text cloud_expand_template(
	struct arena *arena, struct text template, const char *mark, struct guid directory);

/* The iss that tokens of the directory carry. */
struct text cloud_issuer(struct arena *arena, const struct cloud *cloud, enum token_version version,
	struct guid directory);

/* URL of the directory's OpenID metadata for tokens of that version. */
struct text cloud_metadata_url(struct arena *arena, const struct cloud *cloud,
	enum token_version version, struct guid directory);

/* The same of the keys that all directories share: the issuer is a template, with "{tenantid}" in
 * the directory's place. */
struct text cloud_shared_issuer(
	struct arena *arena, const struct cloud *cloud, enum token_version version);
struct text cloud_shared_metadata_url(
	struct arena *arena, const struct cloud *cloud, enum token_version version);

#endif
