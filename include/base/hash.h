/*
 * hash: SHA-256, HMAC, HKDF, constant-time comparison and random bytes, all through OpenSSL.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/arena.h"

#define HASH_BYTES 32

struct hash {
	uint8_t bytes[HASH_BYTES];
};

struct hash hash_sha256(struct text t);

/* HMAC-SHA-256 (RFC 2104). */
struct hash hash_hmac(struct text key, struct text t);

/* HKDF-SHA-256 (RFC 5869). Derives `length` bytes, at most 255 * HASH_BYTES, from a secret; `info`
 * names their purpose. An empty salt means HASH_BYTES zeros. */
void hash_hkdf(struct text secret, struct text salt, struct text info, void *out, size_t length);

/* Compares in constant time. */
bool hash_equal(const struct hash *a, const struct hash *b);

/* Compares the digests of two texts in constant time. An absent text equals an empty one. */
bool hash_equal_texts(struct text a, struct text b);

/* Returns the digest in lower-case hexadecimal, in the arena. */
struct text hash_hex(struct arena *arena, const struct hash *hash);

/* Returns the bytes of the digest as text, borrowed from `hash`. */
struct text hash_text(const struct hash *hash);

/* Fills `bytes` with cryptographically strong random bytes. Aborts if there are none. */
void hash_random(void *bytes, size_t count);

/* Incremental SHA-256. hash_stream_final() must be called once; it frees the stream. */
struct hash_stream;
struct hash_stream *hash_stream_new(void);
void hash_stream_update(struct hash_stream *stream, struct text t);
struct hash hash_stream_final(struct hash_stream *stream);

#endif
