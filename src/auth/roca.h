/*
 * roca: detection of RSA keys from a vulnerable generator (CVE-2017-15361, ROCA).
 *
 * The generator's primes have the form k * M + (65537^a mod M), where M is the product of the first
 * primes. The modulus is therefore a power of 65537 modulo each of these primes. For other moduli
 * this is true by chance only once in about 2^28 (Nemec et al., The Return of Coppersmith's Attack,
 * CCS 2017, section 2).
 */
#ifndef AUTH_ROCA_PRIVATE_H
#define AUTH_ROCA_PRIVATE_H

#include <openssl/bn.h>
#include <stdbool.h>

bool roca_has_fingerprint(const BIGNUM *modulus);

#endif
