/*
 * roca: detects RSA keys that were made by a vulnerable key generator (CVE-2017-15361, ROCA).
 *
 * The generator's primes have the form k * M + (65537^a mod M), where M is the product of the first
 * n primes. The RSA modulus is therefore congruent to a power of 65537 modulo each of these n
 * primes. By chance, about one in 2^28 other moduli also has this property (Nemec et al., The
 * Return of Coppersmith's Attack, CCS 2017, section 2).
 */
#ifndef AUTH_ROCA_PRIVATE_H
#define AUTH_ROCA_PRIVATE_H

#include <openssl/bn.h>
#include <stdbool.h>

/* Returns true if the RSA modulus has the property described above. */
bool roca_has_fingerprint(const BIGNUM *modulus);

#endif
