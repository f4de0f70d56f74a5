/*
 * jwks_file: stores the last good key set of each endpoint on disk, so that the service can restart
 * while the issuer is unreachable.
 *
 * A file name such as "11111111-aaaa-2222-3333-444444444444-v2-0a1b2c3d.json" shows an operator the
 * directory and the token version of the keys. The last eight digits come from the SHA-256 of the
 * metadata URL. If the service is configured for another cloud or app, the name changes. The
 * service then does not load the keys of the previous cloud or app.
 */
#ifndef AUTH_JWKS_FILE_PRIVATE_H
#define AUTH_JWKS_FILE_PRIVATE_H

#include "auth/issuer.h"

/* Returns the endpoint's stored key set. *ret_written_ms receives the wall-clock time at which the
 * file was written. Returns an absent text if the file does not exist or cannot be read. */
struct text jwks_file_read(struct arena *arena, const char *key_dir,
	const struct jwks_endpoint *endpoint, int64_t *ret_written_ms);

/* Stores the endpoint's key set, and creates the directory `key_dir` if necessary. Returns false if
 * the file cannot be written. */
bool jwks_file_write(struct arena *arena, const char *key_dir, const struct jwks_endpoint *endpoint,
	struct text document);

#endif
