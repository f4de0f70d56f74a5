/*
 * hash: SHA-256, HMAC, HKDF, constant-time comparison and random bytes, all implemented with
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

/* Returns the HMAC-SHA-256 (RFC 2104) of `t` with this key. */
struct hash hash_hmac(struct text key, struct text t);

/* Derives `length` bytes from `secret` with HKDF-SHA-256 (RFC 5869), and stores them in `out`.
 * `length` is at most 255 * HASH_BYTES. `info` names the purpose of the derived bytes. An empty
 * salt is equivalent to HASH_BYTES zero bytes. */
void hash_hkdf(struct text secret, struct text salt, struct text info, void *out, size_t length);

/* Compares two digests in constant time. */
bool hash_equal(const struct hash *a, const struct hash *b);

/* Compares two texts by comparing their SHA-256 digests in constant time. An absent text (see
 * base/text.h) equals an empty text. */
bool hash_equal_texts(struct text a, struct text b);

/* Returns the digest in lower-case hexadecimal, in the arena. */
struct text hash_hex(struct arena *arena, const struct hash *hash);

/* Returns the bytes of the digest as a text that is borrowed from `hash`. */
struct text hash_text(const struct hash *hash);

/* Fills `bytes` with cryptographically strong random bytes. Aborts if OpenSSL cannot provide them.
 */
void hash_random(void *bytes, size_t count);

/* These functions compute a SHA-256 digest of data that arrives in chunks. hash_stream_final()
 * returns the digest and frees the stream. Call it exactly once. */
struct hash_stream;
struct hash_stream *hash_stream_new(void);
void hash_stream_update(struct hash_stream *stream, struct text t);
struct hash hash_stream_final(struct hash_stream *stream);

#endif
