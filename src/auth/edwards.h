/*
 * edwards: validates Ed25519 and Ed448 public keys (RFC 8032 §5).
 *
 * OpenSSL's own checks are not sufficient. OpenSSL accepts keys that are points of small order,
 * although anyone can forge signatures for such keys. In addition, OpenSSL does not check the
 * encoding of a key until it verifies a signature.
 */
#ifndef AUTH_EDWARDS_PRIVATE_H
#define AUTH_EDWARDS_PRIVATE_H

#include "base/text.h"

/* Returns true if `bytes` is the canonical encoding of a point on the curve, and the point does not
 * have small order. The curve is Ed448 if `is_ed448` is set, else Ed25519. `bytes` must have the
 * length of an encoded key: 57 bytes for Ed448, 32 for Ed25519. */
bool edwards_is_valid_key(bool is_ed448, struct text bytes);

#endif
