/*
 * jwks_file: the last good key set of each place, kept for a restart during an outage.
 *
 * The names are for people, "11111111-aaaa-2222-3333-444444444444-v2-0a1b2c3d.json"; the eight
 * digits are of the metadata URL's SHA-256, so that a service that is pointed at another cloud or
 * app does not start with the keys of the one before.
 */
#ifndef AUTH_JWKS_FILE_PRIVATE_H
#define AUTH_JWKS_FILE_PRIVATE_H

#include "auth/issuer.h"

/* The place's document and when it was written, by the wall clock; absent when there is none. */
struct text jwks_file_read(struct arena *arena, const char *key_dir,
	const struct jwks_endpoint *endpoint, int64_t *ret_written_ms);

/* Makes the folder if need be. False when the file could not be written. */
bool jwks_file_write(struct arena *arena, const char *key_dir, const struct jwks_endpoint *endpoint,
	struct text document);

#endif
