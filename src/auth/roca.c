#include "auth/roca.h"

#define GENERATOR 65537U

/* The odd prime factors of M for the shortest keys. M for longer keys contains them as well. */
static const unsigned char primes[] = {3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59,
	61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157,
	163, 167};

static bool is_power_of_generator(BN_ULONG residue, unsigned int prime)
{
	unsigned int power = 1;

	do {
		if (power == residue)
			return true;
		power = power * GENERATOR % prime;
	} while (power != 1);
	return false;
}

bool roca_has_fingerprint(const BIGNUM *modulus)
{
	for (size_t i = 0; i < sizeof(primes); i++) {
		if (!is_power_of_generator(BN_mod_word(modulus, primes[i]), primes[i]))
			return false;
	}
	return true;
}
