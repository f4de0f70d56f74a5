/*
 * edwards: whether the bytes of an Ed25519 or Ed448 key (RFC 8032 §5) are a point that proves
 * anything.
 *
 * OpenSSL looks at them only when it verifies, and takes points of small order, under which anybody
 * can sign.
 */
#ifndef AUTH_EDWARDS_PRIVATE_H
#define AUTH_EDWARDS_PRIVATE_H

#include "base/text.h"

/* True when `bytes`, as long as the curve wants, are a point of Ed448 or else of Ed25519, written
 * in its one form, and not of small order. */
bool edwards_is_valid_key(bool is_ed448, struct text bytes);

#endif
