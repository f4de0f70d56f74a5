/*
 * roca: RSA moduli of the generator whose keys can be factored (CVE-2017-15361, ROCA).
 *
 * Its primes are k * M + (65537^a mod M), M being the product of the first primes. So the modulus
 * is a power of 65537 modulo each of those, which a modulus of another origin is by chance about
 * once in 2^28 (Nemec et al., The Return of Coppersmith's Attack, CCS 2017, §2).
 */
#ifndef AUTH_ROCA_PRIVATE_H
#define AUTH_ROCA_PRIVATE_H

#include <openssl/bn.h>
#include <stdbool.h>

bool roca_has_fingerprint(const BIGNUM *modulus);

#endif
