/*
 * edwards: validation of Ed25519 and Ed448 public keys (RFC 8032 §5).
 *
 * OpenSSL accepts points of small order, for which anyone can forge signatures, and checks the
 * encoding of a point only when it verifies a signature.
 */
#ifndef AUTH_EDWARDS_PRIVATE_H
#define AUTH_EDWARDS_PRIVATE_H

#include "base/text.h"

/* Returns true if `bytes` is the canonical encoding of a point on Ed448 or Ed25519 that does not
 * have small order. `bytes` must have the length of an encoded key. */
bool edwards_is_valid_key(bool is_ed448, struct text bytes);

#endif
