/*
 * jwks_file: the last good key set of each endpoint, on disk, for a restart during an outage.
 *
 * A file name such as "11111111-aaaa-2222-3333-444444444444-v2-0a1b2c3d.json" tells an operator
 * whose keys it contains. The last eight digits come from the SHA-256 of the metadata URL, so a
 * service that is reconfigured for another cloud or app does not load the previous keys.
 */
#ifndef AUTH_JWKS_FILE_PRIVATE_H
#define AUTH_JWKS_FILE_PRIVATE_H

#include "auth/issuer.h"

/* Reads the endpoint's document and the time when it was written (wall clock). Returns an absent
 * text if there is none. */
struct text jwks_file_read(struct arena *arena, const char *key_dir,
	const struct jwks_endpoint *endpoint, int64_t *ret_written_ms);

/* Writes the document, and creates the directory if necessary. Returns false if the file could not
 * be written. */
bool jwks_file_write(struct arena *arena, const char *key_dir, const struct jwks_endpoint *endpoint,
	struct text document);

#endif
