/*
 * hash: SHA-256, HMAC-SHA-256, HKDF-SHA-256, constant-time comparison and random bytes, all from
 * OpenSSL.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/arena.h"

#define HASH_BYTES 32

struct hash {
	uint8_t bytes[HASH_BYTES];
};

struct hash hash_sha256(struct text t);

/* RFC 2104 over SHA-256. */
struct hash hash_hmac(struct text key, struct text t);

/* RFC 5869 over SHA-256: `length` bytes, at most 255 * HASH_BYTES, derived from a secret for the
 * purpose that `info` names. An empty salt is that of HASH_BYTES zeros. */
void hash_hkdf(struct text secret, struct text salt, struct text info, void *out, size_t length);

/* Takes the same time wherever the two differ. */
bool hash_equal(const struct hash *a, const struct hash *b);

/* The same for texts of any length, an absent one being empty: what is compared are their digests.
 */
bool hash_equal_texts(struct text a, struct text b);

/* Lower-case hexadecimal, in the arena. */
struct text hash_hex(struct arena *arena, const struct hash *hash);

/* The digest's bytes as text, borrowed from `hash`. */
struct text hash_text(const struct hash *hash);

/* Cryptographically strong; ends the process when the system has none. */
void hash_random(void *bytes, size_t count);

/* SHA-256 of a stream: begin, add any number of times, end once (which releases it). */
struct hash_stream;
struct hash_stream *hash_stream_new(void);
void hash_stream_update(struct hash_stream *stream, struct text t);
struct hash hash_stream_final(struct hash_stream *stream);

#endif
